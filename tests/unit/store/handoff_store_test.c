/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handoffs counted in PostgreSQL, and which rows anyone may read of few teams and of many. */
#include "store/handoff_store.h"

#include <string.h>

#include "store_trial.h"

#define PERIOD 2852
static const struct period_row period = {
    .period = PERIOD, .table = "pulssid.submission_2024_w36", .k_employee = 5, .k_customer = 5};

/* Survey 1 asks employees, 2 customers. A path of a customer is given as "{1,2}"; NULL: none. */
static void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[4096];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ('p', 1, 'employee', '{}'),"
        " ('c', 1, 'customer', '{}');"
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers, path)"
        " SELECT team, period, gen_random_uuid(), survey, a::smallint[], p::int[] FROM (VALUES %s)"
        " v(n, team, period, survey, a, p), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2024-09-19')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

/* Teams 1 to 4, of which the fourth is not cleared. */
static void four_teams(struct handoff_team teams[4])
{
    for (int32_t i = 0; i < 4; i++) {
        teams[i] = (struct handoff_team){.team_id = i + 1, .class = i < 3 ? 0 : HANDOFF_NOT_CLEARED};
    }
}

static void count(const struct fixture_pg *fixture, struct handoff_team *teams, size_t n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!db_query(db, "SELECT pulssid.period_count(2852)", DB_NO_PARAMS, NULL, &err) ||
        !handoff_store_count(db, &period, teams, n, &err)) {
        fail_msg("%s", err.text);
    }
}

#define EXACT "SELECT team_id, to_id, n FROM pulssid.handoff WHERE period = 2852 ORDER BY 1, 2"
#define SHOWN "SELECT team_id, to_id, state, count FROM pulssid.published_handoff ORDER BY 1, 2"

/* Every step counts, also of a path that comes back; of this period, between cleared teams, by customers. */
static void steps_are_counted(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state,
           "(6, 1, 2852, 2, '{5}', '{1,2}'), (2, 1, 2852, 2, '{NULL}', '{1,2,1,2,3}'),"
           "(3, 2, 2852, 2, '{4}', '{2,4,3}'), (4, 3, 2852, 2, '{4}', '{3,9,1}'),"
           "(7, 1, 2853, 2, '{5}', '{1,2}'), (5, 1, 2852, 2, NULL, NULL), (8, 2, 2852, 2, '{1}', '{2}')");
    count(*state, teams, 4);
    assert_stored(*state, EXACT, "(1,2,10) (2,1,2) (2,3,2)");
}

/* Four went once from 1 to 2, and one more six times. */
static void steps_of_one_customer_are_counted_and_not_enough(void **state)
{
    struct handoff_team teams[4];
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct handoff_count *counts CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n = 0;
    four_teams(teams);
    submit(*state, "(3, 1, 2852, 2, '{5}', '{1,2}'), (1, 1, 2852, 2, '{5}', '{1,2,1}'),"
                   "(1, 1, 2852, 2, '{4}', '{1,2,1,2,1,2,1,2,1,2,1,2}')");
    count(*state, teams, 4);
    assert_stored(*state,
                  "SELECT team_id, to_id, n, contacts FROM pulssid.handoff WHERE period = 2852 ORDER "
                  "BY 1, 2",
                  "(1,2,10,5) (2,1,6,2)");
    assert_true(handoff_store_full(db, PERIOD, teams, 4, 5, &counts, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(counts[0].n, 5);
    assert_int_equal(counts[0].back, 2);
}

static void contacts_of_one_team_alone_are_told(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state,
           "(6, 1, 2852, 2, '{5}', '{1}'), (2, 1, 2852, 2, '{NULL}', NULL), (3, 1, 2852, 2, '{5}', '{1,2}'),"
           "(4, 1, 2852, 1, '{3}', NULL), (5, 1, 2853, 2, '{5}', '{1}'), (7, 1, 2852, 2, NULL, NULL),"
           "(9, 4, 2852, 2, '{5}', '{4}'), (1, 9, 2852, 2, '{5}', '{9}')");
    count(*state, teams, 4);
    assert_int_equal(teams[0].direct, 8);
    assert_int_equal(teams[1].direct, 0);
    assert_int_equal(teams[3].direct, 9);
}

static void nobody_was_handed_on(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state, "(6, 1, 2852, 2, '{5}', '{1}')");
    count(*state, teams, 0);
    count(*state, teams, 4);
    assert_stored(*state, EXACT, "");
}

static void full_pairs_come_as_positions_with_their_reverse(void **state)
{
    /* positions are not ids */
    struct handoff_team teams[] = {{.team_id = 3}, {.team_id = 2}, {.team_id = 1}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct handoff_count *counts CLEANUP(free) = NULL;
    struct error err = {0};
    size_t n = 0;
    submit(
        *state,
        "(6, 1, 2852, 2, '{5}', '{1,2}'), (2, 2, 2852, 2, '{5}', '{2,1}'), (4, 1, 2852, 2, '{5}', '{1,3}'),"
        "(3, 3, 2852, 2, '{5}', '{3,2}'), (9, 3, 2853, 2, '{5}', '{3,1}')");
    count(*state, teams, 3);
    fixture_pg_run(*state, "INSERT INTO pulssid.handoff VALUES (1, 2853, 2, 50, 50), (3, 2853, 1, 60, 60)");
    assert_true(handoff_store_full(db, PERIOD, teams, 3, 4, &counts, &n, &err));
    assert_int_equal(n, 2);
    assert_int_equal(counts[0].pair.from, 2);
    assert_int_equal(counts[0].pair.to, 0);
    assert_int_equal(counts[0].n, 4);
    assert_int_equal(counts[0].back, 0);
    assert_int_equal(counts[1].pair.from, 2);
    assert_int_equal(counts[1].pair.to, 1);
    assert_int_equal(counts[1].n, 6);
    assert_int_equal(counts[1].back, 2);
}

/* Publishes what was counted, hiding the pairs between the first two teams when there are any to hide. */
static void publish(const struct fixture_pg *fixture, const struct handoff_team *teams, size_t n, int64_t k,
                    size_t n_hidden)
{
    const struct handoff_pair hidden[] = {{0, 1}, {1, 0}};
    const struct handoffs handoffs = {.teams = teams, .n_teams = n, .k = k};
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!handoff_store_publish(db, PERIOD, &handoffs, hidden, n_hidden, &err)) {
        fail_msg("%s", err.text);
    }
}

