/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From exact sums to a cell's figures, and what may be shown of them. */
#include "stats/exact_cell.h"

#include <math.h>

#include "small_board.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)

/* A published figure over `shown`, of which `spread` comes in groups of ten. */
static void publish(const struct board *board, const char *dimension, size_t node, struct tally shown,
                    struct tally spread)
{
    struct figure *figure = &figures_named(board, dimension)[node];
    figure->published = true;
    figure->shown = shown;
    figure->spread = spread;
    figure->teams_shown = 3;
    figure->spread_teams = 2;
}

static struct cell exact(const struct board *board, const char *dimension, size_t node)
{
    return exact_cell(board->figures, metric_at(board, dimension), node);
}

static struct cell to_show(const struct board *board, const char *dimension, size_t node)
{
    return exact_cell_to_show(board->figures, metric_at(board, dimension), node);
}

/* Five score all eight eighths, five none: 50 -+ t(9) * 52.70 / sqrt(10). */
static void a_mean_is_counted_in_units(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally tally = {.n = 10, .sum = 40, .squares = 320};
    set_up(&board);
    publish(&board, "mood", A, tally, tally);
    struct cell cell = exact(&board, "mood", A);
    assert_int_equal(cell.team_id, 1);
    assert_int_equal(cell.state, CELL_PUBLISHED);
    assert_int_equal(cell.kind, DIMENSION_MEAN);
    assert_int_equal(cell.unit, 8);
    assert_near(cell.mean, 50.0);
    assert_near(cell.sd, 52.704627669);
    assert_near(cell.se, 16.666666667);
    assert_near(cell.lo, 12.297380947);
    assert_near(cell.hi, 87.702619053);
    assert_true(isnan(cell.top) && isnan(cell.top_lo) && isnan(cell.top_hi)); /* mood has no top box */
}

/* Of ten, six promote and one detracts. */
static void an_nps_is_promoters_less_detractors(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally tally = {.n = 10, .sum = 5, .squares = 7};
    set_up(&board);
    publish(&board, "enps", A, tally, tally);
    struct cell cell = exact(&board, "enps", A);
    assert_int_equal(cell.kind, DIMENSION_NPS);
    assert_near(cell.mean, 50.0);
    assert_near(cell.sd, 70.710678119);
    assert_true(cell.lo < 50.0 && cell.hi > 50.0);
}

static void a_share_is_of_the_top_box(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally tally = {.n = 12, .sum = 24, .squares = 80, .top = 3};
    set_up(&board);
    publish(&board, "csat", A, tally, tally);
    struct cell cell = exact(&board, "csat", A);
    assert_int_equal(cell.top_box, 2);
    assert_near(cell.top, 0.25);
    assert_near(cell.top_lo, 0.088941668);
    assert_near(cell.top_hi, 0.532305335);
}

static void assert_empty(const struct cell *cell)
{
    const double figures[] = {cell->mean, cell->sd,  cell->se,     cell->lo,
                              cell->hi,   cell->top, cell->top_lo, cell->top_hi};
    const int64_t counts[] = {cell->contacts, cell->invited, cell->responses, cell->teams_shown, cell->teams};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        assert_true(isnan(figures[i]));
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        assert_int_equal(counts[i], CELL_UNKNOWN);
    }
    assert_int_equal(cell->tally.n + cell->tally.sum + cell->tally.squares + cell->tally.top, 0);
    assert_false(cell->shows_spread);
    assert_int_equal(cell->top_box, 0);
}

/* A figure that was counted and is not shown must not come out in any member. */
static void a_hidden_cell_holds_its_state_alone(void **state)
{
    (void)state;
    static const char *const dimensions[] = {"csat", "enps"};
    CLEANUP(board) struct board board = {0};
    const struct tally tally = {.n = 10, .sum = 8, .squares = 20, .top = 3};
    set_up(&board);
    for (size_t i = 0; i < 2; i++) {
        publish(&board, dimensions[i], U, tally, tally);
        struct figure *figure = &figures_named(&board, dimensions[i])[U];
        figure->contacts = figure->invited = figure->responses = 10;
        figure->published = false;
        struct cell cell = to_show(&board, dimensions[i], U);
        assert_int_equal(cell.state, CELL_SUPPRESSED);
        assert_empty(&cell);
        figure->published = true;
        board.set->metrics[metric_at(&board, dimensions[i])].has_data = false;
        cell = to_show(&board, dimensions[i], U);
        assert_int_equal(cell.state, CELL_NO_DATA);
        assert_empty(&cell);
    }
}

