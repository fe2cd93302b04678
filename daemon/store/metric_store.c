/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the review of metrics needs, writes what comes of it. */
#include "metric_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/int_list.h"
#include "store/window_sql.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define INT_TEXT_SIZE 12
#define COLUMN(member, type, kind)                                                                           \
    {                                                                                                        \
#member, type, kind, offsetof(struct metric_row, member)                                             \
    }
#define TEXT(member) COLUMN(member, "text", BULK_TEXT)
#define WHOLE(member) COLUMN(member, "integer", BULK_NUMBER)
#define REAL(member) COLUMN(member, "double precision", BULK_NUMBER)
#define REALS(member) COLUMN(member, "double precision[]", BULK_LIST)

static const struct bulk_column columns[] = {
    TEXT(dimension),     WHOLE(period),
    WHOLE(items_period), TEXT(state),
    WHOLE(periods),      WHOLE(n),
    REAL(mean),          REAL(sd),
    REAL(ceiling),       REAL(floor),
    REAL(team_sd),       WHOLE(constant_teams),
    REAL(icc1_median),   REAL(not_significant),
    WHOLE(complete),     REAL(alpha),
    REALS(item_rest),    REAL(omega),
    REAL(omega_std),     REAL(response_change),
    REAL(item_missing),  TEXT(redundant_with),
    REAL(redundant_r),   TEXT(link_customer),
    WHOLE(link_lag),     WHOLE(link_k),
    REAL(link_r),        REALS(link_ci_r),
    REALS(link_ci90_r),  REAL(link_fe_p),
    TEXT(link_verdict),  TEXT(link_grade),
    TEXT(verdict),       TEXT(grade),
    TEXT(text_fi),       TEXT(text_en),
    TEXT(text_sv),       COLUMN(findings, "text[]", BULK_TEXT),
};

static const struct bulk_column set_columns[] = {
    {"active", "integer", BULK_NUMBER, offsetof(struct metric_set_row, active)},
    {"most", "integer", BULK_NUMBER, offsetof(struct metric_set_row, most)},
    {"text_fi", "text", BULK_TEXT, offsetof(struct metric_set_row, text_fi)},
    {"text_en", "text", BULK_TEXT, offsetof(struct metric_set_row, text_en)},
    {"text_sv", "text", BULK_TEXT, offsetof(struct metric_set_row, text_sv)},
};

static const struct bulk_table table = {"pulssid.metric",          "release",    "$1::integer",
                                        sizeof(struct metric_row), LEN(columns), columns};
static const struct bulk_table set_table = {
    "pulssid.metric_set",
    "release, period",
    "$1::integer, (SELECT r.period FROM pulssid.release r WHERE r.release = $1::integer)",
    sizeof(struct metric_set_row),
    LEN(set_columns),
    set_columns};

static const char pools_sql[] = WINDOW_SQL
    "SELECT d.period, d.shows_spread::integer, d.n, d.sum, d.squares, d.unit, d.submissions, d.unanswered,"
    "       d.ceiling, d.floor, d.complete, cardinality(d.items), (d.items, d.worst, d.best)::text,"
    "       d.sums, d.products"
    "  FROM released r JOIN pulssid.dimension_pool d USING (period) WHERE d.dimension = $4 ORDER BY d.period";

static const char rates_sql[] =
    WINDOW_SQL "SELECT c.period, c.responses, c.invited FROM released r JOIN pulssid.cell c USING (period)"
               " WHERE c.team_id = 0 AND c.dimension = $4 AND c.responses IS NOT NULL ORDER BY c.period";

static const char active_sql[] =
    "SELECT count(DISTINCT c.dimension) FROM pulssid.cell c WHERE c.state = 'published' AND c.team_id = 0"
    " AND NOT (c.kind = 'nps' AND c.responses IS NOT NULL) AND c.period IN (SELECT r.period"
    " FROM pulssid.release r WHERE r.release <= $1::integer ORDER BY r.period DESC LIMIT $2::integer)";

static const char *int_text(int32_t value, char ret_text[INT_TEXT_SIZE])
{
    snprintf(ret_text, INT_TEXT_SIZE, "%" PRId32, value);
    return ret_text;
}

/* Copies an array of n numbers; NULL stays NULL. */
static bool read_list(const char *text, size_t n, int64_t **ret, struct error *err)
{
    if (text == NULL) {
        return true;
    }
    *ret = calloc(n + 1, sizeof **ret);
    if (*ret == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sums of items");
    }
    return int_list_read(text, *ret, n) ||
           error_set(err, ERROR_INTERNAL, "stored sums of items are unreadable");
}

