/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Centring, detrending, AR(1) and effective pairs. */
#include "../unit.h"

#include <math.h>

#include "math/series.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void constant_but_for_rounding(void **state)
{
    (void)state;
    const double flat[] = {NAN, 50, 50 + 1e-6, NAN, 50};
    const double moves[] = {NAN, 50, 50.001, NAN, 50};
    assert_true(series_is_constant(flat, 5));
    assert_false(series_is_constant(moves, 5));
    assert_true(series_is_constant(moves, 2)); /* one value says nothing */
    assert_true(series_is_constant(NULL, 0));
}

static void centring_uses_every_published_team(void **state)
{
    (void)state;
    double x[] = {10, 20, NAN, /**/ 20, NAN, 5, /**/ 60, 40, 7};
    series_centre(x, 3, 3, 2);
    assert_near(x[0], -20);
    assert_near(x[3], -10);
    assert_near(x[6], 30);
    assert_near(x[1], -10);
    assert_unknown(x[4]);
    assert_near(x[7], 10);
    assert_unknown(x[2]);
    assert_near(x[8], 1);
}

static void a_period_of_few_teams_is_not_used(void **state)
{
    (void)state;
    double x[] = {10, 20, /**/ 20, NAN, /**/ 60, 40};
    series_centre(x, 3, 2, 3);
    assert_near(x[4], 30);
    assert_unknown(x[1]);
    assert_unknown(x[5]);
}

static void no_centring_when_none_is_asked(void **state)
{
    (void)state;
    double x[] = {10, NAN};
    series_centre(x, 1, 2, 0);
    assert_true(x[0] == 10);
    assert_unknown(x[1]);
}

static void a_line_with_gaps_is_removed(void **state)
{
    (void)state;
    double x[] = {3, NAN, 7, 9, NAN};
    assert_near(series_detrend(x, LEN(x)), 2.0);
    assert_near(x[0], 0);
    assert_unknown(x[1]);
    assert_near(x[3], 0);
}

static void one_point_has_no_trend(void **state)
{
    (void)state;
    double x[] = {NAN, 7};
    assert_unknown(series_detrend(x, LEN(x)));
    assert_true(x[1] == 7);
}

static void ar1_corrects_and_clamps(void **state)
{
    (void)state;
    const double x[] = {1, -1, 1, -1, 1, -1};
    struct series_ar1 ar = series_ar1(x, LEN(x));
    assert_near(ar.r1, -1.0 * 5.0 / 6.0);
    assert_near(ar.phi, -0.9);
    const double y[] = {0, 1, 3, NAN, 2, -1};
    ar = series_ar1(y, LEN(y));
    assert_near(ar.r1, 0.0 + (-1.0 * 0.0 + 0.0 * 2.0 + 1.0 * -2.0) / 3.0 / 2.5);
    assert_near(ar.phi, ar.r1 + (1 + 4 * ar.r1) / 5);
}

static void ar1_of_nothing_is_unknown(void **state)
{
    (void)state;
    const double flat[] = {4, 4, 4};
    assert_unknown(series_ar1(flat, LEN(flat)).phi);
    const double apart[] = {1, NAN, 2, NAN, 3};
    assert_unknown(series_ar1(apart, LEN(apart)).phi);
    assert_unknown(series_ar1(NULL, 0).r1);
}

static void a_gap_costs_two_residuals(void **state)
{
    (void)state;
    const double x[] = {1, 2, NAN, 3, 5};
    double e[LEN(x)];
    series_prewhiten(x, LEN(x), 0.5, e);
    assert_unknown(e[0]);
    assert_near(e[1], 1.5);
    assert_unknown(e[2]);
    assert_unknown(e[3]);
    assert_near(e[4], 3.5);
}

static void effective_pairs_are_bounded(void **state)
{
    (void)state;
    double slow[40];
    double restless[40];
    for (size_t t = 0; t < LEN(slow); t++) {
        slow[t] = 10 + (double)(t % 3);
        restless[t] = t % 2 == 0 ? -1 : 1;
    }
    assert_near(series_effective_pairs(slow, slow, LEN(slow), 0), 4.0);
    double mixed = series_effective_pairs(slow, restless, LEN(slow), 0);
    assert_true(mixed > 4.0 && mixed <= 40.0);
    double flat[40] = {0};
    assert_unknown(series_effective_pairs(flat, slow, LEN(flat), 0));
    assert_unknown(series_effective_pairs(NULL, NULL, 0, 0));
}

