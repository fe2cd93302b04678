/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes among teams made for it; the CUSUM itself is tested with math/. */
#include "stats/change_analysis.h"

#include <math.h>

#include "../unit.h"
#include "math/series.h"

#define TEAMS 8
#define PERIODS 60
#define CHANGED 3
#define SHORT 5
#define SHIFT_AT 30
#define SHIFT 5.0

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

static const struct change_analysis_opts usual = {{.allowance = 0.5, .limit = 6, .warm = 12},
                                                  .min_centre = 6};

/* 0 to 1, the same everywhere. */
static double noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (double)(1 << 24);
}

/* All rise and fall together; one moves up in the middle; one was published eight times. With this seed
 * nobody else has a false alarm. */
static void fill(double x[TEAMS * PERIODS])
{
    uint32_t seed = 1;
    for (size_t t = 0; t < PERIODS; t++) {
        double common = 20 * noise(&seed);
        for (size_t i = 0; i < TEAMS; i++) {
            double shift = i == CHANGED && t >= SHIFT_AT ? SHIFT : 0;
            bool hidden = i == SHORT && t >= 8;
            x[i * PERIODS + t] = hidden ? NAN : 50 + (double)i + common + 6 * noise(&seed) + shift;
        }
    }
}

static struct change_analysis *analyse(const double *x, size_t teams, const struct change_analysis_opts *opts)
{
    struct change_analysis *analysis;
    struct error err;
    assert_true(change_analysis_new(x, teams, PERIODS, opts, &analysis, &err));
    return analysis;
}

static void one_team_changed_and_no_other(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    assert_int_equal(a->n, TEAMS);
    assert_int_equal(a->judged, TEAMS - 1);
    for (size_t i = 0; i < TEAMS; i++) {
        const struct change *c = &a->changes[i];
        assert_int_equal(c->team, i);
        assert_int_equal(c->alarm, i == CHANGED);
        assert_int_equal(c->direction, i == CHANGED ? CUSUM_UP : CUSUM_NONE);
        assert_int_equal(c->n, i == SHORT ? 8 : PERIODS);
        assert_true((c->judged > 0) == (i != SHORT));
    }
    const struct change *found = &a->changes[CHANGED];
    assert_in_range(found->since, SHIFT_AT - 1, SHIFT_AT + 1);
    assert_in_range(found->period, SHIFT_AT + 1, SHIFT_AT + 8);
    assert_true(found->up > 6 && found->down >= 0);
    /* Centring takes an eighth of the shift away. */
    assert_true(found->size.lo < SHIFT * 7 / 8 && found->size.hi > SHIFT * 7 / 8 && found->size.lo > 0);
}

static void without_an_alarm_the_sums_are_those_of_the_last_period(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct cusum_step steps[PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    struct cusum_opts opts = usual.cusum;
    opts.phi = a->phi;
    series_centre(x, TEAMS, PERIODS, usual.min_centre);
    cusum_run(x, PERIODS, &opts, steps);
    assert_near(a->changes[0].up, steps[PERIODS - 1].up);
    assert_near(a->changes[0].down, steps[PERIODS - 1].down);
    assert_unknown(a->changes[0].u);
    assert_unknown(a->changes[0].size.mean);
    assert_unknown(a->changes[SHORT].up);
}

static void phi_is_pooled_over_series_of_some_length(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    double sum = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        series_detrend(x + i * PERIODS, PERIODS);
        sum += i == SHORT ? 0 : series_ar1(x + i * PERIODS, PERIODS).phi;
    }
    assert_near(a->phi, fmax(0, sum / (TEAMS - 1)));
}

/* Slow waves, whose own phi is .9. */
static void phi_is_held_within_its_bounds(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = 50 + 10 * sin((double)(i % PERIODS) / 6 + (double)(i / PERIODS));
    }
    struct change_analysis *slow CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    assert_near(slow->phi, 0.8);
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = i % 2 == 0 ? 40 : 60 + (double)(i % 3);
    }
    struct change_analysis *swift CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    assert_near(swift->phi, 0);
}

static void a_second_alarm_is_a_row_of_its_own(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t t = 46; t < PERIODS; t++) {
        x[CHANGED * PERIODS + t] -= 2 * SHIFT;
    }
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, &usual);
    assert_int_equal(a->n, TEAMS + 1);
    assert_int_equal(a->changes[CHANGED].alarm, 1);
    assert_int_equal(a->changes[CHANGED + 1].team, CHANGED);
    assert_int_equal(a->changes[CHANGED + 1].alarm, 2);
    assert_int_equal(a->changes[CHANGED + 1].direction, CUSUM_DOWN);
    assert_true(a->changes[CHANGED + 1].size.hi < 0);
    assert_int_equal(a->changes[CHANGED + 2].team, CHANGED + 1);
    assert_int_equal(a->judged, TEAMS - 1);
}

static void few_teams_are_not_judged(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, 5, &usual);
    assert_int_equal(a->n, 5);
    assert_int_equal(a->judged, 0);
    struct change_analysis *nobody CLEANUP(change_analysis_free) = analyse(NULL, 0, &usual);
    assert_int_equal(nobody->n, 0);
    assert_unknown(nobody->phi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_team_changed_and_no_other),
        cmocka_unit_test(without_an_alarm_the_sums_are_those_of_the_last_period),
        cmocka_unit_test(phi_is_pooled_over_series_of_some_length),
        cmocka_unit_test(phi_is_held_within_its_bounds),
        cmocka_unit_test(a_second_alarm_is_a_row_of_its_own),
        cmocka_unit_test(few_teams_are_not_judged),
    };
    return cmocka_run_group_tests_name("change_analysis", tests, NULL, NULL);
}
