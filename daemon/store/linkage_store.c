/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the series of leaf teams from published cells, writes the rows of a linkage. */
#include "linkage_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WHOLE(row, member)                                                                                   \
    {                                                                                                        \
#member, "integer", BULK_NUMBER, offsetof(struct row, member)                                        \
    }
#define REAL(row, member)                                                                                    \
    {                                                                                                        \
#member, "double precision", BULK_NUMBER, offsetof(struct row, member)                               \
    }
#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define KEY "release, employee, customer", "$1::integer, $2::text, $3::text"
#define INT_TEXT_SIZE 12

static const struct bulk_column organisation_columns[] = {
    {"state", "text", BULK_TEXT, offsetof(struct linkage_organisation_row, state)},
    WHOLE(linkage_organisation_row, k_star),
    {"lags", "integer[]", BULK_LIST, offsetof(struct linkage_organisation_row, lags)},
    {"stouffer_z", "double precision[]", BULK_LIST, offsetof(struct linkage_organisation_row, stouffer_z)},
    {"stouffer_p", "double precision[]", BULK_LIST, offsetof(struct linkage_organisation_row, stouffer_p)},
    REAL(linkage_organisation_row, p_pooled_sidak),
    WHOLE(linkage_organisation_row, mismatch_b),
    REAL(linkage_organisation_row, mismatch_stat),
    REAL(linkage_organisation_row, mismatch_p),
    {"mismatch_seed", "bigint", BULK_TEXT, offsetof(struct linkage_organisation_row, mismatch_seed)},
    WHOLE(linkage_organisation_row, pooled_dl_k),
    REAL(linkage_organisation_row, pooled_dl_q),
    REAL(linkage_organisation_row, pooled_dl_q_p),
    REAL(linkage_organisation_row, pooled_dl_tau2),
    REAL(linkage_organisation_row, pooled_dl_i2),
    REAL(linkage_organisation_row, pooled_dl_z),
    REAL(linkage_organisation_row, pooled_dl_se),
    REAL(linkage_organisation_row, pooled_dl_se_mkh),
    {"pooled_dl_ci_z", "double precision[]", BULK_LIST,
     offsetof(struct linkage_organisation_row, pooled_dl_ci_z)},
    REAL(linkage_organisation_row, pooled_dl_p_mkh),
    {"pooled_dl_pi_z", "double precision[]", BULK_LIST,
     offsetof(struct linkage_organisation_row, pooled_dl_pi_z)},
    REAL(linkage_organisation_row, pooled_dl_r),
    {"pooled_dl_ci_r", "double precision[]", BULK_LIST,
     offsetof(struct linkage_organisation_row, pooled_dl_ci_r)},
    {"pooled_dl_pi_r", "double precision[]", BULK_LIST,
     offsetof(struct linkage_organisation_row, pooled_dl_pi_r)},
    REAL(linkage_organisation_row, pooled_dl_fe_z),
    REAL(linkage_organisation_row, pooled_dl_fe_se),
    REAL(linkage_organisation_row, pooled_dl_fe_p),
};

static const struct bulk_column team_columns[] = {
    WHOLE(linkage_team_row, team_id),
    {"status", "text", BULK_TEXT, offsetof(struct linkage_team_row, status)},
    WHOLE(linkage_team_row, n_pairs),
    WHOLE(linkage_team_row, min_series),
    WHOLE(linkage_team_row, n_white),
    WHOLE(linkage_team_row, min_pairs),
    REAL(linkage_team_row, phi_x),
    REAL(linkage_team_row, phi_y),
    REAL(linkage_team_row, slope_x),
    REAL(linkage_team_row, slope_y),
    REAL(linkage_team_row, r_level_lag0),
    REAL(linkage_team_row, neff),
    REAL(linkage_team_row, r_level_lo),
    REAL(linkage_team_row, r_level_hi),
    REAL(linkage_team_row, spearman),
    REAL(linkage_team_row, spearman_lo),
    REAL(linkage_team_row, spearman_hi),
    WHOLE(linkage_team_row, best_lag),
    REAL(linkage_team_row, r_best),
    REAL(linkage_team_row, p_sidak),
    {"direction", "text", BULK_TEXT, offsetof(struct linkage_team_row, direction)},
    {"lag_set", "text", BULK_TEXT, offsetof(struct linkage_team_row, lag_set)},
    REAL(linkage_team_row, q_bh),
    REAL(linkage_team_row, q_by),
    WHOLE(linkage_team_row, loo_lag),
    REAL(linkage_team_row, loo_r),
    WHOLE(linkage_team_row, loo_n),
    REAL(linkage_team_row, loo_p_two),
    REAL(linkage_team_row, loo_z_others),
    REAL(linkage_team_row, loo_r_others),
    REAL(linkage_team_row, loo_resid_z),
    REAL(linkage_team_row, loo_p_lower),
    REAL(linkage_team_row, loo_p_lag_others),
    REAL(linkage_team_row, loo_q_bh),
    REAL(linkage_team_row, eb_z),
    REAL(linkage_team_row, eb_se),
    REAL(linkage_team_row, eb_r),
};

