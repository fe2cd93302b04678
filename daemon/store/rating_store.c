/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements about ratings; published pairs travel as an array of rows of their table. */
#include "rating_store.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/cleanup.h"

#define NUMBER_SIZE 24

static void number(char ret_text[NUMBER_SIZE], int64_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId64, x);
}

/* Ends "{a,b" with its terminator. NULL when memory is out. */
static const char *array_text(struct buffer *array, struct error *err)
{
    buffer_append(array, array->len == 0 ? "{}" : "}", array->len == 0 ? 3 : 2);
    if (array->failed) {
        error_set(err, ERROR_OUT_OF_MEMORY, "no memory for ratings");
        return NULL;
    }
    return (const char *)buffer_span(array).data;
}

/* $1 surveys, $2 slopes, $3 intercepts, $4 k. */
static const char count_sql[] =
    "SELECT r.team_id, r.rated, count(*), sum(r.score), sum(r.score * r.score) FROM (SELECT u.team_id, "
    "u.rated, u.rating * v.slope + v.intercept AS score FROM (SELECT s.team_id, s.survey_id, "
    "unnest(s.rated) AS rated, unnest(s.ratings)::bigint AS rating FROM %s s WHERE s.answers IS NOT NULL) u "
    "JOIN unnest($1::int[], $2::bigint[], $3::bigint[]) v(survey, slope, intercept) ON v.survey = "
    "u.survey_id) r "
    "WHERE r.rated <> r.team_id GROUP BY 1, 2 HAVING count(*) >= $4::bigint ORDER BY 1, 2";

static bool query_sums(struct db *db, const struct period_row *period, const struct rating_scale *scales,
                       size_t n, struct db_result **ret_rows, struct error *err)
{
    struct buffer surveys CLEANUP(buffer_free) = {0};
    struct buffer slopes CLEANUP(buffer_free) = {0};
    struct buffer intercepts CLEANUP(buffer_free) = {0};
    char sql[sizeof count_sql + PERIOD_TABLE_SIZE];
    char least[NUMBER_SIZE];
    snprintf(sql, sizeof sql, count_sql, period->table);
    number(least, period->k_employee);
    for (size_t i = 0; i < n; i++) {
        const char *before = i == 0 ? "{" : ",";
        buffer_printf(&surveys, "%s%" PRId32, before, scales[i].survey_id);
        buffer_printf(&slopes, "%s%" PRId64, before, scales[i].slope);
        buffer_printf(&intercepts, "%s%" PRId64, before, scales[i].intercept);
    }
    const char *first = array_text(&surveys, err);
    const char *second = array_text(&slopes, err);
    const char *third = array_text(&intercepts, err);
    return first != NULL && second != NULL && third != NULL &&
           db_query(db, sql, DB_PARAMS(first, second, third, least), ret_rows, err);
}

bool rating_store_count(struct db *db, const struct period_row *period, const struct rating_scale *scales,
                        size_t n, struct rating_sum **ret_sums, size_t *ret_n, struct error *err)
{
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!query_sums(db, period, scales, n, &rows, err)) {
        return false;
    }
    struct rating_sum *sums = calloc(db_rows(rows) + 1, sizeof *sums);
    if (sums == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu ratings", db_rows(rows));
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        sums[r] = (struct rating_sum){
            .rater_id = (int32_t)db_int(rows, r, 0),
            .rated_id = (int32_t)db_int(rows, r, 1),
            .tally = {.n = db_int(rows, r, 2), .sum = db_int(rows, r, 3), .squares = db_int(rows, r, 4)}};
    }
    *ret_sums = sums;
    *ret_n = db_rows(rows);
    return true;
}

static bool insert(struct db *db, const char *sql, struct buffer *rows, struct error *err)
{
    const char *text = array_text(rows, err);
    return text != NULL && db_query(db, sql, DB_PARAMS(text), NULL, err);
}

/* Rows are quoted "(a,b,…)" of numbers and codes, none of which holds a quote, a comma or a backslash. */
bool rating_store_insert(struct db *db, const struct rating_key *key, const struct rating *ratings, size_t n,
                         struct error *err)
{
    struct buffer exact CLEANUP(buffer_free) = {0};
    struct buffer shown CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < n; i++) {
        const struct rating *r = &ratings[i];
        const char *before = i == 0 ? "{" : ",";
        buffer_printf(&exact, "%s\"(%" PRId32 ",%" PRId32 ",%s,%" PRId32 ",%" PRId64 ",%.17g)\"", before,
                      r->rater_id, key->period, key->dimension, r->rated_id, r->n, r->mean);
        buffer_printf(&shown, "%s\"(%" PRId32 ",%" PRId32 ",%s,%" PRId32 ",published,%" PRId64 ",%s,%s)\"",
                      before, r->rater_id, key->period, key->dimension, r->rated_id, r->n, r->shown.mean,
                      r->shown.bound);
    }
    return insert(db, "INSERT INTO pulssid.rating SELECT * FROM unnest($1::pulssid.rating[])", &exact, err) &&
           insert(db,
                  "INSERT INTO pulssid.published_rating SELECT * FROM unnest($1::pulssid.published_rating[])",
                  &shown, err);
}

/* $1 period, $2 dimension, $3 teams. */
#define INSERT "INSERT INTO pulssid.published_rating (team_id, period, dimension, rated_id, state) "

static const char matrix_sql[] = INSERT
    "SELECT a, $1::int, $2, b, 'suppressed' FROM unnest($3::int[]) a JOIN unnest($3::int[]) b ON a <> b "
    "ON CONFLICT DO NOTHING";

static const char list_sql[] =
    INSERT "SELECT a, $1::int, $2, 0, 'suppressed' FROM unnest($3::int[]) a WHERE NOT EXISTS (SELECT FROM "
           "pulssid.rating r WHERE (r.team_id, r.period, r.dimension) = (a, $1::int, $2))";

bool rating_store_suppress(struct db *db, const struct rating_key *key, const int32_t *team_ids, size_t n,
                           struct error *err)
{
    struct buffer teams CLEANUP(buffer_free) = {0};
    char period[NUMBER_SIZE];
    number(period, key->period);
    for (size_t i = 0; i < n; i++) {
        buffer_printf(&teams, i == 0 ? "{%" PRId32 : ",%" PRId32, team_ids[i]);
    }
    const char *text = array_text(&teams, err);
    return text != NULL && db_query(db, n <= TEAM_MATRIX_MAX ? matrix_sql : list_sql,
                                    DB_PARAMS(period, key->dimension, text), NULL, err);
}

bool rating_store_no_data(struct db *db, const struct rating_key *key, struct error *err)
{
    char period[NUMBER_SIZE];
    number(period, key->period);
    return db_query(db, INSERT "VALUES (0, $1::int, $2, 0, 'no_data')", DB_PARAMS(period, key->dimension),
                    NULL, err);
}
