/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences between teams, against tests/data/organisation. */
#include "sample_data.h"

#include "math/between.h"
#include "math/fisher.h"

#define TEAMS SAMPLE_TEAMS
#define PERIODS SAMPLE_PERIODS
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

static int compare_means(const char *json, const char *side, const struct between_team *team, bool is_x)
{
    const char *from = json_value(json, side);
    int mismatches = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        const struct series_mean *m = is_x ? &team[i].x : &team[i].y;
        mismatches += json_differs(from, "mean", i, m->mean);
        mismatches += json_differs(from, "se", i, m->se);
        mismatches += json_differs(from, "n", i, (double)m->n);
        double rel = is_x ? team[i].rel_x : team[i].rel_y;
        mismatches += json_differs(json, is_x ? "rel_W" : "rel_C", i, rel);
    }
    return mismatches;
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    double y[TEAMS * PERIODS];
    struct between_team team[TEAMS];
    struct between b;
    struct error err;
    read_cells("expected_employee_cells.csv", "wellbeing", x);
    read_cells("expected_customer_cells.csv", "csat100", y);
    assert_true(between_of(&(struct between_input){TEAMS, PERIODS, x, y, 4}, team, &b, &err));
    char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"between\":");
    int mismatches = compare_means(json, "team_W", team, true) + compare_means(json, "team_C", team, false);
    mismatches += json_differs(json, "tau2_W", 0, b.tau2_x);
    mismatches += json_differs(json, "tau2_C", 0, b.tau2_y);
    mismatches += json_differs(json, "r_unweighted", 0, b.r);
    mismatches += json_differs(json, "r_unweighted_ci", 0, b.lo);
    mismatches += json_differs(json, "r_unweighted_ci", 1, b.hi);
    mismatches += json_differs(json, "r_weighted", 0, b.weighted_r);
    mismatches += json_differs(json, "k_eff", 0, b.k_eff);
    mismatches += json_differs(json, "r_weighted_ci", 0, b.weighted_lo);
    mismatches += json_differs(json, "r_weighted_ci", 1, b.weighted_hi);
    free(json);
    assert_int_equal(mismatches, 0);
    assert_int_equal(b.k, TEAMS);
}

#define FEW 5
#define SHORT 6

/* Teams on a line, each a little restless about its level; the last one was never asked about y. */
static void fill(double *x, double *y, double slope)
{
    for (size_t i = 0; i < FEW; i++) {
        for (size_t t = 0; t < SHORT; t++) {
            double restless = t % 2 == 0 ? 1.0 : -1.0;
            x[i * SHORT + t] = 50.0 + 5.0 * (double)i + restless;
            y[i * SHORT + t] = i + 1 == FEW ? NAN : 50.0 + slope * (double)i + restless / 2.0;
        }
    }
}

static struct between run(double slope, size_t min_teams, struct between_team *team)
{
    double x[FEW * SHORT];
    double y[FEW * SHORT];
    struct between b;
    struct error err;
    fill(x, y, slope);
    assert_true(between_of(&(struct between_input){FEW, SHORT, x, y, min_teams}, team, &b, &err));
    return b;
}

static void a_team_with_one_side_takes_no_part(void **state)
{
    (void)state;
    struct between_team team[FEW];
    struct between b = run(-2.0, 4, team);
    assert_int_equal(b.k, 4);
    assert_near(b.r, -1.0);
    assert_near(b.weighted_r, -1.0);
    assert_true(b.k_eff > 3.9 && b.k_eff <= 4.0 + 1e-9);
    assert_int_equal(team[4].x.n, SHORT);
    assert_unknown(team[4].rel_x);
    assert_true(team[3].rel_x > 0.9);
}

static void too_few_teams_have_no_figure(void **state)
{
    (void)state;
    struct between_team team[FEW];
    struct between b = run(-2.0, 5, team);
    assert_int_equal(b.k, 4);
    assert_unknown(b.r);
    assert_unknown(b.weighted_r);
    assert_unknown(b.tau2_x);
    assert_unknown(team[0].rel_x);
    assert_near(team[0].x.mean, 50.0);
}

/* Three teams have a correlation, but no interval. */
static void three_teams_have_no_interval(void **state)
{
    (void)state;
    double x[] = {1, 2, 1, 2, 11, 12, 11, 12, 21, 22, 21, 22};
    double y[] = {1, 2, 1, 2, 11, 12, 11, 12, 31, 32, 31, 32};
    struct between_team team[3];
    struct between b;
    struct error err;
    assert_true(between_of(&(struct between_input){3, 4, x, y, 2}, team, &b, &err));
    assert_true(b.r > 0.9);
    assert_unknown(b.lo);
    assert_unknown(b.weighted_hi);
}

/* Levels that are all the same but for error weigh nothing. */
static void teams_that_do_not_differ_have_no_weighted_figure(void **state)
{
    (void)state;
    struct between_team team[FEW];
    struct between b = run(0.0, 4, team);
    assert_true(b.tau2_y == 0.0);
    assert_true(team[0].rel_y == 0.0);
    assert_unknown(b.r);
    assert_unknown(b.weighted_r);
}

static void nobody_is_no_error(void **state)
{
    (void)state;
    struct between b;
    struct error err;
    assert_true(between_of(&(struct between_input){0, SHORT, NULL, NULL, 4}, NULL, &b, &err));
    assert_int_equal(b.k, 0);
    assert_unknown(b.r);
}

static enum between_sign compare(double within, double within_se, double between, double between_se)
{
    struct between b = {.weighted_r = between};
    struct fisher_interval own = fisher_interval(within, within_se);
    struct fisher_interval other = fisher_interval(between, between_se);
    b.weighted_lo = other.lo;
    b.weighted_hi = other.hi;
    return between_compare(&b, within, own.lo, own.hi);
}

static void opposite_stories_are_told_apart(void **state)
{
    (void)state;
    assert_int_equal(compare(0.4, 0.1, -0.6, 0.1), BETWEEN_REVERSED);
    assert_int_equal(compare(-0.4, 0.1, 0.6, 0.1), BETWEEN_REVERSED);
    assert_int_equal(compare(0.4, 0.1, -0.6, 0.5), BETWEEN_SIGNS_DIFFER);
    assert_int_equal(compare(0.4, 0.5, -0.6, 0.1), BETWEEN_SIGNS_DIFFER);
    assert_int_equal(compare(0.4, 0.5, -0.6, NAN), BETWEEN_SIGNS_DIFFER);
    assert_int_equal(compare(0.4, 0.1, 0.6, 0.1), BETWEEN_SAME_SIGN);
    assert_int_equal(compare(-0.4, 0.1, -0.6, 0.1), BETWEEN_SAME_SIGN);
    assert_int_equal(compare(NAN, 0.1, 0.6, 0.1), BETWEEN_UNKNOWN);
    assert_int_equal(compare(0.4, 0.1, NAN, 0.1), BETWEEN_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(a_team_with_one_side_takes_no_part),
        cmocka_unit_test(too_few_teams_have_no_figure),
        cmocka_unit_test(three_teams_have_no_interval),
        cmocka_unit_test(teams_that_do_not_differ_have_no_weighted_figure),
        cmocka_unit_test(nobody_is_no_error),
        cmocka_unit_test(opposite_stories_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
