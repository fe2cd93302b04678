/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes among teams made for it; the CUSUM itself is tested with math/. */
#include "stats/change_analysis.h"

#include <math.h>

#include "../unit.h"
#include "math/series.h"

#define TEAMS 8
#define PERIODS 60
#define CHANGED 3
#define SHORT 5
#define SHORT_N 13
#define SHIFT_AT 30
#define SHIFT 5.0

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

static const struct change_analysis_opts usual = {{.allowance = 0.5, .limit = 6, .warm = 12},
                                                  .min_centre = 6};

/* 0 to 1, the same everywhere. */
static double noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (double)(1 << 24);
}

/* All rise and fall together; one moves up in the middle; one was published thirteen times in a row, which
 * are twelve residuals. With this seed nobody else has a false alarm. */
static void fill(double x[TEAMS * PERIODS])
{
    uint32_t seed = 2;
    for (size_t t = 0; t < PERIODS; t++) {
        double common = 20 * noise(&seed);
        for (size_t i = 0; i < TEAMS; i++) {
            double shift = i == CHANGED && t >= SHIFT_AT ? SHIFT : 0;
            bool hidden = i == SHORT && t >= SHORT_N;
            x[i * PERIODS + t] = hidden ? NAN : 50 + (double)i + common + 6 * noise(&seed) + shift;
        }
    }
}

static struct change_analysis *analyse(const double *x, size_t teams, size_t others)
{
    const struct change_input input = {teams, others, PERIODS, x, PERIODS};
    struct change_analysis *analysis;
    struct error err;
    assert_true(change_analysis_new(&input, &usual, &analysis, &err));
    return analysis;
}

static void assert_status(const struct change_analysis *a, size_t team, enum change_status status)
{
    assert_int_equal(a->team[team].status, status);
    assert_true((a->team[team].judged > 0) == (status == CHANGE_PUBLISHED));
}

static void one_team_changed_and_no_other(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_int_equal(a->alarms, 1);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_status(a, i, i == SHORT ? CHANGE_FEW_PERIODS : CHANGE_PUBLISHED);
        assert_int_equal(a->team[i].n, i == SHORT ? SHORT_N : PERIODS);
        assert_int_equal(a->team[i].residuals, a->team[i].n - 1);
        assert_int_equal(a->team[i].alarms, i == CHANGED);
    }
    const struct change_alarm *found = &a->alarm[0];
    assert_int_equal(found->team, CHANGED);
    assert_int_equal(found->direction, CUSUM_UP);
    assert_in_range(found->since, SHIFT_AT - 1, SHIFT_AT + 1);
    assert_in_range(found->period, SHIFT_AT + 1, SHIFT_AT + 8);
    /* After the alarm twelve residuals, its own the first, come before the next judgement. */
    assert_int_equal(a->team[CHANGED].judged, PERIODS - 1 - 12 - 11);
    assert_int_equal(a->team[0].judged, PERIODS - 1 - 12);
}

/* The size is that of the levels on both sides of the change, the whole series through. Centring takes an
 * eighth of the shift away. */
static void a_change_is_as_large_as_the_levels_differ(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    const struct change_alarm *found = &a->alarm[0];
    assert_true(found->size.lo < SHIFT * 7 / 8 && found->size.hi > SHIFT * 7 / 8 && found->size.lo > 0);
    series_centre(x, TEAMS, PERIODS, usual.min_centre);
    const double *team = x + CHANGED * PERIODS;
    size_t since = (size_t)found->since;
    struct series_mean before = series_mean(team, since);
    struct series_mean after = series_mean(team + since, PERIODS - since);
    assert_near(found->size.mean, after.mean - before.mean);
}

/* x: the scores of all rows, centred here. */
static void assert_steps(const struct change_analysis *a, double x[TEAMS * PERIODS])
{
    struct cusum_step steps[PERIODS];
    struct cusum_opts opts = usual.cusum;
    opts.phi = a->phi;
    series_centre(x, TEAMS, PERIODS, usual.min_centre);
    for (size_t i = 0; i < a->teams; i++) {
        cusum_run(x + i * PERIODS, PERIODS, &opts, steps);
        for (size_t t = 0; t < PERIODS; t++) {
            const struct cusum_step *got = &a->step[i * PERIODS + t];
            assert_true(isnan(steps[t].u) ? isnan(got->u) : got->u == steps[t].u);
            assert_true(isnan(steps[t].u) || (got->up == steps[t].up && got->down == steps[t].down));
        }
    }
}