#define SIX_AND_FOUR "(6, 1, 2852, 2, '{5}', '{1,2}'), (4, 1, 2852, 2, '{5}', '{1,3}')"

/* "<5" for four and for none; nothing at all of a team that is not cleared, though nobody went there. */
static void every_pair_of_few_teams_is_written(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state, SIX_AND_FOUR);
    count(*state, teams, 4);
    publish(*state, teams, 4, 5, 0);
    assert_stored(*state, SHOWN,
                  "(1,2,published,6) (1,3,published,<5) (1,4,suppressed,) (2,1,published,<5) "
                  "(2,3,published,<5) (2,4,suppressed,) (3,1,published,<5) (3,2,published,<5) "
                  "(3,4,suppressed,) (4,1,suppressed,) (4,2,suppressed,) (4,3,suppressed,)");
}

static void the_threshold_is_that_of_the_period(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state, "(7, 1, 2852, 2, '{5}', '{1,2}'), (8, 1, 2852, 2, '{5}', '{1,3}')");
    count(*state, teams, 4);
    publish(*state, teams, 3, 8, 0);
    assert_stored(*state, SHOWN,
                  "(1,2,published,<8) (1,3,published,8) (2,1,published,<8) (2,3,published,<8) "
                  "(3,1,published,<8) (3,2,published,<8)");
}

static void hidden_pairs_say_nothing(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state, SIX_AND_FOUR);
    count(*state, teams, 4);
    publish(*state, teams, 3, 5, 2);
    assert_stored(*state, SHOWN " LIMIT 3", "(1,2,suppressed,) (1,3,published,<5) (2,1,suppressed,)");
}

static void many(struct handoff_team teams[TEAM_MATRIX_MAX + 1])
{
    for (int32_t i = 0; i <= TEAM_MATRIX_MAX; i++) {
        teams[i] = (struct handoff_team){.team_id = i + 1, .class = i == 3 ? HANDOFF_NOT_CLEARED : 0};
    }
}

/* Large counts and hidden pairs; a team that is not cleared beside all the others at once. */
static void of_many_teams_few_pairs_are_written(void **state)
{
    struct handoff_team teams[TEAM_MATRIX_MAX + 1];
    many(teams);
    submit(*state, SIX_AND_FOUR ", (5, 101, 2852, 2, '{5}', '{101,3}'), (9, 1, 2852, 2, '{5}', '{1,4}'),"
                                "(2, 2, 2852, 2, '{5}', '{2,1}')");
    count(*state, teams, TEAM_MATRIX_MAX + 1);
    publish(*state, teams, TEAM_MATRIX_MAX + 1, 5, 0);
    assert_stored(*state, SHOWN, "(0,4,suppressed,) (1,2,published,6) (4,0,suppressed,) (101,3,published,5)");
    fixture_pg_run(*state, "TRUNCATE pulssid.published_handoff");
    publish(*state, teams, TEAM_MATRIX_MAX + 1, 5, 2);
    assert_stored(
        *state, SHOWN,
        "(0,4,suppressed,) (1,2,suppressed,) (2,1,suppressed,) (4,0,suppressed,) (101,3,published,5)");
    fixture_pg_run(*state, "TRUNCATE pulssid.published_handoff");
    publish(*state, teams, TEAM_MATRIX_MAX, 5, 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_handoff"), 9900);
}

static void that_nobody_was_asked_is_one_row(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    submit(*state, "(6, 1, 2852, 1, '{5}', NULL)");
    assert_true(handoff_store_no_data(db, PERIOD, &err));
    assert_stored(*state, "SELECT * FROM pulssid.published_handoff", "(0,2852,0,no_data,)");
}

static void an_open_period_cannot_be_counted(void **state)
{
    struct handoff_team teams[4];
    four_teams(teams);
    submit(*state, "(6, 1, 2852, 2, '{5}', '{1,2}'), (6, 1, 2852, 2, '{5}', '{1}')");
    fixture_pg_run(*state, "UPDATE pulssid.period SET state = 'open'");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_false(handoff_store_count(db, &period, teams, 4, &err));
    assert_string_equal(err.text, "permission denied for table submission_2024_w36");
    assert_stored(*state, EXACT, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_are_counted),
        cmocka_unit_test(steps_of_one_customer_are_counted_and_not_enough),
        cmocka_unit_test(contacts_of_one_team_alone_are_told),
        cmocka_unit_test(nobody_was_handed_on),
        cmocka_unit_test(full_pairs_come_as_positions_with_their_reverse),
        cmocka_unit_test(every_pair_of_few_teams_is_written),
        cmocka_unit_test(the_threshold_is_that_of_the_period),
        cmocka_unit_test(hidden_pairs_say_nothing),
        cmocka_unit_test(of_many_teams_few_pairs_are_written),
        cmocka_unit_test(that_nobody_was_asked_is_one_row),
        cmocka_unit_test(an_open_period_cannot_be_counted),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
