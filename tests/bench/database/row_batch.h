/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_ROW_BATCH_H
#define PULSSID_BENCH_ROW_BATCH_H

/* Rows as the daemon would store them: today's, spread evenly over the teams, ten answers, ids drawn anew for
 * each batch and in the order of the primary key. */

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "store/pg.h"

struct row_batch;

extern const char row_batch_copy_sql[];

/* n rows; is_wary: to be inserted where they may be already. Asks the database for the ids it needs. NULL,
 * after a sentence on standard error, when it cannot. */
struct row_batch *row_batch_new(PGconn *connection, size_t n, bool is_wary, unsigned seed);
void row_batch_free(struct row_batch *batch);

/* The daemon's statement, and it with the parameters for new rows; valid until the next call. NULL when
 * memory is out. */
const char *row_batch_insert_sql(struct row_batch *batch);
const struct pg_statement *row_batch_insert(struct row_batch *batch);

/* What COPY … (FORMAT binary) reads. No data when memory is out. */
struct span row_batch_copy(struct row_batch *batch);

#endif
