/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_SURVEY_LIST_H
#define PULSSID_INGEST_SURVEY_LIST_H

/* The current survey definitions, as clients read them. Sticky failure of the buffer. */

#include "base/buffer.h"
#include "ingest/intake.h"
#include "model/catalog.h"

/* {"surveys": […]}: the newest version of each. */
void survey_list_write(const struct catalog *catalog, enum intake_format format, struct buffer *out);

/* The newest version of one. NOT_FOUND. */
bool survey_list_write_one(const struct catalog *catalog, struct span code, enum intake_format format,
                           struct buffer *out, struct error *err) MUST_CHECK;

#endif
