/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes what a search for changes found. */
#include "change_store.h"

#include <inttypes.h>
#include <stdio.h>

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define KEY "release, dimension", "$1::integer, $2::text"
#define RELEASE_SIZE 12

static const struct bulk_column search_columns[] = {
    {"phi_pooled", "double precision", BULK_NUMBER, offsetof(struct change_search_row, phi_pooled)},
    {"k", "double precision", BULK_NUMBER, offsetof(struct change_search_row, k)},
    {"h", "double precision", BULK_NUMBER, offsetof(struct change_search_row, h)},
    {"warm", "integer", BULK_NUMBER, offsetof(struct change_search_row, warm)},
    {"first", "integer", BULK_NUMBER, offsetof(struct change_search_row, first)},
    {"periods", "integer", BULK_NUMBER, offsetof(struct change_search_row, periods)},
    {"teams", "integer", BULK_NUMBER, offsetof(struct change_search_row, teams)},
    {"judged", "integer", BULK_NUMBER, offsetof(struct change_search_row, judged)},
    {"alarms", "integer", BULK_NUMBER, offsetof(struct change_search_row, alarms)},
};

static const struct bulk_column series_columns[] = {
    {"team_id", "integer", BULK_NUMBER, offsetof(struct change_series_row, team_id)},
    {"status", "text", BULK_TEXT, offsetof(struct change_series_row, status)},
    {"n", "integer", BULK_NUMBER, offsetof(struct change_series_row, n)},
    {"residuals", "integer", BULK_NUMBER, offsetof(struct change_series_row, residuals)},
    {"u", "double precision[]", BULK_LIST, offsetof(struct change_series_row, u)},
    {"cp", "double precision[]", BULK_LIST, offsetof(struct change_series_row, cp)},
    {"cm", "double precision[]", BULK_LIST, offsetof(struct change_series_row, cm)},
};

static const struct bulk_column row_columns[] = {
    {"team_id", "integer", BULK_NUMBER, offsetof(struct change_row, team_id)},
    {"period", "integer", BULK_NUMBER, offsetof(struct change_row, period)},
    {"alarm", "integer", BULK_NUMBER, offsetof(struct change_row, alarm)},
    {"change", "integer", BULK_NUMBER, offsetof(struct change_row, change)},
    {"u", "double precision", BULK_NUMBER, offsetof(struct change_row, u)},
    {"cp", "double precision", BULK_NUMBER, offsetof(struct change_row, cp)},
    {"cm", "double precision", BULK_NUMBER, offsetof(struct change_row, cm)},
    {"size", "double precision", BULK_NUMBER, offsetof(struct change_row, size)},
    {"size_lo", "double precision", BULK_NUMBER, offsetof(struct change_row, size_lo)},
    {"size_hi", "double precision", BULK_NUMBER, offsetof(struct change_row, size_hi)},
    {"text_fi", "text", BULK_TEXT, offsetof(struct change_row, text_fi)},
    {"text_en", "text", BULK_TEXT, offsetof(struct change_row, text_en)},
    {"text_sv", "text", BULK_TEXT, offsetof(struct change_row, text_sv)},
};

static const struct bulk_table search_table = {"pulssid.change_search", KEY, sizeof(struct change_search_row),
                                               LEN(search_columns), search_columns};
static const struct bulk_table series_table = {"pulssid.change_series", KEY, sizeof(struct change_series_row),
                                               LEN(series_columns), series_columns};
static const struct bulk_table row_table = {"pulssid.change", KEY, sizeof(struct change_row),
                                            LEN(row_columns), row_columns};

static const char find_sql[] =
    "SELECT count(*), coalesce(sum(judged), 0), coalesce(sum(alarms), 0) FROM pulssid.change_search"
    " WHERE release = $1::integer";

static const char *release_text(int32_t release, char ret_text[RELEASE_SIZE])
{
    snprintf(ret_text, RELEASE_SIZE, "%" PRId32, release);
    return ret_text;
}

bool change_store_find(struct db *db, int32_t release, struct change_totals *ret_totals, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    char text[RELEASE_SIZE];
    if (!db_query(db, find_sql, DB_PARAMS(release_text(release, text)), &row, err)) {
        return false;
    }
    *ret_totals = (struct change_totals){(size_t)db_int(row, 0, 0), (size_t)db_int(row, 0, 1),
                                         (size_t)db_int(row, 0, 2)};
    return true;
}

bool change_store_add(struct db *db, int32_t release, const char *dimension,
                      const struct change_results *results, struct error *err)
{
    char text[RELEASE_SIZE];
    struct db_params key = DB_PARAMS(release_text(release, text), dimension);
    return bulk_insert(db, &search_table, key, &results->search, 1, err) &&
           bulk_insert(db, &series_table, key, results->series, results->n_series, err) &&
           bulk_insert(db, &row_table, key, results->rows, results->n_rows, err);
}
