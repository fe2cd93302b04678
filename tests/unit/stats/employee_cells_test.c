/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From counts by team to figures, without a database: atoms, groups of ten, response rates; and where the
 * answers go. */
#include "stats/employee_cells.h"

#include "small_organisation.h"
#include "stats/exact_cell.h"
#include "stats/seal.h"

/* Nodes of the tree, in post-order. */
enum { D, A, B, C, U, WHOLE };

struct board {
    struct survey *survey;
    struct team_tree *tree;
    struct metric_set *set;
    struct period_row period;
    struct figures *figures;
};

static void board_local(struct board *board)
{
    board->figures = figures_free(board->figures);
    board->set = metric_set_free(board->set);
    board->tree = team_tree_free(board->tree);
    board->survey = survey_free(board->survey);
}

static void set_up(struct board *board)
{
    struct team teams[] = {{1, 5, 15, false, "A"},
                           {2, 5, 12, false, "B"},
                           {3, 5, 9, false, "C"},
                           {4, 0, 6, false, "D"},
                           {5, 0, 1, false, "U"}};
    const int64_t submissions[] = {1};
    struct error err;
    board->survey = small_survey("pulse", 1);
    board->period = (struct period_row){.period = 2852, .k_employee = 5, .k_customer = 5};
    assert_true(team_tree_new(teams, 5, &board->tree, &err));
    assert_true(metric_set_new(&board->survey, submissions, 1, &board->set, &err));
    assert_true(figures_new(&board->period, board->tree, board->set, &board->figures, &err));
}

static size_t metric_at(const struct board *board, const char *dimension)
{
    size_t m = 0;
    while (strcmp(board->set->metrics[m].dimension, dimension) != 0) {
        m++;
        assert_true(m < board->set->n);
    }
    return m;
}

/* n respondents, of whom the first `promoters` score 1 and the rest -1. */
static void answer(struct board *board, const char *dimension, size_t node, int64_t n, int64_t promoters)
{
    struct figure *figure = &figures_of(board->figures, metric_at(board, dimension))[node];
    figure->own = (struct tally){.n = n, .sum = 2 * promoters - n, .squares = n};
    figure->own_responses = n;
    int64_t *submissions = &figures_submissions(board->figures, 0)[node];
    *submissions = n > *submissions ? n : *submissions;
}

static void plan(struct board *board)
{
    struct error err;
    for (size_t m = 0; m < board->set->n; m++) {
        assert_true(employee_cells_plan(board->figures, m, &err));
    }
}

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

static const struct seal_row *row_of(const struct seal_row *rows, size_t n, int32_t team_id)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].team_id == team_id) {
            return &rows[i];
        }
    }
    return NULL;
}

static void answers_are_sealed_where_they_are_shown(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 12, 6);
    answer(&board, "enps", A, 2, 2); /* of twelve */
    answer(&board, "mood", B, 3, 0);
    answer(&board, "mood", C, 4, 0);
    answer(&board, "rating", C, 4, 0);
    answer(&board, "mood", D, 4, 0);
    plan(&board);
    struct seal_row *rows CLEANUP(free) = NULL;
    size_t n = 0;
    struct error err;
    assert_true(seal_plan(board.figures, &rows, &n, &err));
    assert_int_equal(n, 3);
    const struct seal_row *a = row_of(rows, n, 1);
    assert_int_equal(a->target_id, 1);
    assert_int_equal(a->n_keep, 4);
    assert_true(a->keep[0] && a->keep[1]);
    assert_false(a->keep[2]);
    assert_false(a->keep_ratings);
    assert_false(a->keep_path);
    assert_int_equal(row_of(rows, n, 2)->target_id, 5);
    assert_int_equal(row_of(rows, n, 3)->target_id, 5);
    assert_false(row_of(rows, n, 3)->keep_ratings);
    assert_null(row_of(rows, n, 4));
}

/* B's mood is shown at U with C's, but C's enps further up with D's: C's rows go there, and three rows of B
 * would be left. */
static void few_rows_under_one_node_go_further_up(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", B, 3, 0);
    answer(&board, "mood", C, 4, 0);
    answer(&board, "enps", C, 4, 0);
    answer(&board, "enps", D, 4, 0);
    plan(&board);
    struct seal_row *rows CLEANUP(free) = NULL;
    size_t n = 0;
    struct error err;
    assert_true(seal_plan(board.figures, &rows, &n, &err));
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(rows[i].target_id, 0);
    }
    assert_true(row_of(rows, n, 2)->keep[0]);
    assert_false(row_of(rows, n, 2)->keep[2]);
    assert_false(row_of(rows, n, 4)->keep[0]);
    assert_true(row_of(rows, n, 4)->keep[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_teams_are_summed_where_they_are_shown),
        cmocka_unit_test(a_unit_does_not_give_a_hidden_nps_away),
        cmocka_unit_test(the_spread_of_a_mean_is_shown_over_groups_of_ten_alone),
        cmocka_unit_test(response_rates_are_over_published_leaves),
        cmocka_unit_test(one_unknown_invitation_makes_the_sum_unknown),
        cmocka_unit_test(answers_are_sealed_where_they_are_shown),
        cmocka_unit_test(few_rows_under_one_node_go_further_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
