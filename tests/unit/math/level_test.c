/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of autocorrelated series, against the worked example W20 and R's t.test. */
#include "../unit.h"

#include <math.h>

#include "math/level.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void worked_example(void **state)
{
    (void)state;
    const double x[] = {79.4, 62,   64.5, 65.9, 63.1, 63.3, 71.7, 67.4, 68.8, 78.9, 69.8,
                        81.6, 79.4, 69.6, NAN,  70.3, 63.5, 66.5, 68,   72.9, 72.2};
    struct level level = level_of(x, LEN(x));
    assert_int_equal(level.n, 20);
    assert_near(level.mean, 69.94);
    assert_near(level.phi, 0.3704338845);
    assert_near(level.neff, 9.187836387);
    assert_near(level.se, 1.9694526578);
    assert_near(level.df, 8.187836387);
}

/* Its phi would be -.9, and the effective number above n. */
static void a_series_that_alternates_counts_as_independent(void **state)
{
    (void)state;
    const double x[] = {1, -1, 1, -1, 1, -1};
    struct level level = level_of(x, LEN(x));
    assert_near(level.phi, 0);
    assert_near(level.neff, 6);
    assert_near(level.se, sqrt(1.2 / 6));
    assert_near(level.df, 5);
}

/* n (1 - .9) / 1.9 is below two here. */
static void a_slow_series_has_two_effective_values(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    struct level level = level_of(x, LEN(x));
    assert_near(level.phi, 0.9);
    assert_near(level.neff, 2);
    assert_near(level.df, 4);
    assert_near(level.se, sqrt(13.0 / 2));
}

static void few_values_have_no_level(void **state)
{
    (void)state;
    const double x[] = {1, NAN, 3};
    struct level level = level_of(x, LEN(x));
    assert_int_equal(level.n, 2);
    assert_unknown(level.mean);
    assert_unknown(level.se);
    assert_unknown(level_difference(&level, &level).mean);
    assert_unknown(level_difference(&level, &level).lo);
}

static void a_constant_series_has_no_error(void **state)
{
    (void)state;
    const double x[] = {7, 7, 7};
    const double y[] = {9, 9, 9, 9};
    struct level a = level_of(x, LEN(x));
    struct level b = level_of(y, LEN(y));
    assert_near(a.phi, 0);
    assert_near(a.se, 0);
    struct level_difference d = level_difference(&a, &b);
    assert_near(d.mean, 2);
    assert_near(d.lo, 2);
    assert_near(d.hi, 2);
}

/* t.test(c(1,4,2,5,3), c(6,8,7,9,6.5,7.5)), whose series have no positive autocorrelation; df 7.002105 there,
 * above the four that are the least here. */
static void the_difference_is_welchs(void **state)
{
    (void)state;
    const double x[] = {1, 4, 2, 5, 3};
    const double y[] = {6, 8, 7, 9, 6.5, 7.5};
    struct level before = level_of(x, LEN(x));
    struct level after = level_of(y, LEN(y));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(a_series_that_alternates_counts_as_independent),
        cmocka_unit_test(a_slow_series_has_two_effective_values),
        cmocka_unit_test(few_values_have_no_level),
        cmocka_unit_test(a_constant_series_has_no_error),
        cmocka_unit_test(the_difference_is_welchs),
    };
    return cmocka_run_group_tests_name("level", tests, NULL, NULL);
}
