/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which teams the organisation's weighted mean is over, and with which spread. */
#include "stats/weighted_mean.h"

#include "small_board.h"

/* Scores of mood are on -1 … 1 of a scale whose best is unit: the board's answers, moved to 0 … 100. */
static void answer_mood(const struct board *board, size_t node, int64_t n, int64_t high)
{
    struct figure *figure = &figures_named(board, "mood")[node];
    int64_t unit = board->set->metrics[metric_at(board, "mood")].unit;
    answer(board, "mood", node, n, high);
    figure->own = (struct tally){.n = n, .sum = high * unit, .squares = high * unit * unit};
}

static bool write_mean(const struct fixture_pg *fixture, const struct board *board, const char *dimension,
                       struct display_spread pooled)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    return weighted_mean_write(db, board->figures, metric_at(board, dimension), pooled, &err);
}

static int founded(void **state)
{
    small_found(*state);
    return 0;
}

#define MEAN "pulssid.weighted_mean"

/* A: 12 of 15, half of them at the top; B: 6 of 12, a third. C is too small and D has nobody. */
static void fill(struct board *board)
{
    set_up(board);
    answer_mood(board, A, 12, 6);
    answer_mood(board, B, 6, 2);
    answer_mood(board, C, 4, 4);
    plan(board);
}

static void published_leaves_count_by_headcount(void **state)
{
    CLEANUP(board) struct board board = {0};
    fill(&board);
    assert_true(write_mean(*state, &board, "mood", (struct display_spread){50, 11}));
    /* (15 * 50 + 12 * 33.333…) / 27; weights 1.25 and 2: 27^2 / (12 * 1.25^2 + 6 * 2^2) = 17.0526 */
    assert_cell(*state, "teams, n, round(mean::numeric, 6), round(n_eff::numeric, 6), trimmed", MEAN,
                "2 18 42.592593 17.052632 false");
    /* SD 52.223297 of A and 51.639778 of B */
    assert_cell(*state, "round(se::numeric, 4)", MEAN, "12.5673");
}

/* B's own spread stays out of what anyone sees. */
static void a_small_team_has_the_pooled_spread(void **state)
{
    CLEANUP(board) struct board board = {0};
    fill(&board);
    assert_true(write_mean(*state, &board, "mood", (struct display_spread){10, 11}));
    double a = 15.0 / 27 * 52.2232968 / sqrt(12);
    double b = 12.0 / 27 * 10 / sqrt(6);
    char expected[32];
    snprintf(expected, sizeof expected, "%.4f", sqrt(a * a + b * b));
    assert_cell(*state, "round(shown_se::numeric, 4)", MEAN, expected);
}

static void without_a_pooled_spread_no_error_is_shown(void **state)
{
    CLEANUP(board) struct board board = {0};
    fill(&board);
    assert_true(write_mean(*state, &board, "mood", (struct display_spread){NAN, 0}));
    assert_cell(*state, "shown_se, shown_lo, (se > 0)::text", MEAN, "- - true");
}

static void a_team_of_unknown_size_is_not_weighed(void **state)
{
    CLEANUP(board) struct board board = {0};
    fill(&board);
    board.tree->nodes[A].team.headcount = HEADCOUNT_UNKNOWN;
    assert_true(write_mean(*state, &board, "mood", (struct display_spread){50, 11}));
    assert_cell(*state, "teams, n, round(mean::numeric, 6)", MEAN, "1 6 33.333333");
    board.tree->nodes[B].team.headcount = HEADCOUNT_UNKNOWN;
    fixture_pg_run(*state, "DELETE FROM pulssid.weighted_mean");
    assert_true(write_mean(*state, &board, "mood", (struct display_spread){50, 11}));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.weighted_mean"), 0);
}

/* Customers are not employed, and an NPS of fewer than ten is nobody's to know. */
static void only_means_of_employees_are_weighed(void **state)
{
    CLEANUP(board) struct board board = {0};
    fill(&board);
    answer(&board, "enps", A, 12, 6);
    plan(&board);
    assert_true(write_mean(*state, &board, "enps", (struct display_spread){50, 11}));
    assert_true(write_mean(*state, &board, "csat", (struct display_spread){50, 11}));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.weighted_mean"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(published_leaves_count_by_headcount, founded),
        cmocka_unit_test_setup(a_small_team_has_the_pooled_spread, founded),
        cmocka_unit_test_setup(without_a_pooled_spread_no_error_is_shown, founded),
        cmocka_unit_test_setup(a_team_of_unknown_size_is_not_weighed, founded),
        cmocka_unit_test_setup(only_means_of_employees_are_weighed, founded),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
