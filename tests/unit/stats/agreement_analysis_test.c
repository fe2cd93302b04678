/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Verdicts on dimensions from made-up leaves. */
#include "stats/agreement_analysis.h"

#include <math.h>

#include "../unit.h"
#include "some_leaves.h"

static void each_period_is_analysed_alone(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    leaves_add(&leaves, 10, 5, APART, 0.9);
    leaves_add(&leaves, 11, 4, APART, 0.8); /* too few for an analysis of variance */
    leaves_add(&leaves, 14, 6, ALIKE, 0.7);
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
    assert_int_equal(a->n, 3);
    assert_int_equal(a->analysed, 2);
    assert_int_equal(a->period[0].period, 10);
    assert_int_equal(a->period[2].period, 14);
    assert_int_equal(a->period[1].icc.k, 4);
    assert_near(a->period[1].icc.n, 40);
    assert_true(isnan(a->period[1].icc.n0) && isnan(a->period[1].icc.icc1) && isnan(a->period[1].icc.p));
    assert_near(a->period[1].rwgj_median, 0.8);
    /* Means 50 … 90 by 10 of ten people each with SD 10: MSB 2500, MSW 100. */
    assert_near(a->period[0].icc.msb, 2500);
    assert_near(a->period[0].icc.msw, 100);
    assert_near(a->period[0].icc.icc1, 2400.0 / 3400);
    assert_near(a->period[2].icc.icc1, -1.0 / 9);
}

static void medians_are_over_periods(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    leaves_add(&leaves, 10, 5, APART, 0.9);
    leaves_add(&leaves, 11, 5, ALIKE, 0.6);
    leaves_add(&leaves, 12, 5, APART, 0.8);
    leaves_add(&leaves, 13, 3, ALIKE, 0.1); /* does not count */
    leaves.all[0].rwgj = 0.1;               /* nor does one team of a period */
    leaves.all[1].rwgj = NAN;
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
    assert_near(a->icc1_median, 2400.0 / 3400);
    assert_near(a->icc2_median, 0.96);
    assert_near(a->rwgj_median, 0.8);
    assert_near(a->significant, 2.0 / 3);
}

struct rule {
    size_t apart; /* periods in which teams differ, of four */
    double rwgj;
    enum agreement_verdict verdict;
};

static void verdicts_follow_the_rule(void **state)
{
    (void)state;
    static const struct rule rules[] = {
        {4, 0.70, AGREEMENT_OK},     {2, 0.70, AGREEMENT_OK}, /* half of the tests */
        {1, 0.70, AGREEMENT_WEAK},   {4, 0.69, AGREEMENT_WEAK}, {0, 0.69, AGREEMENT_NOT_A_TEAM_PROPERTY},
        {4, NAN, AGREEMENT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct leaves leaves = {0};
        for (size_t t = 0; t < 4; t++) {
            leaves_add(&leaves, (int32_t)t, 5, t < rules[i].apart ? APART : ALIKE, rules[i].rwgj);
        }
        CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
        assert_int_equal(a->verdict, rules[i].verdict);
        assert_true(a->agree == (rules[i].rwgj >= 0.7));
        assert_true(a->differ == (rules[i].apart >= 2));
    }
}

/* An ICC(1) of .05 is enough where hardly any test is significant. */
static void a_small_difference_may_be_enough(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    leaves_add(&leaves, 1, 5, ALIKE, 0.9);
    leaves.all[0].mean = 59.1; /* the others 50: MSB 165.62, F 1.66 with 4 and 45 */
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
    assert_near(a->icc1_median, 65.62 / 1065.62);
    assert_true(a->period[0].icc.p > 0.05);
    assert_int_equal(a->verdict, AGREEMENT_OK);
}

/* Figures of one period that hides its dispersion are told by the window only among many. */
static void few_periods_hide_what_one_hides(void **state)
{
    (void)state;
    for (size_t n = 1; n <= AGREEMENT_MANY_PERIODS; n++) {
        struct leaves leaves = {0};
        for (size_t t = 0; t < n; t++) {
            leaves_add(&leaves, (int32_t)t, 5, APART, 0.9);
        }
        leaves_add(&leaves, 99, 4, APART, 0.9); /* has no figures to hide */
        for (size_t i = 5 * n; i < leaves.n; i++) {
            leaves.all[i].shows_spread = false;
        }
        struct agreement_analysis *a = leaves_analyse(&leaves);
        assert_true(a->is_shown);
        a = agreement_analysis_free(a);
        for (size_t i = 0; i < 5; i++) {
            leaves.all[i].shows_spread = false;
        }
        a = leaves_analyse(&leaves);
        assert_true(a->is_shown == (n == AGREEMENT_MANY_PERIODS));
        assert_int_equal(a->verdict, AGREEMENT_OK);
        agreement_analysis_free(a);
    }
}

static void the_last_periods_leaves(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    size_t n = 9;
    assert_null(agreement_analysis_last(leaves.all, 0, &n));
    assert_int_equal(n, 0);
    leaves_add(&leaves, 1, 5, APART, 0.9);
    assert_ptr_equal(agreement_analysis_last(leaves.all, leaves.n, &n), leaves.all);
    assert_int_equal(n, 5);
    leaves_add(&leaves, 2, 3, APART, 0.9);
    assert_ptr_equal(agreement_analysis_last(leaves.all, leaves.n, &n), leaves.all + 5);
    assert_int_equal(n, 3);
}

static void medians_since_a_period(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    struct agreement_median median;
    struct error err;
    leaves_add(&leaves, 1, 5, ALIKE, 0.9);
    leaves_add(&leaves, 2, 5, ALIKE, 0.9);
    leaves_add(&leaves, 3, 5, APART, 0.9);
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
    assert_true(agreement_analysis_since(a, 0, &median, &err));
    assert_near(median.icc1, -1.0 / 9);
    assert_near(median.not_significant, 2.0 / 3);
    assert_true(agreement_analysis_since(a, 1, &median, &err));
    assert_near(median.icc1, (2400.0 / 3400 - 1.0 / 9) / 2);
    assert_near(median.not_significant, 0.5);
    assert_true(agreement_analysis_since(a, 3, &median, &err));
    assert_true(isnan(median.icc1) && isnan(median.not_significant));
}

static void nothing_published(void **state)
{
    (void)state;
    struct leaves leaves = {0};
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&leaves);
    assert_int_equal(a->n, 0);
    assert_int_equal(a->verdict, AGREEMENT_UNKNOWN);
    assert_true(isnan(a->icc1_median) && isnan(a->significant) && a->is_shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_period_is_analysed_alone),   cmocka_unit_test(medians_are_over_periods),
        cmocka_unit_test(verdicts_follow_the_rule),        cmocka_unit_test(a_small_difference_may_be_enough),
        cmocka_unit_test(few_periods_hide_what_one_hides), cmocka_unit_test(the_last_periods_leaves),
        cmocka_unit_test(medians_since_a_period),          cmocka_unit_test(nothing_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
