/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlations of levels; their values are in correlation_test.c and link_reference_test.c. */
#include "../unit.h"

#include <math.h>

#include "math/fisher.h"
#include "math/level_correlation.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

#define PERIODS 24

/* Without much inertia; y follows x by two periods, more and more steeply. */
static void fill(double *x, double *y)
{
    uint32_t noise = 11;
    for (size_t t = 0; t < PERIODS; t++) {
        noise = noise * 1664525 + 1013904223;
        x[t] = (double)(noise >> 20) / 4096.0 - 0.5;
        y[t] = t < 2 ? 0.0 : exp(4.0 * x[t - 2]);
    }
}

static void a_lag_is_looked_at_alone(void **state)
{
    (void)state;
    double x[PERIODS];
    double y[PERIODS];
    fill(x, y);
    struct level_correlation at_2 = level_correlation(x, y, PERIODS, 2);
    assert_int_equal(at_2.lag, 2);
    assert_int_equal(at_2.n, PERIODS - 2);
    assert_near(at_2.spearman, 1.0);
    assert_true(at_2.r > 0.8 && at_2.r < 1.0);
    assert_true(at_2.lo < at_2.r && at_2.r < at_2.hi);
    assert_true(at_2.p < 0.001);
    struct level_correlation back = level_correlation(y, x, PERIODS, -2);
    assert_near(back.r, at_2.r);
    assert_true(fabs(level_correlation(x, y, PERIODS, 0).r) < 0.6);
}

static void intervals_come_from_effective_pairs(void **state)
{
    (void)state;
    double x[PERIODS];
    double y[PERIODS];
    fill(x, y);
    struct level_correlation level = level_correlation(x, y, PERIODS, 1);
    struct fisher_interval r = fisher_interval(level.r, 1.0 / sqrt(level.neff - 3.0));
    struct fisher_interval rank = fisher_interval(
        level.spearman, sqrt((1.0 + level.spearman * level.spearman / 2.0) / (level.neff - 3.0)));
    assert_near(level.lo, r.lo);
    assert_near(level.hi, r.hi);
    assert_near(level.spearman_lo, rank.lo);
    assert_near(level.spearman_hi, rank.hi);
}

static void slow_series_have_no_interval(void **state)
{
    (void)state;
    double x[40];
    for (size_t t = 0; t < 40; t++) {
        x[t] = 10.0 + (double)(t % 3);
    }
    struct level_correlation level = level_correlation(x, x, 40, 0);
    assert_near(level.neff, 4.0);
    assert_near(level.r, 1.0);
    assert_unknown(level.lo);
    assert_unknown(level.spearman_hi);
    assert_true(level.p > 0.0 && level.p < 1e-9);
}

static void nothing_to_correlate_is_unknown(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3};
    const double flat[] = {4, 4, 4};
    struct level_correlation none = level_correlation(x, flat, 3, 0);
    assert_int_equal(none.n, 3);
    assert_unknown(none.r);
    assert_unknown(none.p);
    assert_unknown(none.lo);
    struct level_correlation far = level_correlation(x, x, 3, 3);
    assert_int_equal(far.n, 0);
    assert_unknown(far.neff);
    assert_unknown(far.p);
    assert_unknown(level_correlation_unknown().spearman);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lag_is_looked_at_alone),
        cmocka_unit_test(intervals_come_from_effective_pairs),
        cmocka_unit_test(slow_series_have_no_interval),
        cmocka_unit_test(nothing_to_correlate_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
