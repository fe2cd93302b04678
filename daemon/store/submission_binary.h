/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SUBMISSION_BINARY_H
#define PULSSID_STORE_SUBMISSION_BINARY_H

/*
 * Records as one binary parameter of PostgreSQL: an array of pulssid.submission rows (array_recv,
 * record_recv). The columns are those of sql/0002_submissions.sql and
 * sql/0025_reasons_topics.sql, in their order.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "model/submission.h"

/* Bytes that a record takes in the array, at most. */
size_t submission_binary_size(const struct record *record);

/* Appends the array. row_oid: the oid of the type pulssid.submission, which the server insists on. n > 0;
 * sticky failure of the buffer. */
void submission_binary_write(const struct record *const *records, size_t n, uint32_t row_oid,
                             struct buffer *out);

#endif
