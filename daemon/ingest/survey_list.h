/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_SURVEY_LIST_H
#define PULSSID_INGEST_SURVEY_LIST_H

/* The current survey definitions, as clients read them. Sticky failure of the buffer. */

#include "base/buffer.h"
#include "ingest/intake.h"
#include "model/catalog.h"

/* {"surveys": […]}: the newest version of each. */
void survey_list_write(const struct catalog *catalog, enum intake_format format, struct buffer *out);

/* One definition. */
void survey_list_write_one(const struct survey *survey, enum intake_format format, struct buffer *out);

#endif
