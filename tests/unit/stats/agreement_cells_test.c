/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of the items of a period: of which teams, and never of too few. */
#include "stats/agreement_cells.h"

#include "small_board.h"

/* Answers of n people of a team to the first two questions, which feed mood. */
#define ANSWERED(team, tag, n, up, down)                                                                     \
    "SELECT pg_temp.add(" team ", 1, '" tag "', " n ", 'ARRAY[" up ", " down ", NULL, NULL]', NULL);"

/* Publishes the board's period by the counts that the submissions have. */
static void write_period(const struct fixture_pg *fixture, const struct board *board, const char *submissions)
{
    struct error err = {0};
    small_found(fixture);
    small_submit(fixture, submissions);
    fixture_pg_run(fixture, "SELECT pulssid.period_close(2852, '2024-09-12')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    if (!period_store_begin(db, 2852, &err) || !employee_cells_fill(db, board->figures, &err) ||
        !agreement_cells_write(db, board->figures, &err) || !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

#define AGREEMENT(team) "pulssid.agreement_cell WHERE dimension = 'mood' AND team_id = " team
#define POOL "pulssid.dimension_pool WHERE dimension = 'mood'"

/* A: 0 1 2 3 4 0 on the first item, all the same on the second, which is reversed; one more left it out. */
static void agreement_is_kept_of_published_teams(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 ANSWERED("1", "a", "6", "(i - 1) % 5", "1") ANSWERED("1", "b", "1", "4", "NULL")
                     ANSWERED("2", "c", "5", "4", "0") ANSWERED("3", "d", "4", "2", "2")
                         ANSWERED("4", "e", "7", "2", "2"));
    /* Variances 8/3 and 0: 4/3 of 2 by chance, 2 (1/3) / (2 (1/3) + 2/3) = 1/2; of 1.34, 4/3 is 0.995. */
    assert_cell(*state,
                "n, items, options, round(rwgj_uniform::numeric, 9), round(rwgj_slightskew::numeric, 9), "
                "round(adm::numeric, 9), constant",
                AGREEMENT("1"), "6 2 5 0.500000000 0.009900990 0.666666667 false");
    assert_cell(*state, "n, rwgj_uniform, adm, constant", AGREEMENT("2"), "5 1 0 true");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM " AGREEMENT("3")), 0); /* four */
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM " AGREEMENT("4")), 0); /* of six */
}

/* Six have a score, four of them answered both. */
static void whole_answers_are_counted_and_not_scores(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    write_period(*state, &board,
                 ANSWERED("1", "a", "4", "i", "1") ANSWERED("1", "b", "2", "4", "NULL")
                     ANSWERED("2", "c", "5", "4", "i % 2"));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM " AGREEMENT("1")), 0);
    assert_cell(*state, "n", AGREEMENT("2"), "5");
    board.figures = figures_free(board.figures);
    struct error err;
    board.period.k_employee = 6;
    assert_true(figures_new(&board.period, board.tree, board.set, &board.figures, &err));
    write_period(*state, &board,
                 ANSWERED("1", "a", "6", "1", "1") ANSWERED("1", "b", "2", "4", "NULL")
                     ANSWERED("2", "c", "5", "1", "1") ANSWERED("2", "d", "1", "1", "NULL"));
    assert_cell(*state, "n", AGREEMENT("1"), "6");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM " AGREEMENT("2")), 0);
}

/* A tree of five leaves: U has no children here. */
static void make_five_leaves(struct board *board)
{
    struct team teams[] = {{1, 0, 30, false, "A"},
                           {2, 0, 30, false, "B"},
                           {3, 0, 30, false, "C"},
                           {4, 0, 30, false, "D"},
                           {5, 0, 30, false, "U"}};
    struct error err;
    board->figures = figures_free(board->figures);
    board->tree = team_tree_free(board->tree);
    assert_true(team_tree_new(teams, 5, &board->tree, &err));
    assert_true(figures_new(&board->period, board->tree, board->set, &board->figures, &err));
}

#define FOUR_TEAMS                                                                                           \
    ANSWERED("1", "a", "10", "4", "0")                                                                       \
    ANSWERED("2", "b", "5", "1", "4") ANSWERED("3", "c", "5", "0", "4") ANSWERED("4", "d", "5", "4", "NULL")

static void five_teams_are_pooled(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    make_five_leaves(&board);
    write_period(*state, &board, FOUR_TEAMS ANSWERED("5", "u", "6", "2", "2"));
    /* Units are 1/8: 10 of 8, 5 of 1, 5 of 0, 5 of 8, 6 of 4. Steps: (4,4) (1,0) (0,0) (2,2). */
    assert_cell(*state,
                "teams, n, sum, squares, unit, submissions, unanswered, ceiling, floor, complete, "
                "shows_spread",
                POOL, "5 31 149 1061 8 31 5 15 5 26 false");
    assert_cell(*state, "items::text, worst::text, best::text, sums::text, products::text", POOL,
                "{up,down} {0,4} {4,0} {57,52} {189,184,184}");
}

static void assert_shows_spread(const struct fixture_pg *fixture, const char *submissions,
                                const char *expected)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    make_five_leaves(&board);
    write_period(fixture, &board, submissions);
    assert_cell(fixture, "teams, shows_spread", POOL, expected);
}

/* Four teams of ten show their dispersion; the fifth is U. */
#define FOUR_LARGE_TEAMS                                                                                     \
    ANSWERED("1", "a", "10", "i % 5", "0")                                                                   \
    ANSWERED("2", "b", "11", "i % 2", "4")                                                                   \
    ANSWERED("3", "c", "12", "i % 3", "4") ANSWERED("4", "d", "10", "4", "i % 4")

