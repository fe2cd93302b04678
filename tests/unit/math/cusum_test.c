/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The self-starting CUSUM, against the worked example W19 and by simulation. */
#include "../unit.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>

#include "math/cusum.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const struct cusum_opts usual = {.phi = 0, .allowance = 0.5, .limit = 6, .warm = 12};

static void assert_same(double got, double expected)
{
    assert_true(isnan(expected) ? isnan(got) : fabs(got - expected) <= 1e-6);
}

static void worked_example(void **state)
{
    (void)state;
    static const double x[] = {79.4, 62,   64.5, 65.9, 63.1, 63.3, 71.7, 67.4, 68.8, 78.9,
                               69.8, 81.6, 79.4, 69.6, NAN,  70.3, 63.5, 66.5, 68,   72.9,
                               72.2, 58.5, 61.5, 48.1, 61.4, 55.9, 58.8, 58,   50.1, 53.6};
    static const double u[] = {NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               NAN,
                               -0.42864167345,
                               NAN,
                               NAN,
                               -0.89903280867,
                               -0.10048169046,
                               -0.0038561333662,
                               0.71236010936,
                               0.32924609109,
                               -1.8709115924,
                               -0.60957089184,
                               -2.6275208525,
                               0.02565772506,
                               -1.2841155918,
                               -0.60110753705,
                               -0.81621128072,
                               -1.8161060299,
                               -0.92254916348};
    static const double up[] = {NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                NAN,
                                0,
                                NAN,
                                NAN,
                                0,
                                0,
                                0,
                                0.21236010936,
                                0.041606200448,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0};
    static const double down[] = {NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  NAN,
                                  0,
                                  NAN,
                                  NAN,
                                  0.39903280867,
                                  0,
                                  0,
                                  0,
                                  0,
                                  1.3709115924,
                                  1.4804824842,
                                  3.6080033367,
                                  3.0823456117,
                                  3.8664612034,
                                  3.9675687405,
                                  4.2837800212,
                                  5.5998860511,
                                  6.0224352145};
    struct cusum_step steps[LEN(x)];
    struct cusum_opts opts = usual;
    opts.phi = 0.3;
    cusum_run(x, LEN(x), &opts, steps);
    for (size_t t = 0; t < LEN(x); t++) {
        assert_same(steps[t].u, u[t]);
        assert_same(steps[t].up, up[t]);
        assert_same(steps[t].down, down[t]);
        assert_int_equal(steps[t].alarm, t == 29 ? CUSUM_DOWN : CUSUM_NONE);
    }
    assert_int_equal(steps[29].change, 21);
}

/* Twelve residuals of either sign, and then a shift of either sign. */
static void fill(double *x, size_t n, double shift)
{
    for (size_t t = 0; t < n; t++) {
        x[t] = (t % 2 == 0 ? 1.0 : -1.0) + (t < 14 ? 0.0 : shift);
    }
}

static size_t first_alarm(const struct cusum_step *steps, size_t n)
{
    size_t t = 0;
    while (t < n && steps[t].alarm == CUSUM_NONE) {
        t++;
    }
    return t;
}

static void a_rise_is_the_mirror_of_a_fall(void **state)
{
    (void)state;
    double x[40];
    struct cusum_step rise[40];
    struct cusum_step fall[40];
    fill(x, 40, 4);
    cusum_run(x, 40, &usual, rise);
    for (size_t t = 0; t < 40; t++) {
        x[t] = -x[t];
    }
    cusum_run(x, 40, &usual, fall);
    size_t at = first_alarm(rise, 40);
    assert_true(at > 14 && at < 25);
    assert_int_equal(rise[at].alarm, CUSUM_UP);
    assert_int_equal(fall[at].alarm, CUSUM_DOWN);
    assert_int_equal(rise[at].change, 14);
    assert_int_equal(fall[at].change, 14);
    for (size_t t = 13; t < 40; t++) {
        assert_same(fall[t].up, rise[t].down);
    }
}

/* After the alarm twelve more residuals come before the next judgement; the alarm's own is the first. */
static void everything_starts_again_after_an_alarm(void **state)
{
    (void)state;
    double x[60];
    struct cusum_step steps[60];
    fill(x, 60, 4);
    cusum_run(x, 60, &usual, steps);
    size_t at = first_alarm(steps, 60);
    for (size_t t = at + 1; t < at + 12; t++) {
        assert_unknown(steps[t].u);
    }
    assert_true(steps[at + 12].up >= 0);
    assert_int_equal(at + 1 + first_alarm(steps + at + 1, 59 - at), 60);
}

