/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One period published by itself: what is told of it, what its small cells borrow, and that failure leaves
 * nothing. */
#include "stats/release.h"

#include "small_organisation.h"

static const struct period_row period = {.period = 2852,
                                         .id = "2024-W36",
                                         .table = "pulssid.submission_2024_w36",
                                         .state = PERIOD_CLOSED,
                                         .k_employee = 5,
                                         .k_customer = 5};

static void load_as(const struct fixture_pg *fixture, const char *submissions)
{
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
}

/* A closed period of employees: `a` at A, three withdrawn, and four at D, who are hidden. */
static void load(const struct fixture_pg *fixture, const char *a)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT pg_temp.add(1, 1, 'a', %s, NULL); SELECT pg_temp.add(1, 1, 'w', 3, 'NULL', NULL);"
             "SELECT pg_temp.add(4, 1, 'd', 4, 'ARRAY[2, 2, NULL, NULL]', NULL)",
             a);
    load_as(fixture, sql);
}

#define MOODS(n) n ", 'ARRAY[i % 5, 3, NULL, NULL]'"

static struct cycle_published publish(const struct fixture_pg *fixture, const struct cycle_opts *opts)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct cycle_published told = {0};
    struct error err = {0};
    if (!release_publish(db, opts, &period, &told, &err)) {
        fail_msg("%s", err.text);
    }
    return told;
}

/* mood at A, its unit and the whole; enps and engagement, asked and not answered, nowhere. csat was not
 * asked.
 */
static void what_was_done_is_told(void **state)
{
    struct cycle_opts opts = small_opts();
    load(*state, MOODS("12"));
    struct cycle_published told = publish(*state, &opts);
    assert_ptr_equal(told.period, period.id);
    assert_int_equal(told.release, 1);
    assert_int_equal(told.cells_published, 3);
    assert_int_equal(told.cells_suppressed, 15);
    assert_int_equal(told.answers, 10); /* of 16, in tens */
    assert_int_equal(told.elapsed_ms, 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.cell WHERE state = 'no_data'"),
                     6);
    assert_cell(*state, "state", "pulssid.period", "published");
}

static void answers_to_every_survey_are_told(void **state)
{
    struct cycle_opts opts = small_opts();
    load_as(*state, "SELECT pg_temp.add(1, 1, 'a', 6, 'ARRAY[4, 0, NULL, NULL]', NULL);"
                    "SELECT pg_temp.add(1, 2, 'v', 14, 'ARRAY[4]', '{1}');");
    assert_int_equal(publish(*state, &opts).answers, 20);
}

/* Exact for the statistics, hidden from readers. */
/* In the same transaction, so that the document of the release holds them. */
static void handoffs_and_ratings_are_published_with_it(void **state)
{
    struct cycle_opts opts = small_opts();
    load_as(*state, "SELECT pg_temp.add(1, 2, 'v', 6, 'ARRAY[4]', '{1,2}');"
                    "SELECT pg_temp.add(2, 1, 'r', 6, 'ARRAY[NULL, NULL, NULL, NULL]::smallint[]', NULL);"
                    "UPDATE pulssid.submission SET rated = '{1}', ratings = '{4}' WHERE survey_id = 1");
    publish(*state, &opts);
    assert_cell(*state,
                "document LIKE '%\nA,B,published,6\n%', document LIKE '%\nB,A,rating,published,6,75,\n%'",
                "pulssid.release", "true true");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.handoff"), 1);
}

static void a_small_nps_is_counted_and_not_shown(void **state)
{
    struct cycle_opts opts = small_opts();
    load(*state, "8, 'ARRAY[NULL, NULL, 10, NULL]'");
    publish(*state, &opts);
    assert_cell(*state, "state, n, mean", "pulssid.cell WHERE team_id = 1 AND dimension = 'enps'",
                "published 8 100");
    assert_cell(*state, "state, n, mean, lo",
                "pulssid.published_cell WHERE team_id = 1 AND dimension = 'enps'", "insufficient 8 - -");
}

