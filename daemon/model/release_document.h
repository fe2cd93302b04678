/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_RELEASE_DOCUMENT_H
#define PULSSID_MODEL_RELEASE_DOCUMENT_H

/*
 * The canonical text of a release: UTF-8, LF, the same bytes for ever.
 *
 *   pulssid release 1
 *   release 7
 *   period 2024-W42
 *   first-day 2024-10-14
 *   last-day 2024-10-20
 *   k-employee 5
 *   k-customer 5
 *   previous 64 hexadecimal digits: SHA-256 of the document of release 6; zeros for release 1
 *   team,dimension,state,n,mean,…
 *   *,csat,published,240,68.2,…
 *
 * One line a cell in order of the bytes of team and dimension, empty fields for what is unknown or not shown.
 * No field holds a comma or a quote. SHA-256 of the whole document is the release's hash, so the chain is
 * checked with sha256sum alone. proto/release.md is for whoever reads one.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/span.h"
#include "calendar.h"

struct release_head {
    int32_t release;
    char period[PERIOD_ID_SIZE];
    char first_day[DAY_TEXT_SIZE];
    char last_day[DAY_TEXT_SIZE];
    int32_t k_employee;
    int32_t k_customer;
    uint8_t previous[SHA256_SIZE];
};

#define RELEASE_DOCUMENT_COLUMNS 19

/* Names of the columns in order, joined by commas: the line above the cells, and what a query selects. */
const char *release_document_columns(void);

/* Appends the head and the line of column names; then each cell, NULL for an empty field. Sticky failure of
 * the buffer. */
void release_document_start(struct buffer *out, const struct release_head *head);
void release_document_row(struct buffer *out, const char *const fields[RELEASE_DOCUMENT_COLUMNS]);

/* Reads the head of a document. INPUT when the text does not begin with one, byte for byte as it is written.
 */
bool release_document_parse(struct span text, struct release_head *ret_head, struct error *err) MUST_CHECK;

/* Checks the chain of documents in order of their releases, which follow one another without a gap. The first
 * may be any release; only of release 1 the hash before is known. INTEGRITY names the first release that is
 * missing or there twice, whose `previous` does not fit, or that has a line which is not that of a cell;
 * INPUT the first text that is no document. What the last one says is held by no other: a change of its
 * figures shows in its SHA-256 alone. */
bool release_document_verify(const struct span *documents, size_t n, struct error *err) MUST_CHECK;

#endif