static void the_steps_are_those_of_the_centred_series(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_steps(a, x);
}

static void phi_is_pooled_over_series_of_some_length(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] += 12 * sin((double)(i % PERIODS) / 3 + (double)(i / PERIODS));
    }
    for (size_t t = 11; t < PERIODS; t++) {
        x[SHORT * PERIODS + t] = NAN;
    }
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    double sum = 0;
    for (size_t i = 0; i < TEAMS; i++) {
        series_detrend(x + i * PERIODS, PERIODS);
        sum += i == SHORT ? 0 : series_ar1(x + i * PERIODS, PERIODS).phi;
    }
    assert_true(a->phi > 0.1 && a->phi < 0.7);
    assert_near(a->phi, sum / (TEAMS - 1));
}

/* Slow waves, whose own phi is .9. */
static void phi_is_held_within_its_bounds(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = 50 + 10 * sin((double)(i % PERIODS) / 6 + (double)(i / PERIODS));
    }
    struct change_analysis *slow CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_near(slow->phi, 0.8);
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = i % 2 == 0 ? 40 : 60 + (double)(i % 3);
    }
    struct change_analysis *swift CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_near(swift->phi, 0);
}

static void a_second_alarm_is_measured_from_the_first_change(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t t = 46; t < PERIODS; t++) {
        x[CHANGED * PERIODS + t] -= 2 * SHIFT;
    }
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_int_equal(a->alarms, 2);
    assert_int_equal(a->team[CHANGED].alarms, 2);
    const struct change_alarm *up = &a->alarm[0];
    const struct change_alarm *down = &a->alarm[1];
    assert_int_equal(up->direction, CUSUM_UP);
    assert_int_equal(down->direction, CUSUM_DOWN);
    size_t rise = (size_t)up->since;
    size_t fall = (size_t)down->since;
    assert_true(up->period < fall && down->size.hi < 0);
    series_centre(x, TEAMS, PERIODS, usual.min_centre);
    const double *team = x + CHANGED * PERIODS;
    double middle = series_mean(team + rise, fall - rise).mean;
    assert_near(up->size.mean, middle - series_mean(team, rise).mean);
    assert_near(down->size.mean, series_mean(team + fall, PERIODS - fall).mean - middle);
}

static struct change_analysis *analyse_window(const double *x, size_t window)
{
    const struct change_input input = {TEAMS, 0, PERIODS, x, window};
    struct change_analysis *analysis;
    struct error err;
    assert_true(change_analysis_new(&input, &usual, &analysis, &err));
    return analysis;
}

/* The newest periods of the same run, and alarms of these alone; what began before them began before them. */
static void a_window_shows_a_part_of_the_run(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *whole CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    size_t start = whole->alarm[0].period;
    size_t window = PERIODS - start;
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse_window(x, window);
    assert_int_equal(a->periods, window);
    assert_true(a->phi == whole->phi);
    for (size_t i = 0; i < TEAMS; i++) {
        for (size_t t = 0; t < window; t++) {
            const struct cusum_step *got = &a->step[i * window + t];
            const struct cusum_step *same = &whole->step[i * PERIODS + start + t];
            assert_true(got->up == same->up || (isnan(got->up) && isnan(same->up)));
        }
    }
    assert_int_equal(a->team[CHANGED].n, window);
    assert_int_equal(a->team[SHORT].n, 0);
    assert_int_equal(a->alarms, 1);
    assert_int_equal(a->alarm[0].period, 0);
    assert_int_equal(a->alarm[0].since, whole->alarm[0].since - (int32_t)start);
    assert_true(a->alarm[0].since < 0 && a->alarm[0].size.mean == whole->alarm[0].size.mean);
    struct change_analysis *later CLEANUP(change_analysis_free) = analyse_window(x, window - 1);
    assert_int_equal(later->alarms, 0);
    assert_int_equal(later->team[CHANGED].alarms, 0);
    assert_status(later, CHANGED, CHANGE_PUBLISHED);
}

static void few_teams_are_not_judged(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, 5, 0);
    for (size_t i = 0; i < 5; i++) {
        assert_status(a, i, CHANGE_FEW_TEAMS);
        assert_int_equal(a->team[i].residuals, 0);
    }
    struct change_analysis *one CLEANUP(change_analysis_free) = analyse(x + SHORT * PERIODS, 1, 0);
    assert_status(one, 0, CHANGE_FEW_PERIODS);
    struct change_analysis *nobody CLEANUP(change_analysis_free) = analyse(NULL, 0, 0);
    assert_int_equal(nobody->alarms, 0);
    assert_unknown(nobody->phi);
}

