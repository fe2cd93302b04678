/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link of single teams: worked example W8, and what stops an analysis. */
#include "../unit.h"

#include <math.h>
#include <string.h>

#include "math/correlation.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_within(got, expected, tolerance) assert_true(fabs((got) - (expected)) <= (tolerance))
#define assert_near(got, expected) assert_within(got, expected, 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

#define PERIODS 26

static const double w8_x[PERIODS] = {68.7, 65.5, 49.4, 41,   58.5, 59.3, 50.9, 55.5, NAN,
                                     77.3, 69.8, 66.3, 55.2, 61.9, 59.3, 64.3, 68.8, 73.5,
                                     66.4, 68.9, 57,   55.5, 54.2, 44,   52.6, 58.8};
static const double w8_y[PERIODS] = {70.7, 77.3, 79.1, 75.3, 66.8, 64,   71.1, 58.3, 60.7,
                                     63.7, 71.7, 80,   80.9, 73,   72.5, 74.5, 75.3, 78.4,
                                     80.2, NAN,  71.8, 76,   65.2, 63.7, 67.1, 64.9};
static const struct correlation_lag w8_lag[] = {
    {-4, 17, -0.044197433837, -0.044226246231, 0.076923076923, -0.1655334114, 0.87089074488},
    {-3, 18, 0.04272422586, 0.042750250058, 0.071428571429, 0.16562144361, 0.87066646371},
    {-2, 19, -0.18983347711, -0.19216441538, 0.066666666667, -0.77339712822, 0.45056347857},
    {-1, 20, -0.019531529363, -0.019534013565, 0.0625, -0.080545923415, 0.93674371524},
    {0, 21, -0.19803137333, -0.20068273909, 0.058823529412, -0.85715125784, 0.40262963174},
    {1, 20, 0.29562061438, 0.30471399361, 0.0625, 1.275900867, 0.21914871772},
    {2, 19, 0.57379513809, 0.65316256982, 0.066666666667, 2.8024221434, 0.012777359882},
    {3, 18, -0.32021425479, -0.33188582434, 0.071428571429, -1.3091157721, 0.21019563513},
    {4, 17, 0.12502119307, 0.12567874366, 0.076923076923, 0.47148571381, 0.64455731099},
};

/* One team, as it is. */
static const struct correlation_opts alone = {
    .max_lag = 4, .min_series = 20, .min_pairs = 16, .min_centre = 0};

static struct correlation *correlate(const double *x, const double *y, size_t periods,
                                     struct correlation_opts opts)
{
    struct correlation_input input = {1, periods, x, y, 0};
    struct correlation *c = NULL;
    struct error err;
    assert_true(correlation_new(&input, &opts, &c, &err));
    return c;
}

static void worked_series(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, alone);
    const struct correlation_team *team = &c->team[0];
    assert_int_equal(team->status, CORRELATION_PUBLISHED);
    assert_int_equal(team->n_pairs, 24);
    assert_int_equal(team->n_white, 21);
    assert_near(team->slope_x, -0.041325341325);
    assert_near(team->slope_y, -0.054300135349);
    assert_near(team->r1_x, 0.54156477903);
    assert_near(team->r1_y, 0.60737929484);
    assert_near(team->phi_x, 0.66821514368);
    assert_near(team->phi_y, 0.74455998202);
    assert_int_equal(c->lag[team->best].lag, 2);
    assert_near(team->p_team, 0.10929075741);
    assert_int_equal(team->lag_set, 1 << 1 | 1 << 5 | 1 << 6 | 1 << 8);
    assert_int_equal(team->direction, CORRELATION_UNDETERMINED);
}

static void worked_lags(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, alone);
    assert_int_equal(c->lags, LEN(w8_lag));
    for (size_t j = 0; j < c->lags; j++) {
        assert_int_equal(c->lag[j].lag, w8_lag[j].lag);
        assert_int_equal(c->lag[j].n, w8_lag[j].n);
        assert_near(c->lag[j].r, w8_lag[j].r);
        assert_near(c->lag[j].z, w8_lag[j].z);
        assert_near(c->lag[j].v, w8_lag[j].v);
        assert_near(c->lag[j].t, w8_lag[j].t);
        assert_near(c->lag[j].p, w8_lag[j].p);
    }
}

static void worked_level(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, alone);
    struct level_correlation level = c->team[0].level;
    assert_int_equal(level.lag, 0);
    assert_int_equal(level.n, 24);
    assert_near(level.r, 0.15077414806);
    assert_near(level.neff, 13.7091035916);
    assert_near(level.lo, -0.41942267067);
    assert_near(level.hi, 0.6356594965);
    assert_near(level.spearman, 0.16);
    assert_near(level.spearman_lo, -0.4147694305);
    assert_near(level.spearman_hi, 0.64350397711);
    assert_near(level.p, 0.6114747077);
}