static void spread_is_shown_when_all_are_in_groups_of_ten(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally nine = {.n = 9, .sum = 9, .squares = 17};
    const struct tally ten = {.n = 10, .sum = 10, .squares = 18};
    const struct tally twenty = {.n = 20, .sum = 20, .squares = 36};
    set_up(&board);
    publish(&board, "mood", A, ten, ten);
    assert_true(exact(&board, "mood", A).shows_spread);
    publish(&board, "mood", A, nine, nine);
    assert_false(exact(&board, "mood", A).shows_spread);
    publish(&board, "mood", A, twenty, ten);
    assert_false(exact(&board, "mood", A).shows_spread);
    assert_int_equal(to_show(&board, "mood", A).tally.n, 20); /* the mean is over everybody all the same */
}

/* The unit's twelve in groups of ten promote, the six others detract. */
static void an_nps_is_shown_over_groups_of_ten(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally all = {.n = 18, .sum = 6, .squares = 18};
    const struct tally tens = {.n = 12, .sum = 12, .squares = 12};
    set_up(&board);
    publish(&board, "enps", U, all, tens);
    publish(&board, "enps", A, tens, tens);
    figures_named(&board, "enps")[U].responses = 18;
    figures_named(&board, "enps")[U].contacts = 40;
    figures_named(&board, "enps")[U].spread_contacts = 30;
    struct cell unit = to_show(&board, "enps", U);
    assert_int_equal(unit.state, CELL_PUBLISHED);
    assert_int_equal(unit.tally.n, 12);
    assert_near(unit.mean, 100.0);
    assert_near(unit.sd, 0.0);
    assert_true(unit.shows_spread);
    assert_int_equal(unit.teams_shown, 2);
    assert_int_equal(unit.teams, 3);
    assert_int_equal(unit.responses, 18);
    assert_int_equal(unit.contacts, 30);
    assert_int_equal(exact(&board, "enps", U).contacts, 40);
    assert_near(exact(&board, "enps", U).mean, 100.0 / 3.0);
    assert_int_equal(exact(&board, "enps", U).teams_shown, 3);
    assert_int_equal(to_show(&board, "enps", A).teams_shown, CELL_UNKNOWN); /* a leaf covers itself */
}

static void an_nps_without_a_group_of_ten_says_nothing(void **state)
{
    (void)state;
    CLEANUP(board) struct board board = {0};
    const struct tally nine = {.n = 9, .sum = 1, .squares = 9};
    const struct tally nobody = {0};
    set_up(&board);
    publish(&board, "enps", A, nine, nobody);
    publish(&board, "mood", A, nine, nobody);
    assert_int_equal(exact(&board, "enps", A).state, CELL_PUBLISHED);
    assert_int_equal(to_show(&board, "enps", A).state, CELL_INSUFFICIENT);
    assert_int_equal(to_show(&board, "enps", A).tally.n, 9);
    assert_int_equal(to_show(&board, "mood", A).state, CELL_PUBLISHED);
    assert_int_equal(to_show(&board, "enps", B).state, CELL_SUPPRESSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_is_counted_in_units),
        cmocka_unit_test(an_nps_is_promoters_less_detractors),
        cmocka_unit_test(a_share_is_of_the_top_box),
        cmocka_unit_test(a_hidden_cell_holds_its_state_alone),
        cmocka_unit_test(spread_is_shown_when_all_are_in_groups_of_ten),
        cmocka_unit_test(an_nps_is_shown_over_groups_of_ten),
        cmocka_unit_test(an_nps_without_a_group_of_ten_says_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
