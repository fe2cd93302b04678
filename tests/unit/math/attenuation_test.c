/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The corrected link: worked example W9, and the sample organisation against tests/data/organisation. */
#include "sample_data.h"

#include "math/attenuation.h"
#include "math/score.h"

#define TEAMS SAMPLE_TEAMS
#define PERIODS SAMPLE_PERIODS
#define CELLS_TOTAL (TEAMS * PERIODS)
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

struct organisation {
    double x[CELLS_TOTAL];
    double y[CELLS_TOTAL];
    double n_x[CELLS_TOTAL];
    double n_y[CELLS_TOTAL];
    struct attenuation_cells cells;
    struct correlation *correlation;
};

/* SD within cells, pooled over all that are published. */
static double pooled_sd(const char *file, const char *metric, const double *n)
{
    double sd[CELLS_TOTAL];
    int64_t whole[CELLS_TOTAL];
    double df;
    read_cells(file, metric, sd);
    for (size_t i = 0; i < CELLS_TOTAL; i++) {
        whole[i] = isnan(n[i]) ? 0 : (int64_t)n[i];
    }
    return score_pooled_sd(sd, whole, CELLS_TOTAL, &df);
}

static int set_up(void **state)
{
    static struct organisation o;
    struct correlation_input input = {TEAMS, PERIODS, o.x, o.y, 0};
    struct correlation_opts opts = {4, 20, 16, 6};
    struct error err;
    read_cells("expected_employee_cells.csv", "wellbeing", o.x);
    read_cells("expected_customer_cells.csv", "csat100", o.y);
    read_cells("expected_employee_cells.csv", "n_w", o.n_x);
    read_cells("expected_customer_cells.csv", "n", o.n_y);
    o.cells =
        (struct attenuation_cells){o.n_x, o.n_y, pooled_sd("expected_employee_cells.csv", "wb_sd", o.n_x),
                                   pooled_sd("expected_customer_cells.csv", "csat_sd", o.n_y)};
    assert_true(correlation_new(&input, &opts, &o.correlation, &err));
    *state = &o;
    return 0;
}

static int tear_down(void **state)
{
    struct organisation *o = *state;
    o->correlation = correlation_free(o->correlation);
    return 0;
}

static int compare_side(const char *json, const char *name, const struct attenuation_side *side)
{
    const char *from = json_value(json, name);
    return json_differs(from, "pooled_within_sd", 0, side->sd) +
           json_differs(from, "mean_error_var", 0, side->error_var) +
           json_differs(from, "mean_level_var", 0, side->level_var) +
           json_differs(from, "rel_level", 0, side->reliability);
}

static void the_sample_organisation_matches(void **state)
{
    struct organisation *o = *state;
    struct attenuation a = attenuation_of(o->correlation, &o->cells, 2);
    char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"attenuation\":");
    int mismatches = compare_side(json, "W", &a.x) + compare_side(json, "C", &a.y);
    mismatches += json_differs(json, "r_within_level_kstar", 0, a.r);
    mismatches += json_differs(json, "neff_total", 0, a.neff);
    mismatches += json_differs(json, "ci", 0, a.lo);
    mismatches += json_differs(json, "ci", 1, a.hi);
    mismatches += json_differs(json, "factor", 0, a.factor);
    mismatches += json_differs(json, "r_corrected", 0, a.corrected);
    mismatches += json_differs(json, "ci_corrected", 0, a.corrected_lo);
    mismatches += json_differs(json, "ci_corrected", 1, a.corrected_hi);
    free(json);
    assert_int_equal(mismatches, 0);
    assert_int_equal(a.k, 11);
}

static struct attenuation of_reliabilities(double x, double y)
{
    struct attenuation a = attenuation_unknown();
    a.x.reliability = x;
    a.y.reliability = y;
    a.r = 0.42;
    a.lo = 0.15;
    a.hi = 0.63;
    attenuation_correct(&a);
    return a;
}

static void worked_example(void **state)
{
    (void)state;
    struct attenuation a = of_reliabilities(0.72, 0.65);
    assert_near(a.corrected, 0.61394061351);
    assert_near(a.corrected_lo, 0.21926450483);
    assert_near(a.corrected_hi, 0.92091092027);
}

static void what_is_too_unreliable_is_not_corrected(void **state)
{
    (void)state;
    assert_true(of_reliabilities(0.30, 0.30).corrected == 1.0);
    assert_unknown(of_reliabilities(0.29, 0.90).corrected);
    assert_unknown(of_reliabilities(0.90, 0.29).factor);
    assert_unknown(of_reliabilities(NAN, 0.90).corrected_hi);
}

static void a_correction_stays_a_correlation(void **state)
{
    (void)state;
    struct attenuation a = of_reliabilities(0.31, 0.31);
    assert_near(a.corrected, 1.0);
    assert_near(a.corrected_hi, 1.0);
    assert_near(a.corrected_lo, 0.15 / 0.31);
}

/* Each team's own mean over its pairs is taken away, so a shift of a whole team changes nothing. */
static void levels_of_teams_do_not_mix(void **state)
{
    struct organisation *o = *state;
    struct attenuation before = attenuation_of(o->correlation, &o->cells, 2);
    for (size_t t = 0; t < PERIODS; t++) {
        o->correlation->level_x[t] += 1000.0;
    }
    struct attenuation after = attenuation_of(o->correlation, &o->cells, 2);
    for (size_t t = 0; t < PERIODS; t++) {
        o->correlation->level_x[t] -= 1000.0;
    }
    assert_near(after.r, before.r);
    assert_near(after.x.level_var, before.x.level_var);
}

static void nobody_has_nothing(void **state)
{
    struct organisation *o = *state;
    struct correlation_input input = {TEAMS, PERIODS, o->x, o->y, 0};
    struct correlation_opts opts = {4, 31, 16, 6};
    CLEANUP(correlation_free) struct correlation *c = NULL;
    struct error err;
    assert_true(correlation_new(&input, &opts, &c, &err));
    struct attenuation a = attenuation_of(c, &o->cells, 2);
    assert_int_equal(a.k, 0);
    assert_unknown(a.x.reliability);
    assert_unknown(a.r);
    assert_unknown(a.corrected);
}

/* Rounding would carry the first to 1 + 2e-16. */
static void no_link_is_above_one(void **state)
{
    (void)state;
    double x[] = {7.3, 9.8, 0.9};
    double y[] = {5.11, 6.86, 0.63};
    double minus_y[] = {-5.11, -6.86, -0.63};
    double n[] = {5, 5, 5};
    struct correlation_team team = {.status = CORRELATION_PUBLISHED, .level = {.neff = 10}};
    struct correlation c = {.teams = 1, .periods = 3, .lags = 1, .team = &team, .level_x = x, .level_y = y};
    const struct attenuation_cells cells = {n, n, 1, 1};
    assert_true(attenuation_of(&c, &cells, 0).r == 1.0);
    c.level_y = minus_y;
    assert_true(attenuation_of(&c, &cells, 0).r == -1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(worked_example),
        cmocka_unit_test(what_is_too_unreliable_is_not_corrected),
        cmocka_unit_test(a_correction_stays_a_correlation),
        cmocka_unit_test(levels_of_teams_do_not_mix),
        cmocka_unit_test(nobody_has_nothing),
        cmocka_unit_test(no_link_is_above_one),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