/* Publishes six at A, two periods after A had a spread of its own. */
static void assert_interval(const struct fixture_pg *fixture, const struct cycle_opts *opts,
                            const char *expected)
{
    load(fixture, MOODS("6"));
    fixture_pg_run(fixture,
                   "SELECT pulssid.period_open(2850, '2024-W34', '2024-08-19', '2024-08-25', '2024-08-19',"
                   " 5, 5, false);"
                   "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, sd)"
                   " VALUES (1, 2850, 'mood', 'published', 'mean', 20, 12);"
                   "INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, sd)"
                   " VALUES (1, 2850, 'mood', 'published', 20, 50, 12)");
    publish(fixture, opts);
    assert_cell(fixture, "sd, lo IS NULL",
                "pulssid.published_cell WHERE team_id = 1 AND dimension = 'mood' AND period = 2852",
                expected);
}

static void small_cells_borrow_the_spread_of_the_window(void **state)
{
    struct cycle_opts opts = small_opts();
    opts.window_weeks = 3;
    opts.window_months = 1;
    assert_interval(*state, &opts, "- false");
    opts.window_weeks = 2;
    opts.window_months = 9;
    assert_interval(*state, &opts, "- true");
}

static void a_calendar_of_months_has_its_own_window(void **state)
{
    struct cycle_opts opts = small_opts();
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET kind = 'month'");
    opts.window_weeks = 1;
    opts.window_months = 3;
    assert_interval(*state, &opts, "- false");
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET kind = 'week'");
}

/* The window is the period itself: its exact cells are there before any is shown. */
static void small_cells_borrow_from_the_same_period(void **state)
{
    struct cycle_opts opts = small_opts();
    opts.window_weeks = 1;
    load_as(*state, "SELECT pg_temp.add(1, 1, 'a', 12, 'ARRAY[i % 5, 3, NULL, NULL]', NULL);"
                    "SELECT pg_temp.add(2, 1, 'b', 6, 'ARRAY[i % 5, 3, NULL, NULL]', NULL)");
    publish(*state, &opts);
    assert_cell(*state, "n, sd, lo IS NULL",
                "pulssid.published_cell WHERE team_id = 2 AND dimension = 'mood'", "6 - false");
}

/* Fails, says why, and leaves the connection as if nothing had been asked of it. */
static void assert_undone(const struct fixture_pg *fixture, struct db *db, const char *expected)
{
    struct cycle_opts opts = small_opts();
    struct cycle_published told = {.release = -1, .answers = -1};
    struct error err = {0};
    assert_false(release_publish(db, &opts, &period, &told, &err));
    assert_memory_equal(err.text, expected, strlen(expected));
    assert_int_equal(told.release, -1);
    assert_int_equal(told.answers, -1);
    assert_null(told.period);
    assert_int_equal(fixture_pg_number(fixture, "SELECT count(*) FROM pulssid.cell"), 0);
    assert_int_equal(fixture_pg_number(fixture, "SELECT count(*) FROM pulssid.release"), 0);
    assert_int_equal(fixture_pg_number(fixture, "SELECT count(*) FROM pulssid.published_handoff"), 0);
}

static void a_failure_names_its_dimension_and_leaves_nothing(void **state)
{
    struct cycle_opts opts = small_opts();
    struct cycle_published told = {0};
    struct error err = {0};
    load(*state, MOODS("12"));
    fixture_pg_run(*state, "ALTER TABLE pulssid.published_cell ADD CONSTRAINT pulled CHECK (dimension <> "
                           "'engagement')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_undone(*state, db, "period 2024-W36: dimension engagement: ");
    fixture_pg_run(*state, "ALTER TABLE pulssid.published_cell DROP CONSTRAINT pulled");
    assert_true(release_publish(db, &opts, &period, &told, &err));
    assert_int_equal(told.release, 1);
}

static void an_open_period_is_not_published(void **state)
{
    load(*state, MOODS("12"));
    fixture_pg_run(*state, "UPDATE pulssid.period SET state = 'open'");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_undone(*state, db, "period 2024-W36: ");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.submission"), 19);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_done_is_told),
        cmocka_unit_test(answers_to_every_survey_are_told),
        cmocka_unit_test(handoffs_and_ratings_are_published_with_it),
        cmocka_unit_test(a_small_nps_is_counted_and_not_shown),
        cmocka_unit_test(small_cells_borrow_the_spread_of_the_window),
        cmocka_unit_test(a_calendar_of_months_has_its_own_window),
        cmocka_unit_test(small_cells_borrow_from_the_same_period),
        cmocka_unit_test(a_failure_names_its_dimension_and_leaves_nothing),
        cmocka_unit_test(an_open_period_is_not_published),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
