/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Networks over a window, as they were at a release, between teams since their series began. */
#include "store/network_store.h"

#include <math.h>
#include <stdlib.h>

#include "store_trial.h"

/* Weeks 1 to 4, of which 4 is not released by release 3; team 1 to 4, of which 4 is not asked for. */
static int released(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.team (code) SELECT 'T' || t FROM generate_series(1, 9) t;"
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date "
        "+ 7 * p, 'published', 5, 5, false FROM generate_series(1, 4) p;"
        "INSERT INTO pulssid.release SELECT p, p, '', sha256(''), sha256('') FROM generate_series(1, 4) p;"
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role) VALUES"
        " (1, 1, 'A', 9, 10, 'normal'), (1, 2, 'A', 8, 11, 'router'), (1, 4, 'A', 7, 12, 'normal'),"
        " (2, 1, 'B', NULL, NULL, 'normal'), (2, 3, 'B', 9, 6, 'normal'),"
        " (3, 3, 'C', NULL, NULL, 'normal')");
    return 0;
}

/* 3 stands before 1 here. */
static const int32_t ids[] = {3, 1, 2};
static const int32_t since[] = {1, 2, 1};
static const struct network_query query = {3, 1, 3, ids, since};

static void teams_as_they_stood_last(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct network_team teams[3];
    struct error err = {0};
    assert_true(network_store_teams(db, &query, teams, &err));
    assert_int_equal(teams[1].parent, 8);
    assert_true(teams[1].headcount == 11);
    assert_true(teams[1].router);
    assert_string_equal(teams[1].code, "T1");
    assert_string_equal(teams[0].code, "T3");
    assert_int_equal(teams[2].parent, 9);
    assert_true(teams[2].headcount == 6);
    assert_false(teams[2].router);
    assert_int_equal(teams[0].parent, 0);
    assert_true(isnan(teams[0].headcount));
}

static void a_team_of_another_time_is_unknown(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const int32_t stranger[] = {77};
    struct network_team team = {.parent = 5, .router = true};
    struct error err = {0};
    assert_true(network_store_teams(db, &(struct network_query){3, 1, 1, stranger, since}, &team, &err));
    assert_int_equal(team.parent, 0);
    assert_false(team.router);
    assert_true(isnan(team.headcount));
}

/* Units are no leaves, and a tree that is not released is not looked at. */
static void others_are_leaves_of_the_newest_tree(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role) VALUES"
        " (9, 3, 'U', NULL, NULL, 'normal'), (7, 3, 'G', 9, 4, 'normal'), (5, 3, 'E', 9, 4, 'normal'),"
        " (6, 2, 'F', NULL, 4, 'normal'), (4, 4, 'D', NULL, 4, 'normal')");
    int32_t *others CLEANUP(free) = NULL;
    size_t n = 0;
    struct error err = {0};
    assert_true(network_store_others(db, &query, &others, &n, &err));
    assert_int_equal(n, 2);
    assert_int_equal(others[0], 5);
    assert_int_equal(others[1], 7);
}

static void handoffs_since_both_series_began(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    double flow[9];
    struct error err = {0};
    fixture_pg_run(*state, "INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts) SELECT a, b, "
                           "c, d, d FROM (VALUES (1, 1, 2, 100), (1, 2, 2, "
                           "20), (1, 3, 2, 3), (1, 4, 2, 1000), (2, 1, 3, 5), (2, 3, 1, 7), (4, 2, 1, 9), "
                           "(2, 2, 4, 9)) v(a, b, c, d)");
    assert_true(network_store_handoffs(db, &query, flow, &err));
    static const double expected[9] = {0, 0, 0, 0, 0, 23, 5, 7, 0};
    for (size_t i = 0; i < 9; i++) {
        assert_true(flow[i] == expected[i]);
    }
    assert_true(network_store_handoffs(db, &(struct network_query){3, 3, 3, ids, since}, flow, &err));
    assert_true(flow[5] == 3 && flow[6] == 0);
}

