/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_DIMENSION_NAME_H
#define PULSSID_MODEL_DIMENSION_NAME_H

/* What a dimension is called in words. */

#include "language.h"

/* Its name ("hyvinvointi", "wellbeing", "välbefinnande"); the code itself for a dimension that a survey of
 * the organisation's own brought in. */
const char *dimension_name(const char *code, enum language language);

#define DIMENSION_NAME_SIZE 128

/* Its name as it stands in "hyvinvoinnin muutos", "hyvinvoinnin kanssa": the Finnish genitive, "mittarin
 * CODE" for a dimension that did not ship; in the other languages, which have a preposition, its name.
 * Returns ret_name. */
const char *dimension_name_of(const char *code, enum language language, char ret_name[DIMENSION_NAME_SIZE]);

#endif
