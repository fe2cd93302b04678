/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of items in PostgreSQL: who counts, what is counted, and what is written of it. */
#include "store/item_store.h"

#include <math.h>
#include <string.h>

#include "store/period_store.h"
#include "store_trial.h"

#define PERIOD 2852
#define TABLE "pulssid.submission_2024_w36"
#define ALL_TEAMS (const int32_t[]){1, 2, 3}, 3

/* Survey 7 asks for a on 0 to 4 and b on 1 to 5, reversed; survey 8 the same, b first. */
static const struct item_form form = {
    .n = 2, .scale = 4, .options = 5, .items = {{"a", 0, 4}, {"NULL", 5, 1}}};
static const struct item_version versions[] = {{.survey_id = 7, .positions = {0, 1}},
                                               {.survey_id = 8, .positions = {1, 0}}};
static const struct item_key key = {PERIOD, "mood"};

/* Rows of (n, team, period, survey, answers). */
static void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[2048];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers)"
        " SELECT team, period, gen_random_uuid(), survey, a::smallint[] FROM (VALUES %s)"
        " v(n, team, period, survey, a), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2024-09-19')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

static struct item_query query_of(size_t n_versions, const int32_t *teams, size_t n)
{
    return (struct item_query){{TABLE, &form, versions, n_versions}, teams, n};
}

struct seen {
    size_t n;
    struct item_team teams[4];
};

static bool on_team(void *ctx, const struct item_team *team, struct error *err)
{
    struct seen *seen = ctx;
    if (seen->n == 4) {
        return error_set(err, ERROR_INTERNAL, "enough");
    }
    seen->teams[seen->n++] = *team;
    return true;
}

static struct seen read_teams(const struct fixture_pg *fixture, struct item_query query)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct seen seen = {0};
    struct error err = {0};
    if (!period_store_begin(db, PERIOD, &err) || !item_store_by_team(db, &query, on_team, &seen, &err)) {
        fail_msg("%s", err.text);
    }
    return seen;
}

static struct item_pool read_pool(const struct fixture_pg *fixture, struct item_query query)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct item_pool pool = {0};
    struct error err = {0};
    if (!period_store_begin(db, PERIOD, &err) || !item_store_pooled(db, &query, &pool, &err)) {
        fail_msg("%s", err.text);
    }
    return pool;
}

/* a counts as it is, b from 5 downwards: team 1 is (4,0) (1,2) (1,4), team 3 (2,2). Half an answer, a
 * withdrawn one, another week, another survey and another team do not count. */
static const char sample[] =
    "(1, 1, 2852, 7, '{4,5}'), (1, 1, 2852, 7, '{1,3}'), (1, 1, 2852, 8, '{1,1}'), (1, 3, 2852, 7, '{2,3}'),"
    "(2, 1, 2852, 7, '{4,NULL}'), (1, 2, 2852, 7, '{NULL,5}'), (1, 1, 2852, 7, NULL), (1, 1, 2853, 7, "
    "'{0,1}'), (1, 1, 2852, 6, '{0,1}'), (1, 4, 2852, 7, '{0,1}'), (1, 3, 2852, 7, '{NULL,NULL}')";

static void teams_are_summed_over_whole_answers(void **state)
{
    submit(*state, sample);
    struct seen seen = read_teams(*state, query_of(2, ALL_TEAMS));
    assert_int_equal(seen.n, 2);
    const struct item_team *team = &seen.teams[0];
    assert_int_equal(team->team_id, 1);
    assert_int_equal(team->n, 3);
    assert_int_equal(team->sums[0], 6);
    assert_int_equal(team->sums[1], 6);
    assert_int_equal(team->squares[0], 18);
    assert_int_equal(team->squares[1], 20);
    assert_int_equal(team->deviations[0], 6 + 3 + 3);
    assert_int_equal(team->deviations[1], 6 + 0 + 6);
    assert_int_equal(seen.teams[1].team_id, 3);
    assert_int_equal(seen.teams[1].n, 1);
    assert_int_equal(seen.teams[1].deviations[1], 0);
}

static void a_version_that_is_left_out_does_not_count(void **state)
{
    submit(*state, sample);
    assert_int_equal(read_teams(*state, query_of(1, ALL_TEAMS)).teams[0].n, 2);
    assert_int_equal(read_pool(*state, query_of(1, ALL_TEAMS)).complete, 3);
}

