/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where answers go when a period is sealed, and what of them is kept. */
#include "stats/seal.h"

#include "small_board.h"

static struct seal_row *plan_seal(const struct board *board, size_t *ret_n)
{
    struct seal_row *rows = NULL;
    struct error err;
    assert_true(seal_plan(board->figures, &rows, ret_n, &err));
    return rows;
}

static const struct seal_row *row_of(const struct seal_row *rows, size_t n, int32_t survey_id,
                                     int32_t team_id)
{
    for (size_t i = 0; i < n; i++) {
        if (rows[i].survey_id == survey_id && rows[i].team_id == team_id) {
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
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 3);
    const struct seal_row *a = row_of(rows, n, 1, 1);
    assert_int_equal(a->target_id, 1);
    assert_int_equal(a->n_keep, 4);
    assert_true(a->keep[UP] && a->keep[DOWN]);
    assert_false(a->keep[ENPS]);
    assert_int_equal(row_of(rows, n, 1, 2)->target_id, 5);
    assert_int_equal(row_of(rows, n, 1, 3)->target_id, 5);
    assert_false(row_of(rows, n, 1, 3)->keep[RATE]);
    assert_null(row_of(rows, n, 1, 4));
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
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    /* B's would be three without enps among four with it: nothing is left that all of them have. */
    assert_null(row_of(rows, n, 1, 2));
    assert_int_equal(n, 0);
}

/* Of U's rows those of B have enps, and C's would be known by having none. */
static void rows_under_one_node_are_alike(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 6, 0);
    answer(&board, "enps", A, 6, 0);
    answer(&board, "mood", B, 4, 0);
    answer(&board, "mood", C, 4, 0);
    plan(&board);
    figures_named(&board, "enps")[B].shown_at = WHOLE;
    figures_named(&board, "mood")[B].shown_at = WHOLE;
    figures_named(&board, "mood")[C].shown_at = WHOLE;
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 3);
    assert_true(row_of(rows, n, 1, 1)->keep[ENPS]); /* another target */
    for (int32_t team_id = 2; team_id <= 3; team_id++) {
        assert_int_equal(row_of(rows, n, 1, team_id)->target_id, 0);
        assert_true(row_of(rows, n, 1, team_id)->keep[UP]);
        assert_false(row_of(rows, n, 1, team_id)->keep[ENPS]);
    }
}

/* Two versions of the survey are shown together at A: those of one would be a name when they are fewer than
 * five.
 */
static void few_rows_of_one_version_are_kept_nowhere(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 6, 0);
    plan(&board);
    int64_t *submissions = figures_submissions(board.figures, PULSE);
    size_t n = 0;
    submissions[A] = 4;
    free(plan_seal(&board, &n));
    assert_int_equal(n, 0);
    submissions[A] = 5;
    struct seal_row *enough CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 1);
    assert_int_equal(enough[0].target_id, 1);
}

/* One of the five may have rated a team that nobody else did. */
static void ratings_are_kept_nowhere(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 6, 0);
    answer(&board, "rating", A, 5, 0);
    plan(&board);
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 1);
    assert_true(rows[0].keep[UP]);
    assert_false(rows[0].keep[RATE]);
    assert_false(rows[0].keep[ENPS]);
}

/* `sent` contacts began at a team, `rated` touched it; shown when the team's own cell is published. */
static void visit(const struct board *board, const char *dimension, size_t node, int64_t rated, bool shown)
{
    struct figure *figure = &figures_named(board, dimension)[node];
    figure->own.n = rated;
    figure->published = shown;
    figure->shown_at = shown ? (int32_t)node : DISCLOSURE_NOWHERE;
}

static void begin(const struct board *board, size_t node, int64_t sent)
{
    figures_submissions(board->figures, VISIT)[node] = sent;
}

/* Of B's own cell, published over what came from A, four that began there would be a part: with C's they are
 * enough for the whole. D is hidden, and no figure is over all who began there. */
static void customers_stay_where_enough_began(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    visit(&board, "csat", A, 6, true);
    visit(&board, "csat", B, 9, true);
    visit(&board, "csat", C, 9, true);
    visit(&board, "csat", D, 9, false);
    visit(&board, "csat", WHOLE, 9, true);
    begin(&board, A, 5);
    begin(&board, B, 4);
    begin(&board, C, 1);
    begin(&board, D, 9);
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 3);
    const struct seal_row *a = row_of(rows, n, 2, 1);
    assert_int_equal(a->target_id, 1);
    assert_int_equal(a->n_keep, 3);
    assert_true(a->keep[CSAT]);
    assert_false(a->keep[CES]);
    for (int32_t team_id = 2; team_id <= 3; team_id++) {
        const struct seal_row *row = row_of(rows, n, 2, team_id);
        assert_int_equal(row->target_id, 0);
        assert_true(row->keep[CSAT]);
    }
}

static void few_customers_in_the_whole_are_kept_nowhere(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    visit(&board, "csat", A, 6, true);
    visit(&board, "csat", B, 6, true);
    visit(&board, "csat", D, 6, true);
    visit(&board, "csat", WHOLE, 9, true);
    begin(&board, A, 6);
    begin(&board, B, 3);
    begin(&board, D, 1);
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].team_id, 1);
    assert_int_equal(rows[0].target_id, 1);
}

/* What was answered to ces at A is hidden, so A's go to the whole; whoever is in the ces of the whole, A's
 * are not. */
static void one_hidden_dimension_sends_customers_to_the_whole(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    visit(&board, "csat", A, 8, true);
    visit(&board, "ces", A, 4, false);
    visit(&board, "csat", WHOLE, 8, true);
    visit(&board, "ces", WHOLE, 9, true);
    begin(&board, A, 8);
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].target_id, 0);
    assert_true(rows[0].keep[CSAT]);
    assert_false(rows[0].keep[CES]);
}

static void customers_of_whom_nothing_is_shown_are_kept_nowhere(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    set_up(&board);
    answer(&board, "mood", A, 5, 0);
    plan(&board);
    visit(&board, "csat", D, 0, true); /* none that was rated touched it */
    begin(&board, D, 7);
    size_t n = 0;
    struct seal_row *rows CLEANUP(free) = plan_seal(&board, &n);
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].survey_id, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_are_sealed_where_they_are_shown),
        cmocka_unit_test(few_rows_under_one_node_go_further_up),
        cmocka_unit_test(few_rows_of_one_version_are_kept_nowhere),
        cmocka_unit_test(rows_under_one_node_are_alike),
        cmocka_unit_test(ratings_are_kept_nowhere),
        cmocka_unit_test(customers_stay_where_enough_began),
        cmocka_unit_test(few_customers_in_the_whole_are_kept_nowhere),
        cmocka_unit_test(one_hidden_dimension_sends_customers_to_the_whole),
        cmocka_unit_test(customers_of_whom_nothing_is_shown_are_kept_nowhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
