/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published leaves, a period at a time. */
#include "agreement_leaves.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "store/window_sql.h"

#define INT_TEXT_SIZE 12

/* Columns of a leaf. */
enum { LEAF_TEAM, LEAF_N, LEAF_MEAN, LEAF_SD, LEAF_RWGJ, LEAF_SHOWS_SPREAD };

static const char periods_sql[] = WINDOW_SQL "SELECT period FROM released ORDER BY period";

/* To plan it takes longer than to run it, so it is planned once; one of another call is forgotten first. */
static const char prepare_sql[] =
    "DEALLOCATE ALL;"
    " PREPARE agreement_step (integer, text) AS"
    " SELECT c.team_id, c.n, c.mean, c.sd, a.rwgj_uniform, coalesce(d.shows_spread, false)::integer"
    "  FROM pulssid.cell c"
    "  LEFT JOIN pulssid.agreement_cell a ON a.period = $1 AND a.dimension = $2 AND a.team_id = c.team_id"
    "  LEFT JOIN pulssid.dimension_pool d ON d.period = $1 AND d.dimension = $2"
    " WHERE c.period = $1 AND c.dimension = $2 AND c.state = 'published' AND c.team_id > 0"
    "   AND c.team_id NOT IN (SELECT b.parent_id FROM pulssid.period_team b"
    "                          WHERE b.period = $1 AND b.parent_id IS NOT NULL)"
    " ORDER BY c.team_id";

/* Leaves as they come. */
struct reading {
    struct db *db;
    const char *dimension;
    struct agreement_leaf *leaves; /* owned */
    size_t n;
};

static void reading_free_local(struct reading *reading)
{
    free(reading->leaves);
}

static bool add_all(struct reading *reading, int32_t period, const struct db_result *cells, struct error *err)
{
    size_t n = db_rows(cells);
    struct agreement_leaf *leaves = reallocarray(reading->leaves, reading->n + n + 1, sizeof *leaves);
    if (leaves == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the cells of agreement");
    }
    reading->leaves = leaves;
    for (size_t i = 0; i < n; i++) {
        leaves[reading->n++] =
            (struct agreement_leaf){.period = period,
                                    .team_id = (int32_t)db_int(cells, i, LEAF_TEAM),
                                    .n = db_double(cells, i, LEAF_N),
                                    .mean = db_double(cells, i, LEAF_MEAN),
                                    .sd = db_double(cells, i, LEAF_SD),
                                    .rwgj = db_double(cells, i, LEAF_RWGJ),
                                    .shows_spread = db_int(cells, i, LEAF_SHOWS_SPREAD) != 0};
    }
    return true;
}

/* EXECUTE takes no parameters but in its text; a dimension is a code, without quotes. */
static bool read_period(struct reading *reading, int32_t period, struct error *err)
{
    struct db_result *cells CLEANUP(db_result_free) = NULL;
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_printf(&sql, "EXECUTE agreement_step (%" PRId32 ", '%s')", period, reading->dimension);
    buffer_append(&sql, "", 1);
    if (sql.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    return db_query(reading->db, (const char *)buffer_span(&sql).data, DB_NO_PARAMS, &cells, err) &&
           add_all(reading, period, cells, err);
}

static bool list_periods(struct db *db, const struct agreement_key *key, struct db_result **ret_periods,
                         struct error *err)
{
    char texts[3][INT_TEXT_SIZE];
    const int32_t numbers[] = {key->release, key->window.weeks, key->window.months};
    for (size_t i = 0; i < 3; i++) {
        snprintf(texts[i], sizeof texts[i], "%" PRId32, numbers[i]);
    }
    return db_query(db, periods_sql, DB_PARAMS(texts[0], texts[1], texts[2]), ret_periods, err);
}

bool agreement_leaves_read(struct db *db, const struct agreement_key *key, const char *dimension,
                           struct agreement_leaf **ret_leaves, size_t *ret_n, struct error *err)
{
    struct db_result *periods CLEANUP(db_result_free) = NULL;
    struct reading reading CLEANUP(reading_free) = {.db = db, .dimension = dimension};
    if (!db_script(db, prepare_sql, err) || !list_periods(db, key, &periods, err)) {
        return false;
    }
    for (size_t i = 0; i < db_rows(periods); i++) {
        if (!read_period(&reading, (int32_t)db_int(periods, i, 0), err)) {
            return false;
        }
    }
    *ret_leaves = reading.leaves;
    *ret_n = reading.n;
    reading.leaves = NULL;
    return true;
}
