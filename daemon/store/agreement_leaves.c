/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Published leaves, a few periods at a time. */
#include "agreement_leaves.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "model/code.h"
#include "store/steps.h"
#include "store/window_sql.h"

#define INT_TEXT_SIZE 12
/* About a millisecond of PostgreSQL's. */
#define STEP_LEAVES 500

/* Columns of a leaf. */
enum { LEAF_PERIOD, LEAF_TEAM, LEAF_N, LEAF_MEAN, LEAF_SD, LEAF_RWGJ, LEAF_SHOWS_SPREAD };

static const char periods_sql[] = WINDOW_SQL "SELECT period FROM released ORDER BY period";

static const char prepare_sql[] =
    "PREPARE step (integer, integer, text, integer) AS"
    " SELECT c.period, c.team_id, c.n, c.mean, c.sd, a.rwgj_uniform, coalesce(d.shows_spread, false)::integer"
    "  FROM pulssid.cell c JOIN pulssid.release r ON r.period = c.period AND r.release <= $4"
    "  LEFT JOIN pulssid.agreement_cell a"
    "         ON a.period = c.period AND a.dimension = c.dimension AND a.team_id = c.team_id"
    "        AND a.period BETWEEN $1 AND $2 AND a.dimension = $3"
    "  LEFT JOIN pulssid.dimension_pool d ON d.period = c.period AND d.dimension = c.dimension"
    "        AND d.period BETWEEN $1 AND $2 AND d.dimension = $3"
    " WHERE c.period BETWEEN $1 AND $2 AND c.dimension = $3 AND c.state = 'published' AND c.team_id > 0"
    "   AND (c.period, c.team_id) NOT IN (SELECT b.period, b.parent_id FROM pulssid.period_team b"
    "                                      WHERE b.period BETWEEN $1 AND $2 AND b.parent_id IS NOT NULL)"
    " ORDER BY c.period, c.team_id";

/* Leaves as they come. */
struct reading {
    int32_t release;
    const char *dimension;
    struct agreement_leaf *leaves; /* owned */
    size_t n;
};

static void reading_free_local(struct reading *reading)
{
    free(reading->leaves);
}

static bool add_all(struct reading *reading, const struct db_result *cells, struct error *err)
{
    size_t n = db_rows(cells);
    struct agreement_leaf *leaves = reallocarray(reading->leaves, reading->n + n + 1, sizeof *leaves);
    if (leaves == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the cells of agreement");
    }
    reading->leaves = leaves;
    for (size_t i = 0; i < n; i++) {
        leaves[reading->n++] =
            (struct agreement_leaf){.period = (int32_t)db_int(cells, i, LEAF_PERIOD),
                                    .team_id = (int32_t)db_int(cells, i, LEAF_TEAM),
                                    .n = db_double(cells, i, LEAF_N),
                                    .mean = db_double(cells, i, LEAF_MEAN),
                                    .sd = db_double(cells, i, LEAF_SD),
                                    .rwgj = db_double(cells, i, LEAF_RWGJ),
                                    .shows_spread = db_int(cells, i, LEAF_SHOWS_SPREAD) != 0};
    }
    return true;
}

/* The periods from one to another. A dimension is a code, which has no quotes. */
static bool read_step(struct reading *reading, const struct steps *steps, const char *first, const char *last,
                      struct error *err)
{
    struct db_result *cells CLEANUP(db_result_free) = NULL;
    char arguments[3 * INT_TEXT_SIZE + CODE_SIZE + 10];
    snprintf(arguments, sizeof arguments, "%s, %s, '%s', %" PRId32, first, last, reading->dimension,
             reading->release);
    return steps_run(steps, arguments, &cells, err) && add_all(reading, cells, err);
}

/* As many periods as STEP_LEAVES are in, by those that were read last. */
static bool read_steps(struct reading *reading, const struct steps *steps, const struct db_result *periods,
                       struct error *err)
{
    size_t step = 1;
    for (size_t i = 0; i < db_rows(periods);) {
        size_t end = i + step < db_rows(periods) ? i + step : db_rows(periods);
        size_t before = reading->n;
        if (!read_step(reading, steps, db_text(periods, i, 0), db_text(periods, end - 1, 0), err)) {
            return false;
        }
        step = STEP_LEAVES * (end - i) / (reading->n - before + 1) + 1;
        i = end;
    }
    return true;
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

static bool read_window(struct reading *reading, const struct steps *steps, const struct agreement_key *key,
                        struct error *err)
{
    struct db_result *periods CLEANUP(db_result_free) = NULL;
    return list_periods(steps->db, key, &periods, err) && read_steps(reading, steps, periods, err);
}

bool agreement_leaves_read(struct db *db, const struct agreement_key *key, const char *dimension,
                           struct agreement_leaf **ret_leaves, size_t *ret_n, struct error *err)
{
    struct reading reading CLEANUP(reading_free) = {.release = key->release, .dimension = dimension};
    struct steps steps;
    if (!code_is_valid(span_text(dimension))) {
        return error_set(err, ERROR_INTERNAL, "a dimension's name is no code");
    }
    if (!steps_begin(db, prepare_sql, &steps, err) ||
        !steps_end(&steps, read_window(&reading, &steps, key, err), err)) {
        return false;
    }
    *ret_leaves = reading.leaves;
    *ret_n = reading.n;
    reading.leaves = NULL;
    return true;
}
