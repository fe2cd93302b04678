/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_QUERY_REPORT_DOCUMENT_H
#define PULSSID_QUERY_REPORT_DOCUMENT_H

/* A report that was read, as the bytes that the API and `pulssid report` give. */

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "store/report_store.h"

/* The JSON document of all parts. Sticky failure of the buffer. */
void report_document_json(const struct report *report, const struct report_page *page, struct buffer *out);

/* Finds a part by name; empty: the first. False when the report has none of that name. */
bool report_document_part(const struct report *report, struct span name, size_t *ret_part);

/* Of the report "release": the canonical text of the first row, byte by byte. False when there is no row. */
bool report_document_text(const struct report_page *page, struct buffer *out);

#endif
