/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A team against the others: worked examples W16 and W20, the sample organisation, and what is not enough. */
#include "sample_data.h"

#include "base/cleanup.h"
#include "math/difference.h"

#define TEAMS 7
#define PERIODS 14
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const struct difference_opts usual = {.min_others = 5, .min_periods = 12};

static void run(const struct difference_input *input, struct difference *ret)
{
    struct error err;
    assert_true(difference_of(input, &usual, ret, &err));
}

/* Noise that is the same everywhere, 40 to 60. */
static void fill(double *x)
{
    uint32_t noise = 3;
    for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
        noise = noise * 1664525 + 1013904223;
        x[i] = 40 + 20 * (double)(noise >> 16) / 65536;
    }
}

static void assert_lacking(const struct difference *d, enum lack lack, size_t n)
{
    assert_int_equal(d->lack, lack);
    assert_int_equal(d->n, n);
    assert_unknown(d->delta);
    assert_unknown(d->se);
    assert_unknown(d->df);
    assert_unknown(difference_p_above(d, 0));
    assert_unknown(difference_p_below(d, 0));
    assert_unknown(difference_interval(d, .9).lo);
    assert_unknown(difference_interval(d, .9).hi);
}

/* The others are at 0, so the difference is the series of W20. */
static void worked_series(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W20_series_mean\"");
    double x[6 * 21] = {0};
    for (size_t t = 0; t < 21; t++) {
        x[t] = json_number(json, "x", t);
    }
    struct difference d[1];
    run(&(struct difference_input){1, 21, x, 5}, d);
    assert_int_equal(d->lack, LACK_NOTHING);
    assert_int_equal(d->n, json_number(json, "n", 0));
    assert_near(d->delta, json_number(json, "mean", 0));
    assert_near(d->se, json_number(json, "se", 0));
    assert_near(d->neff, json_number(json, "neff", 0));
    assert_near(d->phi, json_number(json, "phi", 0));
    assert_near(d->df, d->neff - 1);
}

static void worked_margins(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W16_iut\"");
    struct difference w = {
        LACK_NOTHING, 14, json_number(json, "dW", 0), json_number(json, "seW", 0), 14, 0, 13};
    struct difference c = {
        LACK_NOTHING, 16, json_number(json, "dC", 0), json_number(json, "seC", 0), 16, 0, 15};
    double margin = json_number(json, "margin", 0);
    assert_near(difference_p_above(&w, margin), json_number(json, "pW", 0));
    assert_near(difference_p_below(&c, margin), json_number(json, "pC", 0));
    assert_near(difference_p_below(&w, -9.1), 0.5);
    struct difference_interval half = difference_interval(&w, .9);
    assert_near(half.lo, 9.1 - 1.770933396 * 2.4); /* t(13, .95) of the tables */
    assert_near(half.hi, 9.1 + 1.770933396 * 2.4);
}

static void compare_metric(const char *metric, const double *x)
{
    struct difference d[SAMPLE_TEAMS];
    run(&(struct difference_input){SAMPLE_TEAMS, SAMPLE_PERIODS, x, 0}, d);
    FILE *file = open_data("expected_effects.csv");
    struct row row;
    size_t rows = 0;
    while (read_row(file, &row)) {
        if (strcmp(row.cell[0], metric) == 0) {
            size_t i = team_index(&row, 1);
            assert_int_equal(d[i].n, number(&row, 2));
            assert_near(d[i].delta, number(&row, 3));
            assert_near(d[i].se, number(&row, 4));
            assert_near(d[i].neff, number(&row, 5));
            rows++;
        }
    }
    fclose(file);
    assert_int_equal(rows, SAMPLE_TEAMS);
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    double x[SAMPLE_TEAMS * SAMPLE_PERIODS];
    read_cells("expected_employee_cells.csv", "wellbeing", x);
    compare_metric("dW", x);
    read_cells("expected_employee_cells.csv", "cust_orient", x);
    compare_metric("dCO", x);
    read_cells("expected_employee_cells.csv", "collab_self", x);
    compare_metric("dCOL", x);
    read_cells("expected_customer_cells.csv", "csat100", x);
    compare_metric("dC", x);
}