static void the_level_at_the_best_lag_is_described_too(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, alone);
    struct level_correlation level = c->team[0].level_best;
    assert_int_equal(level.lag, 2);
    assert_int_equal(level.n, 22);
    struct level_correlation expected = level_correlation(c->level_x, c->level_y, PERIODS, 2);
    assert_near(level.neff, expected.neff);
    assert_near(level.r, expected.r);
    assert_near(level.spearman_hi, expected.spearman_hi);
    assert_true(level.r > c->team[0].level.r);
}

static void lags_with_few_pairs_are_dropped_but_paid_for(void **state)
{
    (void)state;
    struct correlation_opts opts = alone;
    opts.min_pairs = 19;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, opts);
    assert_int_equal(c->lag[0].n, 17);
    assert_unknown(c->lag[0].r);
    assert_unknown(c->lag[0].p);
    assert_near(c->lag[6].r, 0.57379513809);
    assert_near(c->team[0].p_team, 0.10929075741);
    assert_int_equal(c->team[0].lag_set, 1 << 5 | 1 << 6);
    assert_int_equal(c->team[0].direction, CORRELATION_X_LEADS);
}

static void a_reversed_question_reverses_the_direction(void **state)
{
    (void)state;
    struct correlation_opts opts = alone;
    opts.min_pairs = 19;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_y, w8_x, PERIODS, opts);
    assert_int_equal(c->lag[c->team[0].best].lag, -2);
    assert_int_equal(c->team[0].direction, CORRELATION_Y_LEADS);
}

static void assert_only_counts(const struct correlation *c, enum correlation_status status)
{
    assert_int_equal(c->team[0].status, status);
    assert_unknown(c->team[0].phi_x);
    assert_unknown(c->team[0].p_team);
    assert_unknown(c->team[0].level.neff);
    assert_true(c->team[0].lag_set == 0);
    for (size_t j = 0; j < c->lags; j++) {
        assert_unknown(c->lag[j].z);
    }
    for (size_t t = 0; t < c->periods; t++) {
        assert_unknown(c->residual_x[t]);
        assert_unknown(c->residual_y[t]);
        assert_unknown(c->level_x[t]);
        assert_unknown(c->level_y[t]);
    }
}

static void too_short_a_series_is_insufficient(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, 20, alone);
    assert_only_counts(c, CORRELATION_INSUFFICIENT);
    assert_int_equal(c->team[0].n_pairs, 18);
}

static void all_lags_dropped_is_insufficient(void **state)
{
    (void)state;
    struct correlation_opts opts = alone;
    opts.min_pairs = 22;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_y, PERIODS, opts);
    assert_only_counts(c, CORRELATION_INSUFFICIENT);
    assert_int_equal(c->team[0].n_pairs, 24);
    assert_int_equal(c->team[0].n_white, 21);
}

static void constant_series_have_no_variation(void **state)
{
    (void)state;
    double flat[PERIODS];
    double line[PERIODS];
    for (size_t t = 0; t < PERIODS; t++) {
        flat[t] = 100;
        line[t] = 40 + 2.0 * (double)t;
    }
    CLEANUP(correlation_free) struct correlation *x_flat = correlate(flat, w8_y, PERIODS, alone);
    assert_only_counts(x_flat, CORRELATION_NO_VARIATION);
    CLEANUP(correlation_free) struct correlation *y_flat = correlate(w8_x, flat, PERIODS, alone);
    assert_only_counts(y_flat, CORRELATION_NO_VARIATION);
    CLEANUP(correlation_free) struct correlation *straight = correlate(line, w8_y, PERIODS, alone);
    assert_only_counts(straight, CORRELATION_NO_VARIATION);
}

/* Centring turns a constant into the others' mirror image; the team itself still says nothing. */
static void centring_does_not_make_a_constant_vary(void **state)
{
    (void)state;
    double x[2 * PERIODS];
    double y[2 * PERIODS];
    for (size_t t = 0; t < PERIODS; t++) {
        x[t] = 100;
        x[PERIODS + t] = w8_x[t];
        y[t] = w8_y[t];
        y[PERIODS + t] = w8_y[PERIODS - 1 - t];
    }
    struct correlation_input input = {2, PERIODS, x, y, 0};
    struct correlation_opts opts = alone;
    opts.min_centre = 2;
    CLEANUP(correlation_free) struct correlation *c = NULL;
    struct error err;
    assert_true(correlation_new(&input, &opts, &c, &err));
    assert_only_counts(c, CORRELATION_NO_VARIATION);
    assert_int_equal(c->team[1].status, CORRELATION_PUBLISHED);
}