static const struct bulk_column lag_columns[] = {
    WHOLE(linkage_lag_row, team_id), WHOLE(linkage_lag_row, lag), WHOLE(linkage_lag_row, n),
    REAL(linkage_lag_row, r),        REAL(linkage_lag_row, z),    REAL(linkage_lag_row, v),
    REAL(linkage_lag_row, t),        REAL(linkage_lag_row, p),
};

static const struct bulk_table organisation_table = {"pulssid.linkage", KEY,
                                                     sizeof(struct linkage_organisation_row),
                                                     LEN(organisation_columns), organisation_columns};
static const struct bulk_table team_table = {"pulssid.linkage_team", KEY, sizeof(struct linkage_team_row),
                                             LEN(team_columns), team_columns};
static const struct bulk_table lag_table = {"pulssid.linkage_lag", KEY, sizeof(struct linkage_lag_row),
                                            LEN(lag_columns), lag_columns};

_Static_assert(LEN(team_columns) <= BULK_MAX_COLUMNS, "the widest table fits");

static const char find_sql[] =
    "SELECT count(t.team_id) FROM pulssid.linkage l"
    " LEFT JOIN pulssid.linkage_team t ON t.release = l.release"
    "  AND t.employee = l.employee AND t.customer = l.customer AND t.status = 'published'"
    " WHERE l.release = $1::integer AND l.employee = $2 AND l.customer = $3"
    " GROUP BY l.release";

static const char newest_sql[] =
    "SELECT p.period, p.id, c.kind FROM pulssid.calendar c, pulssid.release r"
    " JOIN pulssid.period p ON p.period = r.period WHERE r.release <= $1::integer"
    " ORDER BY p.period DESC LIMIT 1";

/* Leaves, period by period. A team's own series is the newest run of released periods in which it is a leaf:
 * places in them, counted up, and rows, counted down, have one sum as long as none is missing. The series
 * begins no earlier than the tree of its last period says. What a team published before is of another group
 * of people. */
static const char cells_sql[] =
    "SELECT l.team_id, l.period, max(c.mean) FILTER (WHERE c.dimension = $4),"
    "       max(c.mean) FILTER (WHERE c.dimension = $5), l.own::integer"
    "  FROM (SELECT t.team_id, t.period,"
    "               r.place + row_number() OVER run = max(r.place) OVER (PARTITION BY t.team_id) + 1"
    "               AND (t.series_from = first_value(t.series_from) OVER run"
    "                    OR r.first_day >= first_value(t.series_from) OVER run) AS own"
    "          FROM (SELECT p.period, p.first_day, row_number() OVER (ORDER BY p.period) AS place"
    "                  FROM pulssid.release r JOIN pulssid.period p USING (period)"
    "                 WHERE r.release <= $1::integer AND p.period BETWEEN $2::integer AND $3::integer) r"
    "          JOIN pulssid.period_team t USING (period)"
    "         WHERE NOT EXISTS (SELECT FROM pulssid.period_team b"
    "                            WHERE b.period = t.period AND b.parent_id = t.team_id)"
    "        WINDOW run AS (PARTITION BY t.team_id ORDER BY t.period DESC)) l"
    "  JOIN pulssid.cell c ON c.period = l.period AND c.team_id = l.team_id"
    " WHERE c.state = 'published' AND c.dimension IN ($4, $5)"
    " GROUP BY l.own, l.team_id, l.period ORDER BY l.own DESC, l.team_id, l.period";

static const char *int_text(int32_t value, char ret_text[INT_TEXT_SIZE])
{
    snprintf(ret_text, INT_TEXT_SIZE, "%" PRId32, value);
    return ret_text;
}

bool linkage_store_find(struct db *db, const struct linkage_key *key, bool *ret_found, size_t *ret_teams,
                        struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char release[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(key->release, release), key->employee, key->customer);
    if (!db_query(db, find_sql, params, &result, err)) {
        return false;
    }
    *ret_found = db_rows(result) > 0;
    if (*ret_found) {
        *ret_teams = (size_t)db_int(result, 0, 0);
    }
    return true;
}

/* Where a window lies. */
struct span_of_periods {
    enum period_kind kind;
    char newest_id[PERIOD_ID_SIZE];
    int32_t first;
    int32_t newest;
};

