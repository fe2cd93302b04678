/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Analysis of variance against the worked example W7 (R), and its edges. */
#include "../unit.h"

#include <math.h>

#include "math/icc.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

/* Three teams of 4, 5 and 3. */
static const struct icc_group w7[] = {{4, 64, 80.0 / 3}, {5, 75, 16.5}, {3, 167.0 / 3, 16.333333333333}};

static void worked_example(void **state)
{
    (void)state;
    struct icc icc = icc_of(w7, 3);
    assert_int_equal(icc.k, 3);
    assert_near(icc.n, 12);
    assert_near(icc.n0, 3.9166666667);
    assert_near(icc.msb, 369.1666666667);
    assert_near(icc.msw, 19.8518518519);
    assert_near(icc.f, 18.5960820896);
    assert_true(fabs(icc.p - 0.00063611245174) < 1e-12);
    assert_near(icc.icc1, 0.81793741418);
    assert_near(icc.icc1_lo, 0.36528433073);
    assert_near(icc.icc1_hi, 0.99467379884);
    assert_near(icc.icc2, 0.946225232);
    assert_near(icc.icc2_lo, 0.69269304368);
    assert_near(icc.icc2_hi, 0.99863470365);
    /* R's multilevel takes the mean size of the teams, 4, for n0. */
    assert_near((icc.msb - icc.msw) / (icc.msb + (icc.n / 3 - 1) * icc.msw), 0.81478121895);
}

/* W7_icc_negative: teams more alike than chance has it. */
static void negative_values_stay(void **state)
{
    (void)state;
    const struct icc_group groups[] = {{3, 60, 302.0 / 3}, {3, 60 + 1.0 / 3, 302.0 / 3}};
    struct icc icc = icc_of(groups, 2);
    assert_near(icc.msb, 0.16666666667);
    assert_near(icc.msw, 100.6666666667);
    assert_near(icc.icc1, -0.49875930521);
    assert_near(icc.icc2, -603);
    assert_true(icc.p > 0.9 && icc.icc1_lo < icc.icc1 && icc.icc1 < icc.icc1_hi);
    assert_true(icc.icc2_lo < icc.icc2 && icc.icc2 < icc.icc2_hi);
}

static void equal_teams_have_no_icc2(void **state)
{
    (void)state;
    const struct icc_group groups[] = {{4, 60, 9}, {4, 60, 9}, {4, 60, 9}};
    struct icc icc = icc_of(groups, 3);
    assert_near(icc.f, 0);
    assert_near(icc.p, 1);
    assert_near(icc.icc1, -1.0 / 3);
    assert_unknown(icc.icc2);
    assert_unknown(icc.icc2_lo);
    assert_unknown(icc.icc2_hi);
}

static void without_variance_within_there_is_none(void **state)
{
    (void)state;
    const struct icc_group groups[] = {{4, 60, 0}, {5, 70, 0}};
    struct icc icc = icc_of(groups, 2);
    assert_near(icc.msw, 0);
    assert_near(icc.msb, 4 * 5 * 100.0 / 9);
    assert_unknown(icc.f);
    assert_unknown(icc.p);
    assert_unknown(icc.icc1);
    assert_unknown(icc.icc1_hi);
    assert_unknown(icc.icc2);
}

/* One person has no variance of their own, whatever is written there. */
static void a_team_of_one_counts_between(void **state)
{
    (void)state;
    const struct icc_group groups[] = {{1, 50, NAN}, {3, 70, 12}, {2, 64, 8}};
    struct icc icc = icc_of(groups, 3);
    assert_near(icc.msw, (2 * 12.0 + 8) / 3);
    assert_near(icc.n0, (6 - 14.0 / 6) / 2);
}

/* As many teams as a large organisation has. */
static void thousands_of_teams(void **state)
{
    (void)state;
    static struct icc_group groups[20000];
    for (size_t i = 0; i < 20000; i++) {
        groups[i] = (struct icc_group){100, 60 + (double)(i % 5), 100};
    }
    struct icc icc = icc_of(groups, 20000);
    assert_near(icc.msw, 100);
    assert_near(icc.msb, 100 * 2 * 20000.0 / 19999);
    assert_true(icc.p < 1e-300);
    assert_true(icc.icc1_lo > 0.0095 && icc.icc1_lo < icc.icc1 && icc.icc1 < icc.icc1_hi &&
                icc.icc1_hi < 0.0107);
}

static void too_few(void **state)
{
    (void)state;
    const struct icc_group groups[] = {{1, 50, NAN}, {1, 60, NAN}};
    assert_int_equal(icc_of(NULL, 0).k, 0);
    assert_near(icc_of(NULL, 0).n, 0);
    assert_unknown(icc_of(NULL, 0).n0);
    assert_unknown(icc_of(w7, 1).icc1);
    assert_unknown(icc_of(w7, 1).n0);
    assert_near(icc_of(w7, 1).n, 4);
    assert_unknown(icc_of(groups, 2).msb);
}

static void reliability_of_a_mean(void **state)
{
    (void)state;
    assert_near(icc_reliability(0.2, 10), 2.0 / 2.8);
    assert_near(icc_reliability(0.2, 1), 0.2);
    assert_near(icc_reliability(-0.3, 10), 0);
    assert_near(icc_reliability(1, 7), 1);
    assert_unknown(icc_reliability(NAN, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(negative_values_stay),
        cmocka_unit_test(equal_teams_have_no_icc2),
        cmocka_unit_test(without_variance_within_there_is_none),
        cmocka_unit_test(a_team_of_one_counts_between),
        cmocka_unit_test(thousands_of_teams),
        cmocka_unit_test(too_few),
        cmocka_unit_test(reliability_of_a_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
