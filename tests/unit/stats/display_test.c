/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounding and hiding, at their edges. */
#include "stats/display.h"

#include <math.h>

#include "../unit.h"

static const struct display_spread no_pool = {NAN, 0.0};

/* A published mean cell of n scores with this sum, in units of 1 / unit, with some spread. */
static struct cell mean_cell(int64_t n, int64_t sum, int32_t unit)
{
    struct cell cell = {.state = CELL_PUBLISHED,
                        .kind = DIMENSION_MEAN,
                        .tally = {.n = n, .sum = sum, .squares = sum * sum / n + 100},
                        .unit = unit,
                        .shows_spread = n >= 10,
                        .mean = 100.0 * (double)sum / (double)(n * unit),
                        .sd = 12.25,
                        .se = 3.05,
                        .lo = 60.5,
                        .hi = 70.49,
                        .contacts = CELL_UNKNOWN,
                        .invited = CELL_UNKNOWN,
                        .responses = CELL_UNKNOWN,
                        .teams_shown = CELL_UNKNOWN,
                        .teams = CELL_UNKNOWN};
    return cell;
}

static void assert_mean(int64_t n, int64_t sum, int32_t unit, const char *expected)
{
    struct cell cell = mean_cell(n, sum, unit);
    struct shown_cell shown = display_cell(&cell, no_pool);
    assert_string_equal(shown.mean, expected);
}

/* 62.5 and 66.25 are halves that binary and decimal hold exactly; 100 * 403 / 650 and the like are not. */
static void halves_go_away_from_zero(void **state)
{
    (void)state;
    assert_mean(8, 5, 1, "63");
    assert_mean(10, 605, 100, "61");
    assert_mean(10, 604, 100, "60");
    assert_mean(20, 1325, 100, "66.3");
    assert_mean(20, 1400, 100, "70.0");
    assert_mean(30, 2, 1, "6.7");
    assert_mean(10, 10 * 60000, 100000, "60");
}

static void large_cells_show_their_own_spread(void **state)
{
    (void)state;
    struct cell cell = mean_cell(12, 780, 100);
    cell.top_box = 2;
    cell.tally.top = 7;
    cell.top_lo = 0.325;
    cell.top_hi = 0.8;
    struct shown_cell shown = display_cell(&cell, (struct display_spread){20.0, 50.0});
    assert_string_equal(shown.mean, "65");
    assert_string_equal(shown.bound, "");
    assert_string_equal(shown.sd, "12.3");
    assert_string_equal(shown.se, "3.1");
    assert_string_equal(shown.lo, "61");
    assert_string_equal(shown.hi, "70");
    assert_string_equal(shown.top, "0.58");
    assert_string_equal(shown.top_lo, "0.33");
    assert_string_equal(shown.top_hi, "0.80");
}