static void rows_behind_the_teams_are_compared_with_alone(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct difference all[TEAMS];
    struct difference three[TEAMS];
    fill(x);
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, all);
    run(&(struct difference_input){3, PERIODS, x, TEAMS - 3}, three);
    for (size_t i = 0; i < 3; i++) {
        assert_true(three[i].delta == all[i].delta);
        assert_true(three[i].se == all[i].se);
    }
}

static void too_few_others_make_no_period(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct difference d[TEAMS];
    fill(x);
    run(&(struct difference_input){5, PERIODS, x, 0}, d);
    assert_lacking(&d[0], LACK_PERIODS, 0);
    run(&(struct difference_input){6, PERIODS, x, 0}, d);
    assert_int_equal(d[0].n, PERIODS);
    x[5 * PERIODS] = NAN; /* in one period there are four others */
    run(&(struct difference_input){6, PERIODS, x, 0}, d);
    assert_int_equal(d[0].n, PERIODS - 1);
    assert_int_equal(d[5].n, PERIODS - 1);
}

static void too_few_periods_are_insufficient(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct difference d[TEAMS];
    fill(x);
    x[0] = x[6] = NAN;
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, d);
    assert_int_equal(d[0].lack, LACK_NOTHING);
    assert_int_equal(d[0].n, 12);
    x[3] = NAN;
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, d);
    assert_lacking(&d[0], LACK_PERIODS, 11);
    assert_int_equal(d[1].lack, LACK_NOTHING);
}

static void a_difference_that_never_changes_says_so(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct difference d[TEAMS];
    for (size_t i = 0; i < (size_t)TEAMS * PERIODS; i++) {
        x[i] = i < PERIODS ? 80 : 50;
    }
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, d);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_lacking(&d[i], LACK_VARIATION, PERIODS);
    }
}

/* Asked every second week: how much of one answer is in the next cannot be told. */
static void periods_that_never_follow_each_other_are_insufficient(void **state)
{
    (void)state;
    enum { LONG = 26 };
    double x[TEAMS * LONG];
    struct difference d[TEAMS];
    for (size_t i = 0; i < (size_t)TEAMS * LONG; i++) {
        x[i] = i % LONG % 2 == 0 ? (double)(i * 7919 % 101) : NAN;
    }
    run(&(struct difference_input){TEAMS, LONG, x, 0}, d);
    assert_lacking(&d[0], LACK_PERIODS, 13);
}

/* A slow series is worth few periods, and even then t has 4 degrees of freedom. */
static void inertia_takes_periods_away(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    struct difference d[TEAMS];
    fill(x);
    for (size_t t = 0; t < PERIODS; t++) {
        x[t] = 5 * (double)t;
    }
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, d);
    assert_true(d[0].phi <= .9 && d[0].phi > .8);
    assert_near(d[0].neff, 2);
    assert_near(d[0].df, 4);
    for (size_t t = 0; t < PERIODS; t++) {
        x[t] = t % 2 == 0 ? 10 : 90;
    }
    run(&(struct difference_input){TEAMS, PERIODS, x, 0}, d);
    assert_near(d[0].phi, 0); /* to and fro adds no periods */
    assert_near(d[0].neff, PERIODS);
}

static void nobody_and_never_are_no_error(void **state)
{
    (void)state;
    struct difference d[2];
    double none[1];
    run(&(struct difference_input){0, PERIODS, none, 0}, d);
    run(&(struct difference_input){2, 0, none, 0}, d);
    assert_lacking(&d[0], LACK_PERIODS, 0);
    assert_lacking(&d[1], LACK_PERIODS, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_series),
        cmocka_unit_test(worked_margins),
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(rows_behind_the_teams_are_compared_with_alone),
        cmocka_unit_test(too_few_others_make_no_period),
        cmocka_unit_test(too_few_periods_are_insufficient),
        cmocka_unit_test(a_difference_that_never_changes_says_so),
        cmocka_unit_test(periods_that_never_follow_each_other_are_insufficient),
        cmocka_unit_test(inertia_takes_periods_away),
        cmocka_unit_test(nobody_and_never_are_no_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