static void what_is_missing_changes_nothing(void **state)
{
    (void)state;
    double x[40];
    double gapped[42];
    struct cusum_step steps[40];
    struct cusum_step with_gap[42];
    fill(x, 40, 1);
    for (size_t t = 0; t < 42; t++) {
        gapped[t] = t < 20 ? x[t] : t < 22 ? NAN : x[t - 2];
    }
    cusum_run(x, 40, &usual, steps);
    cusum_run(gapped, 42, &usual, with_gap);
    assert_unknown(with_gap[20].u);
    assert_unknown(with_gap[21].up);
    assert_unknown(with_gap[22].u); /* nothing came directly before it */
    assert_same(with_gap[19].up, steps[19].up);
    assert_true(steps[19].up > 0.5);
    assert_same(with_gap[23].up, with_gap[19].up + with_gap[23].u - usual.allowance);
}

/* Nor is one whose variation is that of rounding. */
static void a_series_without_variation_is_never_judged(void **state)
{
    (void)state;
    double x[40];
    struct cusum_step steps[40];
    for (size_t t = 0; t < 40; t++) {
        x[t] = 50 + (double)(t % 3) * 1e-6;
    }
    cusum_run(x, 40, &usual, steps);
    for (size_t t = 0; t < 40; t++) {
        assert_unknown(steps[t].u);
        assert_int_equal(steps[t].alarm, CUSUM_NONE);
    }
}

/* A residual beyond every tail has a score all the same. */
static void scores_are_finite(void **state)
{
    (void)state;
    double x[40];
    struct cusum_step steps[40];
    fill(x, 40, 1e9);
    cusum_run(x, 40, &usual, steps);
    assert_true(isfinite(steps[14].u) && steps[14].u > 5);
}

/* Alarms among series of 65 periods: 12 residuals to warm up, 52 to be judged. */
static double alarm_rate(double rho, double phi, double shift)
{
    enum { SERIES = 2000, PERIODS = 65 };
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 20250813);
    struct cusum_opts opts = usual;
    opts.phi = phi;
    size_t alarms = 0;
    for (size_t i = 0; i < SERIES; i++) {
        double x[PERIODS];
        struct cusum_step steps[PERIODS];
        double level = gsl_ran_ugaussian(rng);
        for (size_t t = 0; t < PERIODS; t++) {
            level = t == 0 ? level : rho * level + sqrt(1 - rho * rho) * gsl_ran_ugaussian(rng);
            x[t] = level + (t < 30 ? 0 : shift);
        }
        cusum_run(x, PERIODS, &opts, steps);
        size_t until = shift > 0 ? 44 : PERIODS;
        alarms += first_alarm(steps, until) < until ? 1 : 0;
    }
    gsl_rng_free(rng);
    return (double)alarms / (double)SERIES;
}

/* Published rates: .03 and .05 false alarms; .80 of shifts by two standard deviations seen within 13 periods
 * (with reliability .6, which is not simulated here). The control forgets the autocorrelation. */
static void false_alarms_are_rare_and_shifts_are_seen(void **state)
{
    (void)state;
    double independent = alarm_rate(0, 0, 0);
    double slow = alarm_rate(0.6, 0.6, 0);
    double naive = alarm_rate(0.6, 0, 0);
    double seen = alarm_rate(0, 0, 2);
    assert_true(independent > 0.005 && independent < 0.05);
    assert_true(slow > 0.005 && slow < 0.07);
    assert_true(naive > 0.3);
    assert_true(seen > 0.75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(a_rise_is_the_mirror_of_a_fall),
        cmocka_unit_test(everything_starts_again_after_an_alarm),
        cmocka_unit_test(what_is_missing_changes_nothing),
        cmocka_unit_test(a_series_without_variation_is_never_judged),
        cmocka_unit_test(scores_are_finite),
        cmocka_unit_test(false_alarms_are_rare_and_shifts_are_seen),
    };
    return cmocka_run_group_tests_name("cusum", tests, NULL, NULL);
}
