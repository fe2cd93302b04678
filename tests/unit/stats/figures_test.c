/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room for the counts of a period: what is said before anything is counted, and whose is which. */
#include "stats/figures.h"

#include "small_board.h"

static void nothing_is_known_or_shown_at_first(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    for (size_t i = 0; i < board.set->n * NODES; i++) {
        const struct figure *figure = &figures_of(board.figures, i / NODES)[i % NODES];
        assert_int_equal(figure->own.n, 0);
        assert_int_equal(figure->own_responses, 0);
        assert_int_equal(figure->own_invited, CELL_UNKNOWN);
        assert_false(figure->published);
        assert_int_equal(figure->shown_at, DISCLOSURE_NOWHERE);
        assert_int_equal(figure->shown.n + figure->spread.n, 0);
        assert_int_equal(figure->contacts, CELL_UNKNOWN);
        assert_int_equal(figure->responses, CELL_UNKNOWN);
        assert_int_equal(figure->invited, CELL_UNKNOWN);
        assert_int_equal(figure->teams_shown + figure->spread_teams, 0);
    }
    for (size_t i = 0; i < board.set->n_sources * NODES; i++) {
        assert_int_equal(figures_submissions(board.figures, i / NODES)[i % NODES], 0);
    }
}

static void each_metric_and_node_has_a_figure_of_its_own(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    size_t n = board.set->n * NODES;
    for (size_t i = 0; i < n; i++) {
        figures_of(board.figures, i / NODES)[i % NODES].own.n = (int64_t)i;
    }
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(figures_of(board.figures, i / NODES)[i % NODES].own.n, i);
    }
}

static void each_source_counts_its_own_submissions(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    assert_int_equal(board.set->n_sources, 2);
    for (size_t v = 0; v < NODES; v++) {
        figures_submissions(board.figures, PULSE)[v] = 1;
        figures_submissions(board.figures, VISIT)[v] = 2;
    }
    for (size_t v = 0; v < NODES; v++) {
        assert_int_equal(figures_submissions(board.figures, PULSE)[v], 1);
        assert_int_equal(figures_submissions(board.figures, VISIT)[v], 2);
    }
}

static void a_leaf_is_a_team_without_teams_below(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    for (size_t v = 0; v < NODES; v++) {
        assert_int_equal(figures_is_leaf(board.figures, v), v != U && v != WHOLE);
    }
}

/* Its only node has nothing below it either. */
static void the_whole_of_an_organisation_without_teams_is_no_leaf(void **state)
{
    (void)state;
    const struct period_row period = {.period = 2852};
    struct team_tree *tree CLEANUP(team_tree_free) = NULL;
    struct metric_set *set CLEANUP(metric_set_free) = NULL;
    struct figures *figures CLEANUP(figures_free) = NULL;
    struct error err;
    assert_true(team_tree_new(NULL, 0, &tree, &err));
    assert_true(metric_set_new(NULL, NULL, 0, &set, &err));
    assert_true(figures_new(&period, tree, set, &figures, &err));
    assert_false(figures_is_leaf(figures, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_or_shown_at_first),
        cmocka_unit_test(each_metric_and_node_has_a_figure_of_its_own),
        cmocka_unit_test(each_source_counts_its_own_submissions),
        cmocka_unit_test(a_leaf_is_a_team_without_teams_below),
        cmocka_unit_test(the_whole_of_an_organisation_without_teams_is_no_leaf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