static void handoffs_that_are_published(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    double flow[9];
    struct error err = {0};
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.published_handoff VALUES (1, 1, 2, 'published', '100'), (1, 2, 2, "
                   "'published', '20'), (1, 3, 2, 'published', '<5'), (1, 4, 2, 'published', '1000'), (2, 3, "
                   "1, 'published', '7'), (2, 1, 3, 'suppressed', NULL), (0, 2, 0, 'no_data', NULL)");
    assert_true(network_store_shown(db, &query, flow, &err));
    static const double expected[9] = {0, 0, 0, 0, 0, 20, 0, 7, 0};
    for (size_t i = 0; i < 9; i++) {
        assert_true(flow[i] == expected[i]);
    }
}

static void ratings_of_one_dimension(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct network_rating *ratings CLEANUP(free) = NULL;
    size_t n = 0;
    struct error err = {0};
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.rating (team_id, period, dimension, rated_id, n, mean) VALUES"
                   " (1, 3, 'mood', 2, 5, 0.1), (1, 2, 'mood', 2, 5, 70), (1, 1, 'mood', 2, 5, 1), (1, 4, "
                   "'mood', 2, 5, 2), (1, 2, 'else', 2, 5, 3), (3, 1, 'mood', 2, 5, 60), (4, 2, 'mood', 2, "
                   "5, 4)");
    assert_true(network_store_ratings(db, &query, "mood", &ratings, &n, &err));
    assert_int_equal(n, 3);
    assert_int_equal(ratings[0].rater, 0);
    assert_int_equal(ratings[0].rated, 2);
    assert_true(ratings[0].mean == 60);
    assert_int_equal(ratings[1].rater, 1);
    assert_true(ratings[1].mean == 70);
    assert_true(ratings[2].mean == 0.1);
}

/* From five of a team in a period; with what went to anybody who is cleared. More rows than room at first. */
static void visits_of_any_team(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct network_visits *visits CLEANUP(free) = NULL;
    size_t n = 0;
    struct error err = {0};
    fixture_pg_run(
        *state, "INSERT INTO pulssid.visit (team_id, period, n) VALUES (1, 2, 5), (1, 3, 4), (4, 1, 9), (1, "
                "4, 50); INSERT INTO pulssid.visit SELECT t, 2, 6 FROM generate_series(100, 299) t;"
                "INSERT INTO pulssid.handoff (team_id, period, to_id, n, contacts) SELECT a, b, c, d, d FROM "
                "(VALUES (1, 2, 2, 1), (1, 2, 4, 2), "
                "(1, 3, 2, 3)) v(a, b, c, d)");
    assert_true(network_store_visits(db, &query, &visits, &n, &err));
    assert_int_equal(n, 202);
    assert_int_equal(visits[0].team_id, 1);
    assert_int_equal(visits[0].period, 2);
    assert_true(visits[0].visits == 5 && visits[0].handed_on == 3);
    assert_int_equal(visits[1].team_id, 4);
    assert_true(visits[1].visits == 9 && visits[1].handed_on == 0);
    assert_int_equal(visits[201].team_id, 299);
}

static void nobody(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct network_query none = {3, 1, 0, ids, since};
    struct network_rating *ratings = NULL;
    struct network_visits *visits = NULL;
    struct network_team team = {.parent = 5};
    double flow = 5;
    size_t n = 9;
    struct error err = {0};
    assert_true(network_store_teams(db, &none, &team, &err));
    assert_true(network_store_handoffs(db, &none, &flow, &err));
    assert_true(team.parent == 5 && flow == 5);
    assert_true(network_store_ratings(db, &none, "mood", &ratings, &n, &err));
    assert_int_equal(n, 0);
    assert_null(ratings);
    n = 9;
    assert_true(network_store_visits(db, &none, &visits, &n, &err));
    assert_int_equal(n, 0);
    assert_null(visits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(teams_as_they_stood_last, released),
        cmocka_unit_test_setup(a_team_of_another_time_is_unknown, released),
        cmocka_unit_test_setup(others_are_leaves_of_the_newest_tree, released),
        cmocka_unit_test_setup(handoffs_since_both_series_began, released),
        cmocka_unit_test_setup(handoffs_that_are_published, released),
        cmocka_unit_test_setup(ratings_of_one_dimension, released),
        cmocka_unit_test_setup(visits_of_any_team, released),
        cmocka_unit_test_setup(nobody, released),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
