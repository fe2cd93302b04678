/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences of levels, against R's t.test where there is no inertia. */
#include "../unit.h"

#include <math.h>

#include "math/level.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

/* t.test(c(1,4,2,5,3), c(6,8,7,9,6.5,7.5)), whose series have no positive autocorrelation; df 7.002105 there,
 * above the four that are the least here. */
static void the_difference_is_welchs(void **state)
{
    (void)state;
    const double x[] = {1, 4, 2, 5, 3};
    const double y[] = {6, 8, 7, 9, 6.5, 7.5};
    struct series_mean before = series_mean(x, LEN(x));
    struct series_mean after = series_mean(y, LEN(y));
    assert_near(before.phi, 0);
    assert_near(after.phi, 0);
    struct level_difference d = level_difference(&before, &after);
    double se = sqrt(2.5 / 5 + (7.0 / 6) / 6);
    double df = pow(2.5 / 5 + (7.0 / 6) / 6, 2) / (pow(2.5 / 5, 2) / 4 + pow((7.0 / 6) / 6, 2) / 5);
    assert_near(d.mean, 22.0 / 3 - 3);
    assert_near(d.hi - d.mean, d.mean - d.lo);
    assert_true(df > 6.8 && df < 7.1);
    /* Student's .975 quantile lies between those of 7 and of 6 degrees of freedom. */
    assert_true((d.hi - d.mean) / se > 2.364624 - 1e-3 && (d.hi - d.mean) / se < 2.446912);
}

/* Two levels of equal error, worth three periods each: four degrees of freedom each, eight together, whose
 * .975 quantile is 2.306004. */
static void inertia_costs_degrees_of_freedom(void **state)
{
    (void)state;
    const struct series_mean before = {20, 50, 0.75, 3, 1.5};
    const struct series_mean after = {20, 42, 0.75, 3, 1.5};
    struct level_difference d = level_difference(&before, &after);
    assert_near(d.mean, -8);
    assert_near(d.hi - d.mean, 2.3060041350 * 1.5 * sqrt(2));
    assert_near(d.mean - d.lo, d.hi - d.mean);
}

static void two_periods_are_no_level(void **state)
{
    (void)state;
    const double x[] = {1, NAN, 3};
    const double y[] = {4, 6, 5, 7};
    struct series_mean few = series_mean(x, LEN(x));
    struct series_mean enough = series_mean(y, LEN(y));
    assert_int_equal(few.n, 2);
    assert_unknown(level_difference(&few, &enough).mean);
    assert_unknown(level_difference(&enough, &few).mean);
    assert_unknown(level_difference(&few, &enough).lo);
    assert_near(level_difference(&enough, &enough).mean, 0);
}

/* Without variation nothing tells how far the level is known. */
static void a_constant_level_has_no_interval(void **state)
{
    (void)state;
    const double x[] = {7, 7, 7};
    const double y[] = {4, 6, 5, 7};
    struct series_mean before = series_mean(x, LEN(x));
    struct series_mean after = series_mean(y, LEN(y));
    struct level_difference d = level_difference(&before, &after);
    assert_near(d.mean, -1.5);
    assert_unknown(d.lo);
    assert_unknown(d.hi);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_difference_is_welchs),
        cmocka_unit_test(inertia_costs_degrees_of_freedom),
        cmocka_unit_test(two_periods_are_no_level),
        cmocka_unit_test(a_constant_level_has_no_interval),
    };
    return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}