/* Rows behind the teams make their periods' means, and neither phi nor alarms. */
static void others_take_part_in_the_means_alone(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t i = 5 * PERIODS; i < TEAMS * PERIODS; i++) {
        x[i] += 30 * sin((double)(i % PERIODS) / 6);
    }
    struct change_analysis *all CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    struct change_analysis *alone CLEANUP(change_analysis_free) = analyse(x, 5, 0);
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, 5, TEAMS - 5);
    assert_int_equal(a->teams, 5);
    assert_true(a->phi == alone->phi && a->phi != all->phi);
    for (size_t k = 0; k < a->alarms; k++) {
        assert_in_range(a->alarm[k].team, 0, 4);
    }
    assert_steps(a, x);
}

/* The same scores, of a dimension that is no property of teams. */
static void what_is_withheld_is_not_judged(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    const struct change_input input = {TEAMS, 0, PERIODS, x, PERIODS};
    struct change_analysis_opts opts = usual;
    struct change_analysis *a CLEANUP(change_analysis_free) = NULL;
    struct error err;
    opts.withheld = true;
    assert_true(change_analysis_new(&input, &opts, &a, &err));
    assert_int_equal(a->alarms, 0);
    assert_unknown(a->phi);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_status(a, i, CHANGE_NOT_OF_TEAMS);
        assert_int_equal(a->team[i].n, i == SHORT ? SHORT_N : PERIODS);
    }
}

/* One whose scores never change; and all of them, apart by the same as ever. */
static void what_does_not_vary_is_not_judged(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t t = 0; t < PERIODS; t++) {
        x[t] = 60;
    }
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_status(a, 0, CHANGE_NO_VARIATION);
    assert_status(a, 1, CHANGE_PUBLISHED);
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = (double)(i / PERIODS) / 7 + (double)(i % PERIODS * i % PERIODS % 11) / 3;
    }
    for (size_t i = PERIODS; i < TEAMS * PERIODS; i++) {
        x[i] = x[i % PERIODS] + (double)(i / PERIODS) / 7;
    }
    struct change_analysis *parallel CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    for (size_t i = 0; i < TEAMS; i++) {
        assert_status(parallel, i, CHANGE_NO_VARIATION);
    }
    for (size_t i = 0; i < TEAMS * PERIODS; i++) {
        x[i] = 0.1 * (double)(i / PERIODS);
    }
    struct change_analysis *still CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_unknown(still->phi);
    assert_status(still, 3, CHANGE_NO_VARIATION);
}

/* Every second period is hidden: no value directly follows another. */
static void gaps_leave_no_residuals(void **state)
{
    (void)state;
    double x[TEAMS * PERIODS];
    fill(x);
    for (size_t t = 0; t < PERIODS; t += 2) {
        x[t] = NAN;
    }
    x[PERIODS + 20] = NAN;
    struct change_analysis *a CLEANUP(change_analysis_free) = analyse(x, TEAMS, 0);
    assert_status(a, 0, CHANGE_FEW_PERIODS);
    assert_int_equal(a->team[0].n, PERIODS / 2);
    assert_int_equal(a->team[0].residuals, 0);
    assert_status(a, 1, CHANGE_PUBLISHED);
    assert_int_equal(a->team[1].residuals, PERIODS - 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_team_changed_and_no_other),
        cmocka_unit_test(a_change_is_as_large_as_the_levels_differ),
        cmocka_unit_test(the_steps_are_those_of_the_centred_series),
        cmocka_unit_test(phi_is_pooled_over_series_of_some_length),
        cmocka_unit_test(phi_is_held_within_its_bounds),
        cmocka_unit_test(a_second_alarm_is_measured_from_the_first_change),
        cmocka_unit_test(a_window_shows_a_part_of_the_run),
        cmocka_unit_test(few_teams_are_not_judged),
        cmocka_unit_test(others_take_part_in_the_means_alone),
        cmocka_unit_test(what_is_withheld_is_not_judged),
        cmocka_unit_test(what_does_not_vary_is_not_judged),
        cmocka_unit_test(gaps_leave_no_residuals),
    };
    return cmocka_run_group_tests_name("change_analysis", tests, NULL, NULL);
}