static void a_lag_cuts_both_ends(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4};
    const double y[] = {5, 6, 7, 8};
    struct series_pair later = series_lagged(x, y, 4, 1);
    assert_int_equal(later.len, 3);
    assert_true(later.x[0] == 1 && later.y[0] == 6);
    struct series_pair earlier = series_lagged(x, y, 4, -3);
    assert_int_equal(earlier.len, 1);
    assert_true(earlier.x[0] == 4 && earlier.y[0] == 5);
    assert_int_equal(series_lagged(x, y, 4, 4).len, 0);
    assert_int_equal(series_lagged(x, y, 4, -5).len, 0);
}

/* The sum goes to a fifth of the pairs that the lag leaves: of ten two terms, of six one. */
static void effective_pairs_are_of_the_lag(void **state)
{
    (void)state;
    const double x[] = {3, 2, -1, -1, 2, 1, -3, -3, 1, -1};
    double one = 0.0;
    double power = 0.0;
    for (size_t t = 0; t < LEN(x); t++) {
        power += x[t] * x[t] / 10.0;
        one += t == 0 ? 0.0 : x[t] * x[t - 1] / 9.0;
    }
    double r = one / power;
    assert_true(fabs(r) > 0.1 && fabs(r) < 0.5);
    assert_near(series_effective_pairs(x, x, LEN(x), 4), 1.0 / (1.0 / 6 + 2.0 / 6 * 5.0 / 6 * r * r));
    assert_near(series_effective_pairs(x, x, LEN(x), -4), series_effective_pairs(x, x, LEN(x), 4));
    assert_unknown(series_effective_pairs(x, x, LEN(x), 10));
}

static void a_mean_knows_its_inertia(void **state)
{
    (void)state;
    double slow[] = {1, 2, 3, 4, 5, NAN, 7, 8};
    struct series_mean m = series_mean(slow, 8);
    assert_int_equal(m.n, 7);
    assert_near(m.mean, 30.0 / 7.0);
    double phi = series_ar1(slow, 8).phi;
    assert_near(m.phi, phi);
    assert_near(m.neff, fmax(2.0, 7.0 * (1.0 - phi) / (1.0 + phi)));
    assert_near(m.se, sqrt(39.428571428571 / 6.0 / m.neff)); /* 7 values about 30/7 */
    double jumpy[] = {1, -1, 1, -1, 1, -1};
    assert_near(series_mean(jumpy, 6).phi, 0);
    assert_near(series_mean(jumpy, 6).neff, 6);
}

/* W20. */
static void a_mean_of_the_worked_example(void **state)
{
    (void)state;
    const double x[] = {79.4, 62,   64.5, 65.9, 63.1, 63.3, 71.7, 67.4, 68.8, 78.9, 69.8,
                        81.6, 79.4, 69.6, NAN,  70.3, 63.5, 66.5, 68,   72.9, 72.2};
    struct series_mean m = series_mean(x, sizeof x / sizeof x[0]);
    assert_int_equal(m.n, 20);
    assert_near(m.mean, 69.94);
    assert_near(m.phi, 0.3704338845);
    assert_near(m.neff, 9.187836387);
    assert_near(m.se, 1.9694526578);
}

static void a_mean_without_inertia_to_know_has_no_error(void **state)
{
    (void)state;
    double flat[] = {4, 4, 4};
    double same[] = {97.1, 97.1, 97.1, 97.1, 97.1, 97.1};
    double apart[] = {4, NAN, 6};
    assert_near(series_mean(same, 6).mean, 97.1);
    assert_unknown(series_mean(same, 6).se); /* a variance of rounding, not 0 */
    assert_near(series_mean(flat, 3).mean, 4);
    assert_unknown(series_mean(flat, 3).se);
    assert_near(series_mean(apart, 3).mean, 5);
    assert_unknown(series_mean(apart, 3).neff);
    assert_unknown(series_mean(NULL, 0).mean);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constant_but_for_rounding),
        cmocka_unit_test(centring_uses_every_published_team),
        cmocka_unit_test(a_period_of_few_teams_is_not_used),
        cmocka_unit_test(no_centring_when_none_is_asked),
        cmocka_unit_test(a_line_with_gaps_is_removed),
        cmocka_unit_test(one_point_has_no_trend),
        cmocka_unit_test(ar1_corrects_and_clamps),
        cmocka_unit_test(ar1_of_nothing_is_unknown),
        cmocka_unit_test(a_gap_costs_two_residuals),
        cmocka_unit_test(effective_pairs_are_bounded),
        cmocka_unit_test(a_lag_cuts_both_ends),
        cmocka_unit_test(effective_pairs_are_of_the_lag),
        cmocka_unit_test(a_mean_knows_its_inertia),
        cmocka_unit_test(a_mean_of_the_worked_example),
        cmocka_unit_test(a_mean_without_inertia_to_know_has_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
