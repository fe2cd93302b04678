/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ratings between teams: which pairs are shown, on which scale, and how they are rounded. */
#include "stats/rating_cells.h"

#include "small_board.h"

/* n raters of a team, each rating the same teams alike. */
#define RATED(team, tag, n, rated, ratings)                                                                  \
    "SELECT pg_temp.add(" team ", 1, '" tag "', " n ", 'ARRAY[NULL, NULL, NULL, NULL]::smallint[]', NULL);"  \
    "UPDATE pulssid.submission SET rated = '" rated "', ratings = '" ratings                                 \
    "' WHERE rated IS NULL AND team_id = " team ";"

static void write_period(const struct fixture_pg *fixture, const struct board *board, const char *submissions)
{
    struct error err = {0};
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) || !rating_cells_write(db, board->figures, &err) ||
        !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

/* "state n mean bound" of a pair by ids of teams. */
static void assert_pair(const struct fixture_pg *fixture, int rater, int rated, const char *expected)
{
    char where[160];
    snprintf(where, sizeof where,
             "pulssid.published_rating WHERE dimension = 'rating' AND team_id = %d AND rated_id = %d", rater,
             rated);
    assert_cell(fixture, "state, n, mean, bound", where, expected);
}

/* 1 to 5 is 0 to 100. Four of A's raters rated C. */
static void pairs_are_shown_from_five_raters(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 RATED("1", "a", "4", "{2,3}", "{4,2}") RATED("1", "b", "1", "{2}", "{3}")
                     RATED("2", "c", "5", "{4}", "{2}"));
    assert_pair(*state, 1, 2, "published 5 70 -");
    assert_pair(*state, 1, 3, "suppressed - - -");
    assert_pair(*state, 2, 4, "published 5 25 -");
    assert_pair(*state, 3, 1, "suppressed - - -");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_rating"), 12);
    assert_cell(*state, "n, mean, team_id, rated_id", "pulssid.rating WHERE team_id = 1", "5 70 1 2");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.rating"), 2);
}

static void the_employees_threshold_is_what_a_pair_needs(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.period.k_employee = 6;
    board.period.k_customer = 5;
    write_period(*state, &board, RATED("1", "a", "5", "{2}", "{4}") RATED("2", "b", "6", "{1}", "{4}"));
    assert_pair(*state, 1, 2, "suppressed - - -");
    assert_pair(*state, 2, 1, "published 6 75 -");
}

/* Ten of whom all say the best is everybody's answer; of nine, only what lies beyond an edge is a bound. */
static void means_are_rounded_and_edges_are_bounds(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 RATED("1", "a", "6", "{2,3,4}", "{4,5,3}") RATED("1", "b", "6", "{2,3,4}", "{5,4,3}")
                     RATED("2", "c", "5", "{1,3}", "{1,3}") RATED("2", "d", "1", "{3}", "{4}"));
    assert_pair(*state, 1, 2, "published 12 88 -");
    assert_pair(*state, 1, 4, "published 12 95 at_most");
    assert_pair(*state, 2, 1, "published 5 5 at_most");
    assert_pair(*state, 2, 3, "published 6 54 -");
    assert_cell(*state, "mean", "pulssid.rating WHERE team_id = 2 AND rated_id = 3", "54.166666666666664");
    assert_cell(*state, "mean", "pulssid.rating WHERE team_id = 2 AND rated_id = 1", "0");
}

/* D has six people, of whom seven rated; C nine, who all did. B has four, who would be marked one by one; A
 * has as few as may be, and U's are not known. */
static void headcounts_hide_pairs(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.tree->nodes[A].team.headcount = 5;
    board.tree->nodes[B].team.headcount = 4;
    board.tree->nodes[U].team.headcount = HEADCOUNT_UNKNOWN;
    write_period(*state, &board,
                 RATED("1", "a", "5", "{2,3,5}", "{4,4,4}") RATED("4", "d", "7", "{1}", "{4}")
                     RATED("5", "u", "30", "{1}", "{4}") RATED("3", "c", "9", "{1}", "{4}"));
    assert_pair(*state, 1, 2, "suppressed - - -");
    assert_pair(*state, 1, 3, "published 5 75 -");
    assert_pair(*state, 1, 5, "published 5 75 -");
    assert_pair(*state, 3, 1, "published 9 75 -");
    assert_pair(*state, 4, 1, "suppressed - - -");
    assert_pair(*state, 5, 1, "published 30 95.0 at_most");
}

static void a_team_that_was_not_there_is_left_out(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board, RATED("1", "a", "5", "{2,9}", "{4,4}") RATED("8", "b", "5", "{1}", "{4}"));
    assert_pair(*state, 1, 2, "published 5 75 -");
    assert_int_equal(
        fixture_pg_number(*state,
                          "SELECT count(*) FROM pulssid.published_rating WHERE rated_id > 5 OR team_id > 5"),
        0);
}

/* The same survey once more, asking from 0, the best, to 6: 3 of it is 50, as is 3 of 1 to 5. */
static void versions_count_together(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    struct survey *second CLEANUP(survey_free) = small_survey("pulse", 1);
    struct survey *both[] = {second, board.surveys[1]};
    const int64_t submissions[] = {2, 3};
    struct error err;
    second->id = 2;
    second->version = 2;
    second->questions[RATE].min = 0;
    second->questions[RATE].max = 6;
    second->questions[RATE].reverse = true;
    board.figures = figures_free(board.figures);
    board.set = metric_set_free(board.set);
    assert_true(metric_set_new(both, submissions, 2, &board.set, &err));
    assert_true(figures_new(&board.period, board.tree, board.set, &board.figures, &err));
    write_period(*state, &board,
                 RATED("1", "a", "3", "{2,3}", "{5,3}")
                     RATED("1", "b", "2", "{2,3}",
                           "{6,3}") "UPDATE pulssid.submission SET survey_id = 2 WHERE ratings = '{6,3}';");
    assert_pair(*state, 1, 2, "published 5 60 -");
    assert_pair(*state, 1, 3, "published 5 50 -");
}

static void without_a_survey_there_is_no_data(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    board.set->metrics[metric_at(&board, "rating")].has_data = false;
    write_period(*state, &board, "SELECT pg_temp.add(1, 2, 'a', 9, 'ARRAY[4, 5]', NULL)");
    assert_pair(*state, 0, 0, "no_data - - -");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.published_rating"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_shown_from_five_raters),
        cmocka_unit_test(the_employees_threshold_is_what_a_pair_needs),
        cmocka_unit_test(means_are_rounded_and_edges_are_bounds),
        cmocka_unit_test(headcounts_hide_pairs),
        cmocka_unit_test(a_team_that_was_not_there_is_left_out),
        cmocka_unit_test(versions_count_together),
        cmocka_unit_test(without_a_survey_there_is_no_data),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