/* A row behind the teams changes the means as a team would, and has no result. */
static void others_take_part_in_the_means_alone(void **state)
{
    (void)state;
    double x[2 * PERIODS];
    double y[2 * PERIODS];
    for (size_t t = 0; t < PERIODS; t++) {
        x[t] = w8_x[t];
        y[t] = w8_y[t];
        x[PERIODS + t] = w8_y[PERIODS - 1 - t];
        y[PERIODS + t] = w8_x[PERIODS - 1 - t];
    }
    struct correlation_opts opts = alone;
    opts.min_centre = 2;
    struct error err;
    CLEANUP(correlation_free) struct correlation *two = NULL;
    CLEANUP(correlation_free) struct correlation *one = NULL;
    assert_true(correlation_new(&(struct correlation_input){2, PERIODS, x, y, 0}, &opts, &two, &err));
    assert_true(correlation_new(&(struct correlation_input){1, PERIODS, x, y, 1}, &opts, &one, &err));
    assert_int_equal(one->teams, 1);
    assert_int_equal(one->team[0].status, CORRELATION_PUBLISHED);
    assert_near(one->team[0].level.r, two->team[0].level.r);
    for (size_t j = 0; j < one->lags; j++) {
        assert_memory_equal(&one->lag[j].r, &two->lag[j].r, sizeof(double));
    }
}

static void a_perfect_correlation_is_capped(void **state)
{
    (void)state;
    CLEANUP(correlation_free) struct correlation *c = correlate(w8_x, w8_x, PERIODS, alone);
    const struct correlation_lag *at_0 = &c->lag[4];
    assert_near(at_0->r, 1.0);
    assert_near(at_0->z, atanh(1 - 1e-12));
    assert_true(isfinite(at_0->t));
    assert_int_equal(c->team[0].best, 4);
    assert_true(c->team[0].p_team > 0.0 && c->team[0].p_team < 1e-12);
    assert_int_equal(c->team[0].direction, CORRELATION_UNDETERMINED);
}

static void small_p_values_keep_their_digits(void **state)
{
    (void)state;
    assert_within(correlation_sidak(1e-20, 9) / 9e-20, 1.0, 1e-9);
    assert_near(correlation_sidak(0.012777359882, 9), 0.10929075741);
    assert_near(correlation_sidak(1.0, 9), 1.0);
    assert_unknown(correlation_sidak(NAN, 9));
}

static void no_teams_and_no_periods_are_no_error(void **state)
{
    (void)state;
    struct correlation_input nobody = {0, PERIODS, w8_x, w8_y, 0};
    struct correlation_input never = {3, 0, NULL, NULL, 0};
    CLEANUP(correlation_free) struct correlation *a = NULL;
    CLEANUP(correlation_free) struct correlation *b = NULL;
    struct error err;
    assert_true(correlation_new(&nobody, &alone, &a, &err));
    assert_true(correlation_new(&never, &alone, &b, &err));
    assert_only_counts(b, CORRELATION_INSUFFICIENT);
}

static void bounds_are_named(void **state)
{
    (void)state;
    struct correlation_input input = {1, PERIODS, w8_x, w8_y, 0};
    struct correlation_opts opts = alone;
    struct correlation *c = NULL;
    struct error err;
    opts.max_lag = CORRELATION_MAX_LAG + 1;
    assert_false(correlation_new(&input, &opts, &c, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "maximal lag"));
    opts = alone;
    opts.min_pairs = 4;
    assert_false(correlation_new(&input, &opts, &c, &err));
    assert_non_null(strstr(err.text, "min_pairs"));
    assert_null(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_series),
        cmocka_unit_test(worked_lags),
        cmocka_unit_test(worked_level),
        cmocka_unit_test(the_level_at_the_best_lag_is_described_too),
        cmocka_unit_test(lags_with_few_pairs_are_dropped_but_paid_for),
        cmocka_unit_test(a_reversed_question_reverses_the_direction),
        cmocka_unit_test(too_short_a_series_is_insufficient),
        cmocka_unit_test(all_lags_dropped_is_insufficient),
        cmocka_unit_test(constant_series_have_no_variation),
        cmocka_unit_test(centring_does_not_make_a_constant_vary),
        cmocka_unit_test(others_take_part_in_the_means_alone),
        cmocka_unit_test(a_perfect_correlation_is_capped),
        cmocka_unit_test(small_p_values_keep_their_digits),
        cmocka_unit_test(no_teams_and_no_periods_are_no_error),
        cmocka_unit_test(bounds_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