static void all_teams_are_summed_together(void **state)
{
    submit(*state, sample);
    struct item_pool pool = read_pool(*state, query_of(2, ALL_TEAMS));
    assert_int_equal(pool.submissions, 8);
    assert_int_equal(pool.complete, 4);
    assert_int_equal(pool.unanswered, 2 + 1 + 2);
    assert_int_equal(pool.ceiling, 2); /* half of the items is enough for a score */
    assert_int_equal(pool.floor, 1);
    assert_int_equal(pool.sums[0], 8);
    assert_int_equal(pool.sums[1], 8);
    assert_int_equal(pool.products[0], 18 + 4);
    assert_int_equal(pool.products[1], 2 + 4 + 4);
    assert_int_equal(pool.products[2], 20 + 4);
}

static void of_no_teams_there_is_nothing(void **state)
{
    submit(*state, sample);
    assert_int_equal(read_teams(*state, query_of(2, NULL, 0)).n, 0);
    struct item_pool pool = read_pool(*state, query_of(2, NULL, 0));
    assert_int_equal(pool.submissions, 0);
    assert_int_equal(pool.products[2], 0);
}

static void reading_ends_when_the_reader_says_so(void **state)
{
    submit(*state,
           "(1, 1, 2852, 7, '{1,1}'), (1, 2, 2852, 7, '{1,1}'), (1, 3, 2852, 7, '{1,1}'), (1, 4, 2852, "
           "7, '{1,1}'), (1, 5, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const int32_t teams[] = {1, 2, 3, 4, 5};
    struct item_query query = query_of(1, teams, 5);
    struct seen seen = {0};
    struct error err = {0};
    assert_true(period_store_begin(db, PERIOD, &err));
    assert_false(item_store_by_team(db, &query, on_team, &seen, &err));
    assert_string_equal(err.text, "enough");
    assert_int_equal(seen.n, 4);
}

static void agreement_is_written(void **state)
{
    const struct agreement_cell cells[] = {{3, 7, 0.75, 0.5, 0.25, "false"}, {1, 5, NAN, NAN, NAN, "true"}};
    struct item_form mixed = form;
    struct error err = {0};
    mixed.options = 0;
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(item_store_insert_cells(db, &key, &form, cells, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &mixed, cells + 1, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &form, NULL, 0, &err));
    assert_stored(*state,
                  "SELECT team_id, period, dimension, items, options, n, rwgj_uniform, rwgj_slightskew, adm, "
                  "constant FROM pulssid.agreement_cell ORDER BY 1",
                  "(1,2852,mood,2,,5,,,,t) (3,2852,mood,2,5,7,0.75,0.5,0.25,f)");
}

static struct dimension_pool pool_of(bool has_items)
{
    struct dimension_pool pool = {.teams = 5,
                                  .n = 30,
                                  .sum = 40,
                                  .squares = INT64_MAX,
                                  .unit = 24,
                                  .shows_spread = has_items,
                                  .has_items = has_items,
                                  .form = &form};
    pool.pool =
        (struct item_pool){.submissions = 31, .unanswered = 2, .ceiling = 3, .floor = 4, .complete = 29};
    memcpy(pool.pool.sums, (int64_t[]){50, 60}, 2 * sizeof(int64_t));
    memcpy(pool.pool.products, (int64_t[]){70, 80, 90}, 3 * sizeof(int64_t));
    return pool;
}

static void a_pool_is_written(void **state)
{
    struct dimension_pool with = pool_of(true);
    struct dimension_pool without = pool_of(false);
    const struct item_key other = {PERIOD, "other"};
    struct error err = {0};
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    if (!item_store_insert_pool(db, &key, &with, &err) ||
        !item_store_insert_pool(db, &other, &without, &err)) {
        fail_msg("%s", err.text);
    }
    assert_stored(*state,
                  "SELECT period, dimension, shows_spread, teams, n, sum, squares, unit, submissions, "
                  "unanswered, ceiling, floor, complete FROM pulssid.dimension_pool ORDER BY 2",
                  "(2852,mood,t,5,30,40,9223372036854775807,24,31,2,3,4,29) "
                  "(2852,other,f,5,30,40,9223372036854775807,24,31,2,3,4,29)");
    assert_stored(*state,
                  "SELECT items, worst, best, sums, products FROM pulssid.dimension_pool ORDER BY dimension",
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",\"{50,60}\",\"{70,80,90}\") "
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",,)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(teams_are_summed_over_whole_answers),
        cmocka_unit_test(a_version_that_is_left_out_does_not_count),
        cmocka_unit_test(all_teams_are_summed_together),
        cmocka_unit_test(of_no_teams_there_is_nothing),
        cmocka_unit_test(reading_ends_when_the_reader_says_so),
        cmocka_unit_test(agreement_is_written),
        cmocka_unit_test(a_pool_is_written),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
