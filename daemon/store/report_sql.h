/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_REPORT_SQL_H
#define PULSSID_STORE_REPORT_SQL_H

/* The statement that reads a part of a report, and the text of its paging keys. For report_store alone. */

#include "base/buffer.h"
#include "model/table.h"
#include "report_facts.h"
#include "store/pg.h"

#define REPORT_CURSOR_SIZE 256

/* `after`, taken apart. */
struct report_cursor {
    char text[REPORT_CURSOR_SIZE];
    size_t n;
    const char *keys[REPORT_MAX_KEYS];
};

/* Holds a filter against the report: BAD_PARAMETER with the name of what is not of its form, or that the
 * report cannot be filtered by. Reads `after` (n 0 when there is none). */
bool report_sql_check(const struct report_request *request, struct report_cursor *ret_cursor,
                      struct error *err) MUST_CHECK;

/* A statement and its parameters, which point into the request and the cursor. sql is owned: buffer_free().
 */
struct report_sql {
    struct buffer sql;
    size_t n_params;
    struct pg_param params[PG_MAX_PARAMS];
};

/* Reads one part: at most limit + 1 rows of part 0. */
void report_sql_part(const struct report_request *request, const struct report_cursor *cursor, size_t part,
                     struct report_sql *ret_sql);
/* Reads the newest release that the report speaks of: one row, 0 when there is none. */
void report_sql_release(const struct report_request *request, struct report_sql *ret_sql);

/* Writes `after` of the page that ends with a row of part 0. False when it does not fit. */
bool report_sql_cursor(const struct report_part *part, const struct table *table, size_t row,
                       char ret_after[REPORT_CURSOR_SIZE]);

#endif
