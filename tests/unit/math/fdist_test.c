/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The F distribution where GSL has it too, and where GSL gives up. */
#include "../unit.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "math/fdist.h"

#define assert_relative(got, expected, tolerance)                                                            \
    assert_true(fabs((got) - (expected)) <= (tolerance)*fabs(expected))

static void tails_are_those_of_gsl(void **state)
{
    (void)state;
    static const double dfs[] = {1, 2, 4, 9, 10, 98, 500};
    static const double fs[] = {0.001, 0.3, 0.9, 1, 1.1, 2.5, 8.3, 40};
    for (size_t i = 0; i < 7; i++) {
        for (size_t j = 0; j < 7; j++) {
            for (size_t k = 0; k < 8; k++) {
                double expected = gsl_cdf_fdist_Q(fs[k], dfs[i], dfs[j]);
                double tolerance = expected < 1e-200 ? 1e-6 : 1e-10;
                assert_relative(fdist_upper(fs[k], dfs[i], dfs[j]), expected, tolerance);
            }
        }
    }
}

static void quantiles_are_those_of_gsl(void **state)
{
    (void)state;
    static const double dfs[] = {2, 4, 9, 10, 98, 500};
    static const double ps[] = {0.001, 0.025, 0.5, 0.975, 0.999};
    for (size_t i = 0; i < 6; i++) {
        for (size_t j = 0; j < 6; j++) {
            for (size_t k = 0; k < 5; k++) {
                assert_relative(fdist_quantile(ps[k], dfs[i], dfs[j]),
                                gsl_cdf_fdist_Pinv(ps[k], dfs[i], dfs[j]), 1e-9);
            }
        }
    }
}

/* F with 1 and df is t squared; with 2 and df its tail is (1 + 2 f / df)^(-df / 2). */
static void cases_with_a_closed_form(void **state)
{
    (void)state;
    assert_relative(fdist_upper(4, 1, 30), 2 * gsl_cdf_tdist_Q(2, 30), 1e-12);
    assert_relative(fdist_upper(3, 2, 8), pow(1.75, -4), 1e-12);
    assert_relative(fdist_quantile(0.975, 2, 200000), 200000 / 2.0 * (pow(0.025, -1.0 / 100000) - 1), 1e-9);
    assert_relative(fdist_upper(fdist_quantile(0.025, 7, 13), 7, 13), 0.975, 1e-12);
}

/* Of thousands of teams, F is close to normal (Wilson & Hilferty 1931, Paulson 1942). */
static void many_degrees_of_freedom(void **state)
{
    (void)state;
    static const double dfs[][2] = {{1999, 198000}, {9999, 2e6}, {1e5, 1e7}};
    for (size_t i = 0; i < 3; i++) {
        for (double p = 0.025; p < 1; p += 0.475) {
            double f = fdist_quantile(p, dfs[i][0], dfs[i][1]);
            double a = 2 / (9 * dfs[i][0]);
            double b = 2 / (9 * dfs[i][1]);
            double root = cbrt(f);
            double z = ((1 - b) * root - (1 - a)) / sqrt(b * root * root + a);
            assert_true(fabs(z - gsl_cdf_ugaussian_Pinv(p)) < 1e-3);
            assert_relative(fdist_upper(f, dfs[i][0], dfs[i][1]), 1 - p, 1e-7);
        }
    }
}

static void edges(void **state)
{
    (void)state;
    assert_true(fdist_upper(0, 3, 8) == 1);
    assert_true(fdist_upper(1e9, 1999, 198000) == 0);
    assert_true(fdist_upper(INFINITY, 3, 8) == 0);
    assert_true(isnan(fdist_upper(NAN, 3, 8)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_are_those_of_gsl),
        cmocka_unit_test(quantiles_are_those_of_gsl),
        cmocka_unit_test(cases_with_a_closed_form),
        cmocka_unit_test(many_degrees_of_freedom),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
