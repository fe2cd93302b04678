/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_DIMENSION_NAME_H
#define PULSSID_MODEL_DIMENSION_NAME_H

/* What a dimension is called in words. */

#include "language.h"

/* Its name ("hyvinvointi", "wellbeing", "välbefinnande"); the code itself for a dimension that a survey of
 * the organisation's own brought in. */
const char *dimension_name(const char *code, enum language language);

/* Its name in the Finnish genitive ("hyvinvoinnin"), where the other languages have a preposition; NULL for a
 * dimension that did not ship. */
const char *dimension_genitive(const char *code);

#endif
