/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what there is to compute agreement of, writes what was computed. */
#include "agreement_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/bulk.h"
#include "store/window_sql.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define INT_TEXT_SIZE 12
#define TEXT(row, member)                                                                                    \
    {                                                                                                        \
#member, "text", BULK_TEXT, offsetof(struct row, member)                                             \
    }
#define WHOLE(row, member)                                                                                   \
    {                                                                                                        \
#member, "integer", BULK_NUMBER, offsetof(struct row, member)                                        \
    }
#define REAL(row, member)                                                                                    \
    {                                                                                                        \
#member, "double precision", BULK_NUMBER, offsetof(struct row, member)                               \
    }

static const struct bulk_column organisation_columns[] = {
    TEXT(agreement_row, dimension),   WHOLE(agreement_row, period),     TEXT(agreement_row, state),
    WHOLE(agreement_row, periods),    REAL(agreement_row, rwgj_median), REAL(agreement_row, icc1_median),
    REAL(agreement_row, icc2_median), REAL(agreement_row, significant), TEXT(agreement_row, verdict),
    TEXT(agreement_row, grade),       TEXT(agreement_row, text_fi),     TEXT(agreement_row, text_en),
    TEXT(agreement_row, text_sv),
};

static const struct bulk_column period_columns[] = {
    WHOLE(agreement_period_row, period),
    {"shows_spread", "boolean", BULK_TEXT, offsetof(struct agreement_period_row, shows_spread)},
    WHOLE(agreement_period_row, k),
    WHOLE(agreement_period_row, n),
    REAL(agreement_period_row, n0),
    REAL(agreement_period_row, msb),
    REAL(agreement_period_row, msw),
    REAL(agreement_period_row, f),
    REAL(agreement_period_row, p),
    REAL(agreement_period_row, icc1),
    REAL(agreement_period_row, icc1_lo),
    REAL(agreement_period_row, icc1_hi),
    REAL(agreement_period_row, icc2),
    REAL(agreement_period_row, icc2_lo),
    REAL(agreement_period_row, icc2_hi),
    REAL(agreement_period_row, rwgj_median),
};

static const struct bulk_column team_columns[] = {
    WHOLE(agreement_team_row, team_id),
    REAL(agreement_team_row, reliability),
};

static const struct bulk_table organisation_table = {
    "pulssid.agreement",       "release",           "$1::integer", sizeof(struct agreement_row),
    LEN(organisation_columns), organisation_columns};
#define OF_DIMENSION "release, dimension", "$1::integer, $2::text"
static const struct bulk_table period_table = {"pulssid.agreement_period", OF_DIMENSION,
                                               sizeof(struct agreement_period_row), LEN(period_columns),
                                               period_columns};
static const struct bulk_table team_table = {"pulssid.agreement_team", OF_DIMENSION,
                                             sizeof(struct agreement_team_row), LEN(team_columns),
                                             team_columns};

static const char *int_text(int32_t value, char ret_text[INT_TEXT_SIZE])
{
    snprintf(ret_text, INT_TEXT_SIZE, "%" PRId32, value);
    return ret_text;
}

bool agreement_store_begin(struct db *db, struct error *err)
{
    return db_begin(db, err) &&
           db_script(db, "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off",
                     err);
}

bool agreement_store_find(struct db *db, int32_t release, bool *ret_found, struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    if (!db_query(db, "SELECT FROM pulssid.agreement WHERE release = $1::integer LIMIT 1",
                  DB_PARAMS(int_text(release, text)), &result, err)) {
        return false;
    }
    *ret_found = db_rows(result) > 0;
    return true;
}

bool agreement_store_withholds(struct db *db, int32_t release, const char *dimension, bool *ret_withholds,
                               struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    char text[INT_TEXT_SIZE];
    if (!db_query(db,
                  "SELECT FROM pulssid.agreement WHERE release = $1::integer"
                  " AND dimension = CASE $2 WHEN 'enps' THEN 'engagement' ELSE $2 END"
                  " AND state = 'published' AND verdict = 'not_a_team_property'",
                  DB_PARAMS(int_text(release, text), dimension), &result, err)) {
        return false;
    }
    *ret_withholds = db_rows(result) > 0;
    return true;
}

/* A dimension is published in a period when the whole has a cell. Only employees' have responses. */
static const char dimensions_sql[] = WINDOW_SQL
    "SELECT DISTINCT c.dimension FROM released r JOIN pulssid.cell c USING (period)"
    " WHERE c.team_id = 0 AND c.kind = 'mean' AND c.state = 'published' AND c.responses IS NOT NULL"
    " ORDER BY 1";

bool agreement_store_dimensions(struct db *db, const struct agreement_key *key,
                                char (**ret_dimensions)[CODE_SIZE], size_t *ret_n, struct error *err)
{
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    char texts[3][INT_TEXT_SIZE];
    if (!db_query(db, dimensions_sql,
                  DB_PARAMS(int_text(key->release, texts[0]), int_text(key->window.weeks, texts[1]),
                            int_text(key->window.months, texts[2])),
                  &rows, err)) {
        return false;
    }
    char(*dimensions)[CODE_SIZE] = calloc(db_rows(rows) + 1, sizeof *dimensions);
    if (dimensions == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu dimensions", db_rows(rows));
    }
    for (size_t i = 0; i < db_rows(rows); i++) {
        code_copy(span_text(db_text(rows, i, 0)), dimensions[i]);
    }
    *ret_dimensions = dimensions;
    *ret_n = db_rows(rows);
    return true;
}

bool agreement_store_save(struct db *db, int32_t release, const struct agreement_results *results,
                          struct error *err)
{
    char text[INT_TEXT_SIZE];
    struct db_params key = DB_PARAMS(int_text(release, text));
    struct db_params of_dimension = DB_PARAMS(text, results->organisation.dimension);
    return bulk_insert(db, &organisation_table, key, &results->organisation, 1, err) &&
           bulk_insert(db, &period_table, of_dimension, results->period, results->periods, err) &&
           bulk_insert(db, &team_table, of_dimension, results->team, results->teams, err);
}