/* Of the others' dispersion and that of all of them together, the fifth's would follow. */
static void dispersion_is_shown_where_every_team_shows_its_own(void **state)
{
    assert_shows_spread(*state, FOUR_LARGE_TEAMS ANSWERED("5", "u", "10", "i % 4", "2"), "5 true");
    assert_shows_spread(*state, FOUR_LARGE_TEAMS ANSWERED("5", "u", "9", "i % 4", "2"), "5 false"); /* few */
    assert_shows_spread(*state, FOUR_LARGE_TEAMS ANSWERED("5", "u", "10", "3", "2"),
                        "5 false"); /* all alike */
}

#define FOUR_SMALL_TEAMS                                                                                     \
    ANSWERED("1", "a", "5", "i % 5", "0")                                                                    \
    ANSWERED("2", "b", "6", "i % 2", "4")                                                                    \
    ANSWERED("3", "c", "7", "i % 3", "4") ANSWERED("5", "u", "8", "i % 4", "2")

/* Five that hide theirs have it in common, which says no more of one than its mean does; four do not. Nor may
 * a mean follow that is shown as a bound. */
static void dispersion_is_shown_of_five_that_hide_theirs(void **state)
{
    assert_shows_spread(*state, FOUR_SMALL_TEAMS ANSWERED("4", "d", "9", "i % 4", "2"), "5 true");
    assert_shows_spread(*state, FOUR_SMALL_TEAMS ANSWERED("4", "d", "10", "i % 4", "2"), "5 false");
    assert_shows_spread(*state, FOUR_SMALL_TEAMS ANSWERED("4", "d", "9", "4", "0"), "5 false");
}

static void four_teams_are_not(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    make_five_leaves(&board);
    write_period(*state, &board, FOUR_TEAMS ANSWERED("5", "u", "4", "2", "2"));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.dimension_pool"), 0);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.agreement_cell"), 3);
}

/* Of twenty-five scores, three with both items: that is a set of answers. Four are as many as may be. */
static void products_of_few_are_not_kept(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    make_five_leaves(&board);
#define HALVES                                                                                               \
    ANSWERED("1", "a", "5", "4", "NULL")                                                                     \
    ANSWERED("2", "b", "5", "1", "NULL")                                                                     \
    ANSWERED("3", "c", "5", "0", "NULL") ANSWERED("4", "d", "5", "4", "NULL")
    write_period(*state, &board,
                 HALVES ANSWERED("5", "u", "3", "2", "2") ANSWERED("5", "v", "2", "2", "NULL"));
    assert_cell(*state, "n, complete, ceiling, sums::text, products::text", POOL, "25 3 10 - -");
    board.figures = figures_free(board.figures);
    struct error err;
    assert_true(figures_new(&board.period, board.tree, board.set, &board.figures, &err));
    write_period(*state, &board,
                 HALVES ANSWERED("5", "u", "4", "2", "2") ANSWERED("5", "v", "1", "2", "NULL"));
    assert_cell(*state, "n, complete, products::text", POOL, "25 4 {16,16,16}");
}

/* Nobody was asked: engagement is what the NPS question feeds, and has no answers. */
static void dimensions_that_are_no_mean_have_no_items(void **state)
{
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    make_five_leaves(&board);
    write_period(*state, &board,
                 "SELECT pg_temp.add(t, 1, 'a' || t, 6, 'ARRAY[NULL, NULL, i, NULL]', NULL) FROM "
                 "generate_series(1, 5) t;");
    assert_cell(*state, "string_agg(DISTINCT dimension, ' ')", "pulssid.agreement_cell", "engagement");
    assert_cell(*state, "dimension, items::text, complete, products::text", "pulssid.dimension_pool",
                "engagement {enps} 30 {455}");
}

/* Version 2 asks for mood in one question: it is not the form of the version with the most answers. */
static void a_version_with_other_items_is_left_out(void **state)
{
    CLEANUP(board) struct board board = {0};
    struct error err;
    set_up(&board);
    struct survey *second CLEANUP(survey_free) = small_survey("pulse", 2);
    struct survey *surveys[] = {second, board.surveys[1]};
    const int64_t submissions[] = {2, 9};
    second->id = 3;
    board.figures = figures_free(board.figures);
    board.set = metric_set_free(board.set);
    assert_true(metric_set_new(surveys, submissions, 2, &board.set, &err));
    assert_true(figures_new(&board.period, board.tree, board.set, &board.figures, &err));
    write_period(
        *state, &board,
        ANSWERED("1", "a", "6", "1", "1") ANSWERED(
            "1", "b", "3", "6",
            "NULL") "UPDATE pulssid.submission SET survey_id = 3, answers = '{6}' WHERE answers[1] = 6;");
    assert_cell(*state, "n, items", AGREEMENT("1"), "6 2");
    assert_int_equal(figures_named(&board, "mood")[A].own.n, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement_is_kept_of_published_teams),
        cmocka_unit_test(whole_answers_are_counted_and_not_scores),
        cmocka_unit_test(five_teams_are_pooled),
        cmocka_unit_test(dispersion_is_shown_where_every_team_shows_its_own),
        cmocka_unit_test(dispersion_is_shown_of_five_that_hide_theirs),
        cmocka_unit_test(four_teams_are_not),
        cmocka_unit_test(products_of_few_are_not_kept),
        cmocka_unit_test(dimensions_that_are_no_mean_have_no_items),
        cmocka_unit_test(a_version_with_other_items_is_left_out),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
