/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts by team to figures, without a database: atoms, groups of ten, response rates. */
#include "stats/employee_cells.h"

#include "small_board.h"
#include "stats/exact_cell.h"

static void small_teams_are_summed_where_they_are_shown(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "enps", A, 12, 6);
    answer(&board, "enps", B, 3, 3);
    answer(&board, "enps", C, 4, 0);
    answer(&board, "enps", D, 4, 4);
    plan(&board);
    size_t m = metric_at(&board, "enps");
    const struct figure *nodes = figures_of(board.figures, m);
    assert_int_equal(nodes[A].shown.n, 12);
    assert_int_equal(nodes[U].shown.n, 19);
    assert_int_equal(nodes[U].shown.sum, 0 + 3 - 4);
    assert_int_equal(nodes[WHOLE].shown.n, 19);
    assert_false(nodes[B].published);
    assert_int_equal(nodes[B].shown.n, 0);
    struct cell whole = exact_cell(board.figures, m, WHOLE);
    assert_int_equal(whole.teams_shown, 3);
    assert_int_equal(whole.teams, 4);
    struct cell leaf = exact_cell(board.figures, m, A);
    assert_int_equal(leaf.teams, CELL_UNKNOWN);
}

/* NPS of a team of 6 is hidden, so the unit's may not be over it and a team of 12 whose own is shown. */
static void a_unit_does_not_give_a_hidden_nps_away(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "enps", A, 12, 6);
    answer(&board, "enps", B, 6, 0);
    plan(&board);
    size_t m = metric_at(&board, "enps");
    struct cell exact = exact_cell(board.figures, m, U);
    struct cell shown = exact_cell_to_show(board.figures, m, U);
    assert_int_equal(exact.tally.n, 18);
    assert_false(exact.shows_spread);
    assert_int_equal(shown.tally.n, 12);
    assert_int_equal(shown.teams_shown, 1);
    assert_true(shown.mean == 0.0);
    struct cell small = exact_cell_to_show(board.figures, m, B);
    assert_int_equal(small.tally.n, 6);
    assert_false(small.shows_spread);
    assert_int_equal(small.state, CELL_INSUFFICIENT);

    answer(&board, "enps", C, 5, 5); /* B and C together are eleven: a group of ten */
    figures_of(board.figures, m)[U] = (struct figure){.responses = CELL_UNKNOWN};
    plan(&board);
    shown = exact_cell_to_show(board.figures, m, U);
    assert_int_equal(shown.tally.n, 23);
    assert_int_equal(shown.teams_shown, 3);
    assert_true(shown.shows_spread);
}

static void the_spread_of_a_mean_is_shown_over_groups_of_ten_alone(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 12, 6);
    answer(&board, "mood", B, 6, 0);
    plan(&board);
    size_t m = metric_at(&board, "mood");
    assert_true(exact_cell_to_show(board.figures, m, A).shows_spread);
    assert_false(exact_cell_to_show(board.figures, m, U).shows_spread);
    assert_int_equal(exact_cell_to_show(board.figures, m, U).tally.n, 18);

    /* Of five and six whose means are shown, the dispersion of all eleven would often tell every answer. */
    answer(&board, "mood", C, 5, 5);
    plan(&board);
    assert_true(exact_cell_to_show(board.figures, m, A).shows_spread);
    assert_false(exact_cell_to_show(board.figures, m, U).shows_spread);
    assert_int_equal(exact_cell_to_show(board.figures, m, U).tally.n, 23);
    answer(&board, "mood", B, 10, 0);
    answer(&board, "mood", C, 11, 5);
    plan(&board);
    assert_true(exact_cell_to_show(board.figures, m, U).shows_spread);
}

static void response_rates_are_over_published_leaves(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 12, 6);
    answer(&board, "mood", B, 6, 3);
    answer(&board, "mood", C, 4, 0);
    size_t m = metric_at(&board, "mood");
    struct figure *nodes = figures_of(board.figures, m);
    nodes[A].own_invited = 15;
    nodes[B].own_invited = 8;
    nodes[C].own_invited = 9;
    plan(&board);
    assert_int_equal(nodes[U].responses, 18);
    assert_int_equal(nodes[U].invited, 23);
    assert_int_equal(nodes[C].responses, CELL_UNKNOWN);
    assert_int_equal(nodes[WHOLE].responses, 18);
}

/* Seven of two hidden teams are shown at their unit: in n, and in no response rate. */
static void hidden_teams_count_in_n_and_in_no_rate(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 12, 6);
    answer(&board, "mood", B, 4, 3);
    answer(&board, "mood", C, 3, 0);
    size_t m = metric_at(&board, "mood");
    const struct figure *nodes = figures_of(board.figures, m);
    plan(&board);
    assert_int_equal(exact_cell_to_show(board.figures, m, U).tally.n, 19);
    assert_int_equal(nodes[U].responses, 12);
    answer(&board, "mood", A, 4, 0);
    plan(&board);
    assert_int_equal(exact_cell_to_show(board.figures, m, U).tally.n, 11);
    assert_int_equal(nodes[U].responses, CELL_UNKNOWN);
}

static void one_unknown_invitation_makes_the_sum_unknown(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 12, 6);
    answer(&board, "mood", B, 6, 3);
    size_t m = metric_at(&board, "mood");
    struct figure *nodes = figures_of(board.figures, m);
    nodes[B].own_invited = 8;
    plan(&board);
    assert_int_equal(nodes[U].responses, 18);
    assert_int_equal(nodes[U].invited, CELL_UNKNOWN);
    assert_int_equal(nodes[B].invited, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_teams_are_summed_where_they_are_shown),
        cmocka_unit_test(a_unit_does_not_give_a_hidden_nps_away),
        cmocka_unit_test(the_spread_of_a_mean_is_shown_over_groups_of_ten_alone),
        cmocka_unit_test(response_rates_are_over_published_leaves),
        cmocka_unit_test(hidden_teams_count_in_n_and_in_no_rate),
        cmocka_unit_test(one_unknown_invitation_makes_the_sum_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
