/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings of pairs of teams summed in PostgreSQL, and the rows of few teams and of many. */
#include "store/rating_store.h"

#include <string.h>

#include "store_trial.h"

#define PERIOD 2852
static const struct period_row period = {
    .period = PERIOD, .table = "pulssid.submission_2024_w36", .k_employee = 5, .k_customer = 5};
static const struct rating_key key = {PERIOD, "collaboration"};

/* n submissions each; rated and ratings in step. */
static void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[4096];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, rated, ratings)"
        " SELECT team, period, gen_random_uuid(), survey, a::smallint[], r::int[], g::smallint[] FROM "
        "(VALUES %s)"
        " v(n, team, period, survey, a, r, g), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2024-09-19')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

static size_t sum(const struct fixture_pg *fixture, const struct rating_scale *scales, size_t n,
                  struct rating_sum *ret_sums, size_t room)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct rating_sum *sums CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n_sums = 0;
    if (!db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err) ||
        !rating_store_count(db, &period, scales, n, &sums, &n_sums, &err)) {
        fail_msg("%s", err.text);
    }
    assert_in_range(n_sums, 0, room);
    memcpy(ret_sums, sums, n_sums * sizeof *sums);
    return n_sums;
}

static void assert_sum(const struct rating_sum *got, struct rating_sum expected)
{
    assert_int_equal(got->rater_id, expected.rater_id);
    assert_int_equal(got->rated_id, expected.rated_id);
    assert_int_equal(got->tally.n, expected.tally.n);
    assert_int_equal(got->tally.sum, expected.tally.sum);
    assert_int_equal(got->tally.squares, expected.tally.squares);
    assert_int_equal(got->tally.top, 0);
}

/* 1 to 5 in units of a quarter. Team 3 has four raters of team 1, and five of team 2. */
static void pairs_with_enough_raters_are_summed(void **state)
{
    const struct rating_scale scale = {7, 1, -1};
    struct rating_sum sums[3];
    submit(*state, "(4, 1, 2852, 7, '{NULL}', '{2,3}', '{5,1}'), (2, 1, 2852, 7, '{NULL}', '{3}', '{4}'),"
                   "(1, 1, 2852, 7, '{NULL}', '{2}', '{1}'), (4, 3, 2852, 7, '{NULL}', '{2,1}', '{3,3}'),"
                   "(1, 3, 2852, 7, '{NULL}', '{2,3}', '{2,5}'), (9, 3, 2852, 7, '{NULL}', '{3}', '{5}'),"
                   "(9, 3, 2853, 7, '{NULL}', '{1}', '{5}'), (9, 3, 2852, 8, '{NULL}', '{1}', '{5}'),"
                   "(9, 3, 2852, 7, NULL, '{1}', '{5}')");
    assert_int_equal(sum(*state, &scale, 1, sums, 3), 3);
    assert_sum(&sums[0], (struct rating_sum){1, 2, {.n = 5, .sum = 16, .squares = 64}});
    assert_sum(&sums[1], (struct rating_sum){1, 3, {.n = 6, .sum = 6, .squares = 18}});
    assert_sum(&sums[2], (struct rating_sum){3, 2, {.n = 5, .sum = 9, .squares = 17}});
}

/* The second version asks from 6, the best, to 0: three of its steps are two of the first's, in twelfths. */
static void versions_are_brought_to_one_scale(void **state)
{
    const struct rating_scale scales[] = {{7, 3, -3}, {8, -2, 12}};
    struct rating_sum sums[1];
    submit(*state, "(3, 1, 2852, 7, '{NULL}', '{2}', '{5}'), (2, 1, 2852, 8, '{NULL}', '{2}', '{3}')");
    assert_int_equal(sum(*state, scales, 2, sums, 1), 1);
    assert_sum(&sums[0],
               (struct rating_sum){1, 2, {.n = 5, .sum = 3 * 12 + 2 * 6, .squares = 3 * 144 + 2 * 36}});
    assert_int_equal(sum(*state, scales, 0, sums, 1), 0);
}

static struct rating rating_of(int32_t rater, int32_t rated, int64_t n, double mean)
{
    struct rating rating = {.rater_id = rater, .rated_id = rated, .n = n, .mean = mean};
    return rating;
}

static void publish(const struct fixture_pg *fixture, const int32_t *teams, size_t n)
{
    struct rating ratings[] = {rating_of(1, 2, 6, 200.0 / 3), rating_of(2, 1, 12, 97.5)};
    strcpy(ratings[0].shown.mean, "67");
    strcpy(ratings[1].shown.mean, "95");
    strcpy(ratings[1].shown.bound, "at_least");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!rating_store_insert(db, &key, ratings, 2, &err) ||
        !rating_store_suppress(db, &key, teams, n, &err)) {
        fail_msg("%s", err.text);
    }
}

#define SHOWN "SELECT team_id, rated_id, state, n, mean, bound FROM pulssid.published_rating ORDER BY 1, 2"
#define PUBLISHED "(1,2,published,6,67,) "
#define BOUND "(2,1,published,12,95,at_least)"

static void every_pair_of_few_teams_is_written(void **state)
{
    const int32_t teams[] = {1, 2, 3};
    submit(*state, "(1, 1, 2852, 7, '{1}', NULL, NULL)");
    publish(*state, teams, 3);
    assert_stored(*state, "SELECT * FROM pulssid.rating ORDER BY 1",
                  "(1,2852,collaboration,2,6,66.66666666666667) (2,2852,collaboration,1,12,97.5)");
    assert_stored(*state, SHOWN,
                  PUBLISHED "(1,3,suppressed,,,) " BOUND
                            " (2,3,suppressed,,,) (3,1,suppressed,,,) (3,2,suppressed,,,)");
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_rating WHERE period = 2852 AND "
                                  "dimension = 'collaboration'"),
        6);
}

/* Those of another dimension or period do not count as a team's own. */
static void of_many_teams_those_without_a_rating_have_one_row(void **state)
{
    int32_t teams[TEAM_MATRIX_MAX + 1];
    for (int32_t i = 0; i <= TEAM_MATRIX_MAX; i++) {
        teams[i] = i + 1;
    }
    submit(*state, "(1, 1, 2852, 7, '{1}', NULL, NULL)");
    fixture_pg_run(*state, "INSERT INTO pulssid.rating VALUES (3, 2852, 'respect', 1, 5, 50), (3, 2853, "
                           "'collaboration', 1, 5, 50)");
    publish(*state, teams, TEAM_MATRIX_MAX + 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_rating"), 101);
    assert_stored(*state, SHOWN " LIMIT 4", PUBLISHED BOUND " (3,0,suppressed,,,) (4,0,suppressed,,,)");
}

static void nothing_to_publish(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    submit(*state, "(1, 1, 2852, 7, '{1}', NULL, NULL)");
    assert_true(rating_store_insert(db, &key, NULL, 0, &err));
    assert_true(rating_store_suppress(db, &key, NULL, 0, &err));
    assert_stored(*state, SHOWN, "");
    assert_true(rating_store_no_data(db, &key, &err));
    assert_stored(*state, "SELECT * FROM pulssid.published_rating", "(0,2852,collaboration,0,no_data,,,)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_with_enough_raters_are_summed),
        cmocka_unit_test(versions_are_brought_to_one_scale),
        cmocka_unit_test(every_pair_of_few_teams_is_written),
        cmocka_unit_test(of_many_teams_those_without_a_rating_have_one_row),
        cmocka_unit_test(nothing_to_publish),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