static bool read_pool(const struct db_result *rows, size_t r, struct metric_pool *pool, struct error *err)
{
    *pool = (struct metric_pool){.period = (int32_t)db_int(rows, r, 0),
                                 .shows_spread = db_int(rows, r, 1) != 0,
                                 .n = db_int(rows, r, 2),
                                 .sum = db_int(rows, r, 3),
                                 .squares = db_int(rows, r, 4),
                                 .unit = db_int(rows, r, 5),
                                 .submissions = db_int(rows, r, 6),
                                 .unanswered = db_int(rows, r, 7),
                                 .ceiling = db_int(rows, r, 8),
                                 .floor = db_int(rows, r, 9),
                                 .complete = db_int(rows, r, 10),
                                 .items = (size_t)db_int(rows, r, 11),
                                 .form = strdup(db_text(rows, r, 12))};
    if (pool->form == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sums of items");
    }
    return read_list(db_text(rows, r, 13), pool->items, &pool->sums, err) &&
           read_list(db_text(rows, r, 14), pool->items * (pool->items + 1) / 2, &pool->products, err);
}

static bool read_pools(const struct db_result *rows, struct metric_history *history, struct error *err)
{
    history->pools = calloc(db_rows(rows) + 1, sizeof *history->pools);
    if (history->pools == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu periods", db_rows(rows));
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        if (!read_pool(rows, r, &history->pools[history->n_pools++], err)) {
            return false;
        }
    }
    return true;
}

static bool read_rates(const struct db_result *rows, struct metric_history *history, struct error *err)
{
    history->rates = calloc(db_rows(rows) + 1, sizeof *history->rates);
    if (history->rates == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu periods", db_rows(rows));
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        history->rates[history->n_rates++] =
            (struct metric_rate){(int32_t)db_int(rows, r, 0), db_double(rows, r, 1), db_double(rows, r, 2)};
    }
    return true;
}

bool metric_store_load(struct db *db, const struct agreement_key *key, const char *dimension,
                       struct metric_history **ret_history, struct error *err)
{
    struct db_result *pools CLEANUP(db_result_free) = NULL;
    struct db_result *rates CLEANUP(db_result_free) = NULL;
    struct metric_history *history CLEANUP(metric_history_free) = calloc(1, sizeof *history);
    char texts[3][INT_TEXT_SIZE];
    struct db_params params =
        DB_PARAMS(int_text(key->release, texts[0]), int_text(key->window.weeks, texts[1]),
                  int_text(key->window.months, texts[2]), dimension);
    if (history == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the review of %s", dimension);
    }
    if (!db_query(db, pools_sql, params, &pools, err) || !read_pools(pools, history, err) ||
        !db_query(db, rates_sql, params, &rates, err) || !read_rates(rates, history, err)) {
        return false;
    }
    *ret_history = history;
    history = NULL;
    return true;
}

struct metric_history *metric_history_free(struct metric_history *history)
{
    if (history != NULL) {
        for (size_t i = 0; i < history->n_pools; i++) {
            free(history->pools[i].form);
            free(history->pools[i].sums);
            free(history->pools[i].products);
        }
        free(history->pools);
        free(history->rates);
        free(history);
    }
    return NULL;
}

bool metric_store_active(struct db *db, int32_t release, int32_t periods, int64_t *ret_active,
                         struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char texts[2][INT_TEXT_SIZE];
    if (!db_query(db, active_sql, DB_PARAMS(int_text(release, texts[0]), int_text(periods, texts[1])),
                  &result, err)) {
        return false;
    }
    *ret_active = db_int(result, 0, 0);
    return true;
}

bool metric_store_common_lag(struct db *db, const struct linkage_key *link,
                             struct metric_common_lag *ret_common, struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    if (!db_query(db,
                  "SELECT l.k_star, (l.evidence <> 'none')::integer FROM pulssid.linkage l WHERE l.release = "
                  "$1::integer AND l.employee = $2"
                  " AND l.customer = $3 AND l.k_star IS NOT NULL",
                  DB_PARAMS(int_text(link->release, text), link->employee, link->customer), &result, err)) {
        return false;
    }
    *ret_common = (struct metric_common_lag){0};
    if (db_rows(result) > 0) {
        *ret_common =
            (struct metric_common_lag){true, (int32_t)db_int(result, 0, 0), db_int(result, 0, 1) != 0};
    }
    return true;
}

bool metric_store_find(struct db *db, int32_t release, bool *ret_found, struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    if (!db_query(db, "SELECT FROM pulssid.metric_set WHERE release = $1::integer",
                  DB_PARAMS(int_text(release, text)), &result, err)) {
        return false;
    }
    *ret_found = db_rows(result) > 0;
    return true;
}

bool metric_store_save(struct db *db, int32_t release, const struct metric_row *row, struct error *err)
{
    char text[INT_TEXT_SIZE];
    return bulk_insert(db, &table, DB_PARAMS(int_text(release, text)), row, 1, err);
}

bool metric_store_save_set(struct db *db, int32_t release, const struct metric_set_row *row,
                           struct error *err)
{
    char text[INT_TEXT_SIZE];
    return bulk_insert(db, &set_table, DB_PARAMS(int_text(release, text)), row, 1, err);
}
