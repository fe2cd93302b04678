/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell figures against the worked examples W2 to W4, and where there is too little to say. */
#include "../unit.h"

#include <math.h>

#include "math/score.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_within(got, expected, tolerance) assert_true(fabs((got) - (expected)) <= (tolerance))
#define assert_near(got, expected) assert_within(got, expected, 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void a_mean_has_its_student_interval(void **state)
{
    (void)state;
    const int64_t answers[] = {60, 72, 48, 80, 68};
    int64_t sum = 0;
    int64_t squares = 0;
    for (size_t i = 0; i < LEN(answers); i++) {
        sum += answers[i];
        squares += answers[i] * answers[i];
    }
    struct score s = score_mean(LEN(answers), sum, squares, 100);
    assert_near(s.mean, 65.6);
    assert_near(s.sd, 12.1983605456);
    assert_near(s.se, 5.4552726788);
    assert_near(s.lo, 50.4537348734);
    assert_near(s.hi, 80.7462651266);
}

/* W1: WHO-5 of five answers, and of four; an item the other way round; ease on 1 to 7. */
static void one_persons_scores(void **state)
{
    (void)state;
    assert_near(score_mean(1, 3 + 4 + 2 + 5 + 3, 17 * 17, 25).mean, 68);
    assert_near(score_mean(1, 3 + 4 + 2 + 3, 12 * 12, 20).mean, 60);
    assert_near(score_mean(1, 5 - 2, 3 * 3, 4).mean, 75);
    assert_near(score_mean(1, 6 - 1, 5 * 5, 6).mean, 83.3333333333);
}

static void the_unit_only_scales(void **state)
{
    (void)state;
    struct score fine = score_mean(4, 40 + 80 + 60 + 20, 1600 + 6400 + 3600 + 400, 100);
    struct score coarse = score_mean(4, 2 + 4 + 3 + 1, 4 + 16 + 9 + 1, 5);
    assert_near(coarse.mean, fine.mean);
    assert_near(coarse.sd, fine.sd);
    assert_near(coarse.hi, fine.hi);
}

static void one_answer_has_no_spread(void **state)
{
    (void)state;
    struct score s = score_mean(1, 3, 9, 4);
    assert_near(s.mean, 75);
    assert_unknown(s.sd);
    assert_unknown(s.se);
    assert_unknown(s.lo);
    assert_unknown(s.hi);
}

static void equal_answers_have_exactly_no_spread(void **state)
{
    (void)state;
    struct score s = score_mean(7, INT64_C(7) * 30000003, INT64_C(7) * 30000003 * 30000003, 90000000);
    assert_true(s.sd == 0.0);
    assert_true(s.lo == s.mean && s.hi == s.mean);
}

static void intervals_end_at_the_scale(void **state)
{
    (void)state;
    struct score low = score_mean(5, 1, 1, 4);
    assert_true(low.lo == 0.0);
    struct score high = score_mean(5, 19, 4 * 16 + 9, 4);
    assert_true(high.hi == 100.0);
}

static void a_pooled_interval_replaces_the_own_one(void **state)
{
    (void)state;
    struct score s = score_mean(5, 340, 24000, 100);
    score_pooled_interval(10.0, 1e6, 25, &s);
    assert_near(s.mean, 68);
    assert_near(s.sd, 10);
    assert_near(s.se, 2);
    assert_within(s.hi, 68 + 2 * 1.959963984540054, 1e-4);
    score_pooled_interval(NAN, 0.0, 25, &s);
    assert_unknown(s.lo);
    assert_unknown(s.hi);
}

static void nps_has_the_adjusted_interval(void **state)
{
    (void)state;
    struct score s = score_nps(20, 10, 4);
    assert_near(s.mean, 30);
    assert_near(s.se, 17.9179416111);
    assert_near(s.sd, 17.9179416111 * sqrt(20));
    assert_near(s.lo, -5.7235331128);
    assert_near(s.hi, 57.8974461562);
    assert_near((s.lo + s.hi) / 2, 26.0869565217); /* drawn towards 0 */
}

static void nps_of_promoters_alone_stays_uncertain(void **state)
{
    (void)state;
    struct score s = score_nps(5, 5, 0);
    assert_near(s.mean, 100);
    assert_true(s.se == 0.0);
    assert_near(s.lo, 17.4914530342);
    assert_true(s.hi == 100.0);
    assert_unknown(score_nps(1, 0, 1).se);
}

/* The interval's half, solved for the sqrt(p (1 - p) / n) in it. */
static double se_of(struct share s, double n)
{
    double z = 1.959963984540054;
    double half = (s.hi - s.lo) / 2 * (1 + z * z / n) / z;
    return sqrt(half * half - z * z / (4 * n * n));
}

static void shares_have_wilsons_interval(void **state)
{
    (void)state;
    struct share s = score_share(18, 24);
    assert_near(s.p, 0.75);
    assert_near(s.lo, 0.55100555995);
    assert_near(s.hi, 0.88000633771);
    assert_near(se_of(s, 24), 0.088388347648);
    struct share none = score_share(0, 8);
    assert_true(none.p == 0.0 && none.lo == 0.0);
    assert_near(none.hi, 0.32440756488);
    struct share all = score_share(8, 8);
    assert_true(all.hi == 1.0);
    assert_near(all.lo, 1 - 0.32440756488);
}

static void spreads_pool_by_their_degrees_of_freedom(void **state)
{
    (void)state;
    const double sd[] = {14, 12, NAN, 10};
    const int64_t n[] = {9, 8, 1, 8};
    double df = 0.0;
    double pooled = score_pooled_sd(sd, n, LEN(sd), &df);
    assert_near(df, 22);
    assert_near(pooled, sqrt((8 * 196.0 + 7 * 144.0 + 7 * 100.0) / 22));
    assert_unknown(score_pooled_sd(NULL, NULL, 0, &df));
    assert_true(df == 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mean_has_its_student_interval),
        cmocka_unit_test(one_persons_scores),
        cmocka_unit_test(the_unit_only_scales),
        cmocka_unit_test(one_answer_has_no_spread),
        cmocka_unit_test(equal_answers_have_exactly_no_spread),
        cmocka_unit_test(intervals_end_at_the_scale),
        cmocka_unit_test(a_pooled_interval_replaces_the_own_one),
        cmocka_unit_test(nps_has_the_adjusted_interval),
        cmocka_unit_test(nps_of_promoters_alone_stays_uncertain),
        cmocka_unit_test(shares_have_wilsons_interval),
        cmocka_unit_test(spreads_pool_by_their_degrees_of_freedom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