static bool find_window(struct db *db, int32_t release, const struct linkage_window *window,
                        struct span_of_periods *ret_span, struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    if (!db_query(db, newest_sql, DB_PARAMS(int_text(release, text)), &result, err)) {
        return false;
    }
    if (db_rows(result) == 0) {
        return error_set(err, ERROR_NOT_FOUND, "there is no release up to %" PRId32, release);
    }
    ret_span->kind = strcmp(db_text(result, 0, 2), "month") == 0 ? PERIOD_MONTH : PERIOD_WEEK;
    ret_span->newest = (int32_t)db_int(result, 0, 0);
    ret_span->first =
        ret_span->newest + 1 - (ret_span->kind == PERIOD_MONTH ? window->months : window->weeks);
    snprintf(ret_span->newest_id, sizeof ret_span->newest_id, "%s", db_text(result, 0, 1));
    return true;
}

static struct linkage_cells *allocate(size_t teams, size_t former, const struct span_of_periods *span)
{
    struct linkage_cells *cells = calloc(1, sizeof *cells);
    if (cells == NULL) {
        return NULL;
    }
    cells->kind = span->kind;
    memcpy(cells->newest, span->newest_id, sizeof cells->newest);
    cells->teams = teams;
    cells->former = former;
    cells->periods = (size_t)(span->newest + 1 - span->first);
    size_t n = (teams + former) * cells->periods;
    cells->team_id = calloc(teams + former + 1, sizeof *cells->team_id);
    cells->x = calloc(n + 1, sizeof *cells->x);
    cells->y = calloc(n + 1, sizeof *cells->y);
    if (cells->team_id == NULL || cells->x == NULL || cells->y == NULL) {
        return linkage_cells_free(cells);
    }
    for (size_t i = 0; i < n; i++) {
        cells->x[i] = NAN;
        cells->y[i] = NAN;
    }
    return cells;
}

/* Rows come by team, those of own series first. */
static bool is_next_series(const struct db_result *rows, size_t i)
{
    return i == 0 || db_int(rows, i, 0) != db_int(rows, i - 1, 0) ||
           db_int(rows, i, 4) != db_int(rows, i - 1, 4);
}

static size_t count_series(const struct db_result *rows, bool own)
{
    size_t n = 0;
    for (size_t i = 0; i < db_rows(rows); i++) {
        n += is_next_series(rows, i) && (db_int(rows, i, 4) != 0) == own;
    }
    return n;
}

static void fill(struct linkage_cells *cells, const struct db_result *rows, int32_t first)
{
    size_t series = 0;
    for (size_t i = 0; i < db_rows(rows); i++) {
        series += i > 0 && is_next_series(rows, i);
        size_t at = series * cells->periods + (size_t)(db_int(rows, i, 1) - first);
        cells->team_id[series] = (int32_t)db_int(rows, i, 0);
        cells->x[at] = db_double(rows, i, 2);
        cells->y[at] = db_double(rows, i, 3);
    }
}

bool linkage_store_load(struct db *db, const struct linkage_key *key, const struct linkage_window *window,
                        struct linkage_cells **ret_cells, struct error *err)
{
    struct span_of_periods span;
    if (!find_window(db, key->release, window, &span, err)) {
        return false;
    }
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    char release[INT_TEXT_SIZE];
    char first[INT_TEXT_SIZE];
    char newest[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(key->release, release), int_text(span.first, first),
                                        int_text(span.newest, newest), key->employee, key->customer);
    if (!db_query(db, cells_sql, params, &rows, err)) {
        return false;
    }
    struct linkage_cells *cells = allocate(count_series(rows, true), count_series(rows, false), &span);
    if (cells == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the cells of a linkage");
    }
    fill(cells, rows, span.first);
    *ret_cells = cells;
    return true;
}

struct linkage_cells *linkage_cells_free(struct linkage_cells *cells)
{
    if (cells != NULL) {
        free(cells->team_id);
        free(cells->x);
        free(cells->y);
        free(cells);
    }
    return NULL;
}

static bool insert_all(struct db *db, const struct linkage_key *key, const struct linkage_results *results,
                       struct error *err)
{
    char release[INT_TEXT_SIZE];
    struct db_params params = DB_PARAMS(int_text(key->release, release), key->employee, key->customer);
    return bulk_insert(db, &organisation_table, params, &results->organisation, 1, err) &&
           bulk_insert(db, &team_table, params, results->team, results->teams, err) &&
           bulk_insert(db, &lag_table, params, results->lag, results->lags, err);
}

bool linkage_store_save(struct db *db, const struct linkage_key *key, const struct linkage_results *results,
                        struct error *err)
{
    if (!db_begin(db, err)) {
        return false;
    }
    if (insert_all(db, key, results, err) && db_commit(db, err)) {
        return true;
    }
    db_rollback(db);
    return false;
}
