/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Smallest effects, against the power that statistics.md measured, and by their own definition. */
#include "../unit.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "math/detectable.h"

#define assert_within(got, expected, tolerance) assert_true(fabs((got) - (expected)) <= (tolerance))
#define assert_unknown(got) assert_true(isnan(got))

/* With 47 pairs r = .5 at one of nine lags is found in .811 of teams; with r known to be at that lag, .953.
 */
static void agrees_with_measured_power(void **state)
{
    (void)state;
    double v = 1.0 / (51 - 2 - 4);
    assert_within(detectable_r(v, 9), 0.49, 0.01);
    double known = detectable_r(v, 1);
    assert_true(known < 0.41 && known > 0.38);
}

/* An effect of that size is beyond the limit of significance in four samples of five. */
static void four_in_five_find_it(void **state)
{
    (void)state;
    for (size_t tests = 1; tests <= 9; tests += 4) {
        double v = 0.05;
        double z = atanh(detectable_r(v, tests));
        double alpha = 1.0 - pow(0.95, 1.0 / (double)tests);
        double limit = gsl_cdf_ugaussian_Qinv(alpha / 2.0) * sqrt(v);
        assert_within(gsl_cdf_ugaussian_Q((limit - z) / sqrt(v)), 0.80, 1e-9);
    }
}

static void more_data_shows_less(void **state)
{
    (void)state;
    assert_true(detectable_r(0.02, 9) < detectable_r(0.05, 9));
    assert_true(detectable_r(0.05, 1) < detectable_r(0.05, 9));
    assert_true(detectable_r(100.0, 9) <= 1.0);
    assert_true(detectable_pooled_r(0.1, 10, 1) < detectable_pooled_r(0.2, 10, 1));
    assert_true(detectable_pooled_r(0.1, 30, 1) < detectable_pooled_r(0.1, 3, 1));
}

/* Of three lags the middle one has most pairs; they pay for the search together. */
static void a_team_is_told_its_best_chance(void **state)
{
    (void)state;
    struct correlation_lag lag[6] = {{.v = NAN},  {.v = NAN},  {.v = NAN},
                                     {.v = 0.05}, {.v = 0.04}, {.v = NAN}};
    struct correlation c = {.teams = 2, .lags = 3, .lag = lag};
    assert_true(detectable_team_r(&c, 1) == detectable_r(0.04, 3));
    assert_unknown(detectable_team_r(&c, 0));
}

static void a_pooled_one_has_students_tails(void **state)
{
    (void)state;
    /* t(10, .975) = 2.228139, t(10, .8) = .879058 */
    assert_within(detectable_pooled_r(0.1153144, 10, 1), tanh(3.107197 * 0.1153144), 1e-6);
    assert_within(detectable_pooled_r(0.1, 1e9, 1), detectable_r(0.01, 1), 1e-6);
    /* Of nine lags each has .00568304: t(10, .99715848) = 3.504561 */
    assert_within(detectable_pooled_r(0.1, 1e9, 9), detectable_r(0.01, 9), 1e-6);
    assert_within(detectable_pooled_r(0.1153144, 10, 9), tanh((3.504561 + 0.879058) * 0.1153144), 1e-6);
}

static void nothing_known_is_nothing_detectable(void **state)
{
    (void)state;
    assert_unknown(detectable_r(NAN, 9));
    assert_unknown(detectable_pooled_r(NAN, 10, 9));
    assert_unknown(detectable_pooled_r(0.1, 0, 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_measured_power),
        cmocka_unit_test(four_in_five_find_it),
        cmocka_unit_test(more_data_shows_less),
        cmocka_unit_test(a_team_is_told_its_best_chance),
        cmocka_unit_test(a_pooled_one_has_students_tails),
        cmocka_unit_test(nothing_known_is_nothing_detectable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