/* Or a bound would say that all answered alike. */
static void large_cells_at_an_edge_show_the_bound_alone(void **state)
{
    (void)state;
    const struct {
        int64_t sum;
        const char *mean;
        const char *bound;
    } cases[] = {{1140, "95", "at_least"}, {1190, "95", "at_least"}, {1200, "95", "at_least"},
                 {60, "5", "at_most"},     {1139, "95", ""},         {61, "5", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cell cell = mean_cell(12, cases[i].sum, 100);
        struct shown_cell shown = display_cell(&cell, (struct display_spread){20.0, 50.0});
        assert_string_equal(shown.mean, cases[i].mean);
        assert_string_equal(shown.bound, cases[i].bound);
        assert_int_equal(shown.sd[0] == '\0', cases[i].bound[0] != '\0');
        assert_int_equal(shown.lo[0] == '\0', cases[i].bound[0] != '\0');
    }
}

static void small_cells_borrow_the_pooled_spread(void **state)
{
    (void)state;
    struct cell cell = mean_cell(9, 585, 100);
    cell.top_box = 2;
    cell.top = 0.5;
    struct shown_cell shown = display_cell(&cell, (struct display_spread){15.0, 30.0});
    assert_string_equal(shown.mean, "65");
    assert_string_equal(shown.sd, "");
    assert_string_equal(shown.se, "");
    assert_string_equal(shown.top, "");
    assert_string_equal(shown.lo, "55"); /* 65 -+ 2.0423 * 15 / 3 */
    assert_string_equal(shown.hi, "75");
    shown = display_cell(&cell, no_pool);
    assert_string_equal(shown.mean, "65");
    assert_string_equal(shown.lo, "");
    assert_string_equal(shown.hi, "");
}

static void assert_bound(const struct cell *cell, const char *bound, const char *mean)
{
    struct shown_cell shown = display_cell(cell, (struct display_spread){15.0, 30.0});
    assert_string_equal(shown.bound, bound);
    assert_string_equal(shown.mean, mean);
    assert_string_equal(shown.sd, "");
    assert_string_equal(shown.lo, "");
    assert_string_equal(shown.top, "");
}

static void homogeneous_cells_show_a_bound(void **state)
{
    (void)state;
    struct cell cell = mean_cell(5, 475, 100); /* 95 exactly */
    assert_bound(&cell, "at_least", "95");
    cell = mean_cell(5, 24, 100);
    assert_bound(&cell, "at_most", "5");
    cell = mean_cell(12, 12 * 100, 100);
    cell.tally.squares = 12 * 100 * 100;
    cell.top_box = 2;
    assert_bound(&cell, "at_least", "95");
    cell = mean_cell(25, 0, 100);
    cell.tally.squares = 0;
    assert_bound(&cell, "at_most", "5.0");
    cell = mean_cell(12, 12 * 75, 100);
    cell.tally.squares = 12 * 75 * 75;
    assert_bound(&cell, "at_most", "95"); /* not 75, which is what each of the twelve said */
}

/* Between the edges, a small cell that is uniform must not be told from one that is not. */
static void small_uniform_cells_look_like_others(void **state)
{
    (void)state;
    struct display_spread pooled = {15.0, 30.0};
    struct cell uniform = mean_cell(6, 6 * 75, 100);
    struct cell mixed = uniform;
    uniform.tally.squares = 6 * 75 * 75;
    struct shown_cell a = display_cell(&uniform, pooled);
    struct shown_cell b = display_cell(&mixed, pooled);
    assert_memory_equal(&a, &b, sizeof a);
    assert_string_equal(a.lo, "62");
}

static struct cell nps_cell(int64_t n, int64_t promoters, int64_t detractors)
{
    struct cell cell = mean_cell(n, 1, 1);
    cell.kind = DIMENSION_NPS;
    cell.tally.sum = promoters - detractors;
    cell.tally.squares = promoters + detractors;
    return cell;
}

static void nps_is_for_ten(void **state)
{
    (void)state;
    struct cell cell = nps_cell(9, 3, 3);
    cell.state = CELL_INSUFFICIENT;
    struct shown_cell shown = display_cell(&cell, (struct display_spread){15.0, 30.0});
    struct shown_cell empty = {0};
    assert_memory_equal(&shown, &empty, sizeof shown);
    cell = nps_cell(11, 3, 6);
    shown = display_cell(&cell, no_pool);
    assert_string_equal(shown.mean, "-27");
    cell = nps_cell(200, 100, 101);
    shown = display_cell(&cell, no_pool);
    assert_string_equal(shown.mean, "-0.5");
    cell = nps_cell(400, 100, 101); /* -0.25 */
    shown = display_cell(&cell, no_pool);
    assert_string_equal(shown.mean, "-0.3");
    cell = nps_cell(11, 11, 0);
    assert_bound(&cell, "at_least", "95");
    cell = nps_cell(11, 0, 11);
    assert_bound(&cell, "at_most", "-95");
}

static void response_rates_need_five_invited(void **state)
{
    (void)state;
    struct cell cell = mean_cell(12, 780, 100);
    cell.invited = 16;
    cell.responses = 14;
    assert_string_equal(display_cell(&cell, no_pool).response_rate, "0.88");
    cell.invited = 4;
    cell.responses = 4;
    assert_string_equal(display_cell(&cell, no_pool).response_rate, "");
    cell.invited = 10;
    cell.responses = 12; /* the invitations are out of date */
    assert_string_equal(display_cell(&cell, no_pool).response_rate, "");
}

static void what_is_not_published_shows_nothing(void **state)
{
    (void)state;
    struct cell cell = mean_cell(12, 780, 100);
    cell.state = CELL_SUPPRESSED;
    struct shown_cell shown = display_cell(&cell, no_pool);
    struct shown_cell empty = {0};
    assert_memory_equal(&shown, &empty, sizeof shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(halves_go_away_from_zero),
        cmocka_unit_test(large_cells_show_their_own_spread),
        cmocka_unit_test(large_cells_at_an_edge_show_the_bound_alone),
        cmocka_unit_test(small_cells_borrow_the_pooled_spread),
        cmocka_unit_test(homogeneous_cells_show_a_bound),
        cmocka_unit_test(small_uniform_cells_look_like_others),
        cmocka_unit_test(nps_is_for_ten),
        cmocka_unit_test(response_rates_need_five_invited),
        cmocka_unit_test(what_is_not_published_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
