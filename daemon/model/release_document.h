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
 * Behind the cells come two more tables, each after an empty line and with its own line of names:
 *
 *   from,to,state,count
 *   T01,T02,published,12
 *   T01,T03,published,<5
 *   T01,T12,suppressed,
 *
 *   rater_team,rated_team,dimension,state,n,mean,bound
 *   T01,T02,collaboration,published,11,76,
 *
 * in order of the bytes of both teams (and the dimension). A table without lines is left out whole, as in the
 * releases made before there were any: those never change. No field holds a comma or a quote. SHA-256 of the
 * whole document is the release's hash, so the chain is checked with sha256sum alone. proto/release.md is for
 * whoever reads one.
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

/* The tables of a document, in order. */
enum release_table { RELEASE_CELLS, RELEASE_HANDOFFS, RELEASE_RATINGS };

#define RELEASE_DOCUMENT_COLUMNS 19 /* at most */

/* Names of a table's columns in order, joined by commas: the line above its rows. */
const char *release_document_columns(enum release_table table);

/* Appends the head and the line of the cells' column names; before the rows of another table, the empty line
 * and its names; and a row of n fields, NULL for an empty one. Sticky failure of the buffer. */
void release_document_start(struct buffer *out, const struct release_head *head);
void release_document_table(struct buffer *out, enum release_table table);
void release_document_row(struct buffer *out, const char *const *fields, size_t n);

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
