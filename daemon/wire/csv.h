/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_CSV_H
#define PULSSID_WIRE_CSV_H

/*
 * Reads CSV (RFC 4180; LF or CRLF; a UTF-8 byte-order mark is skipped) row by row from a stream, with the
 * header resolved against the columns that the caller wants. Used by the import commands. Owned through
 * csv_close().
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"

struct csv;

/* Opens a file and reads its header. Every name of `required` (NULL-terminated) must be there once;
 * `optional` may be; with `others` any more are allowed, else they are INPUT. Errors name file and line. */
struct csv_columns {
    const char *const *required;
    const char *const *optional; /* NULL: none */
    bool others;
};
bool csv_open(const char *path, const struct csv_columns *columns, struct csv **ret_csv,
              struct error *err) MUST_CHECK;
struct csv *csv_close(struct csv *csv);
DEFINE_CLEANUP(csv_close, struct csv)

/* Reads the next row; *ret_end instead at the end. Lines without a byte are skipped. INPUT with "FILE:LINE:
 * …" on a bad quote, a wrong number of fields, text that is not UTF-8 or a row over 1 MiB; IO; OUT_OF_MEMORY.
 * After a failure there is only csv_close(). */
bool csv_next(struct csv *csv, bool *ret_end, struct error *err) MUST_CHECK;
/* Line number where the current row began, from 1. */
size_t csv_line(const struct csv *csv);
/* The row's raw bytes as read, without its line ending, for hashing. Valid until the next csv_next(). */
const char *csv_raw(const struct csv *csv, size_t *ret_len);
/* Field of a column, "" when empty or when the file has no such column. Valid until the next csv_next(). */
const char *csv_field(const struct csv *csv, const char *column);
/* Columns in file order, for `others`. */
size_t csv_n_columns(const struct csv *csv);
const char *csv_column_name(const struct csv *csv, size_t i);
const char *csv_column_field(const struct csv *csv, size_t i);
/* Fills *err with INPUT "FILE:LINE: field COLUMN: …" and returns false. */
bool csv_error(const struct csv *csv, const char *column, struct error *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
