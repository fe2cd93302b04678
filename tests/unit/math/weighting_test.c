/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headcount weighting: worked example W5, and the newest week of the sample organisation. */
#include "sample_data.h"

#include "math/weighting.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static struct weighting weigh(const struct weighting_team *team, size_t teams)
{
    struct weighting w;
    struct error err;
    assert_true(weighting_of(team, teams, &w, &err));
    return w;
}

static void worked_example(void **state)
{
    (void)state;
    const struct weighting_team team[] = {{12, 9, 64, 14}, {20, 8, 70, 12}, {8, 8, 55, 10}};
    struct weighting w = weigh(team, LEN(team));
    assert_int_equal(w.teams, 3);
    assert_near(w.n, 25);
    assert_near(w.mean, 65.2);
    assert_near(w.se, 2.6381811917);
    assert_near(w.n_eff, 21.6216216216);
    assert_near(w.deff, 1.15625);
    assert_false(w.trimmed);
    struct weighting_interval i = weighting_interval(&w, 0, 100);
    assert_near(i.lo, 60.0292598797);
    assert_near(i.hi, 70.3707401203);
}

/* What W5 would be if every answer counted once, and if all who did not answer were known to be like those
 * who did: the interval is of what people go through, not of these people alone (statistics.md 1.3). */
static void worked_example_otherwise(void **state)
{
    (void)state;
    const struct weighting_team answers[] = {{9, 9, 64, 14}, {8, 8, 70, 12}, {8, 8, 55, 10}};
    assert_near(weigh(answers, LEN(answers)).mean, 63.04);
    const struct weighting_team finite[] = {
        {12, 9, 64, 14 * sqrt(1 - 9.0 / 12)}, {20, 8, 70, 12 * sqrt(1 - 8.0 / 20)}, {8, 8, 55, 0}};
    assert_near(weigh(finite, LEN(finite)).se, 1.7860571099);
}

static double headcount_of(size_t team)
{
    FILE *file = open_data("teams.csv");
    struct row row;
    double headcount = NAN;
    assert_true(read_row(file, &row));
    while (read_row(file, &row)) {
        headcount = team_index(&row, 0) == team ? number(&row, 2) : headcount;
    }
    fclose(file);
    return headcount;
}

static void the_sample_organisation_matches(void **state)
{
    (void)state;
    double cell[3][SAMPLE_TEAMS * SAMPLE_PERIODS];
    const char *const name[] = {"n_w", "wellbeing", "wb_sd"};
    struct weighting_team team[SAMPLE_TEAMS];
    size_t teams = 0;
    for (size_t i = 0; i < 3; i++) {
        read_cells("expected_employee_cells.csv", name[i], cell[i]);
    }
    for (size_t i = 0; i < SAMPLE_TEAMS; i++) {
        size_t at = (i + 1) * SAMPLE_PERIODS - 1;
        if (!isnan(cell[0][at])) {
            team[teams++] = (struct weighting_team){headcount_of(i), cell[0][at], cell[1][at], cell[2][at]};
        }
    }
    struct weighting w = weigh(team, teams);
    struct weighting_interval interval = weighting_interval(&w, 0, 100);
    char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"organisation\":");
    int mismatches = json_differs(json, "teams_published", 0, (double)w.teams);
    mismatches += json_differs(json, "wellbeing_headcount_weighted", 0, w.mean);
    mismatches += json_differs(json, "se", 0, w.se);
    mismatches += json_differs(json, "ci", 0, interval.lo);
    mismatches += json_differs(json, "ci", 1, interval.hi);
    free(json);
    assert_int_equal(mismatches, 0);
}

static void everybody_answered_is_the_plain_mean(void **state)
{
    (void)state;
    const struct weighting_team team[] = {{10, 10, 60, 5}, {30, 30, 80, 5}};
    struct weighting w = weigh(team, LEN(team));
    assert_near(w.mean, 75);
    assert_near(w.n_eff, 40);
    assert_near(w.deff, 1);
}

/* 90 of 100 answers weigh 1; the ten that stand for 1,000 would weigh 100 and are cut to 5. */
static void a_weight_that_would_rule_is_cut(void **state)
{
    (void)state;
    const struct weighting_team team[] = {{1000, 10, 20, 10}, {40, 40, 70, 10}, {50, 50, 80, 10}};
    struct weighting w = weigh(team, LEN(team));
    assert_true(w.trimmed);
    assert_near(w.mean, (50 * 20 + 40 * 70 + 50 * 80) / 140.0);
    assert_near(w.n_eff, 140.0 * 140.0 / (10 * 25 + 90));
    assert_near(w.se, sqrt(50 * 50 * 10.0 + 40 * 40 * 2.5 + 50 * 50 * 2.0) / 140);
    const struct weighting_team just[] = {{50, 10, 20, 10}, {90, 90, 70, 10}};
    assert_false(weigh(just, LEN(just)).trimmed);
}

/* The middle of an even number of answers lies between two weights. */
static void the_median_is_over_answers(void **state)
{
    (void)state;
    const struct weighting_team team[] = {{30, 5, 20, 10}, {5, 5, 70, 10}, {150, 10, 50, 10}};
    /* weights 6, 1 and 15: between 6 and 15 lies 10.5 */
    assert_false(weigh(team, LEN(team)).trimmed);
    const struct weighting_team lighter[] = {{10, 5, 20, 10}, {5, 5, 70, 10}, {121, 9, 50, 10}};
    /* weights 2, 1 and 13.4: the tenth of nineteen answers weighs 2 */
    assert_true(weigh(lighter, LEN(lighter)).trimmed);
}

static void nobody_has_no_mean(void **state)
{
    (void)state;
    struct weighting w = weigh(NULL, 0);
    assert_int_equal(w.teams, 0);
    assert_unknown(w.mean);
    assert_unknown(w.deff);
    assert_unknown(weighting_interval(&w, 0, 100).lo);
}

static void an_unknown_spread_leaves_the_mean(void **state)
{
    (void)state;
    const struct weighting_team team[] = {{12, 9, 64, NAN}, {20, 8, 70, 12}};
    struct weighting w = weigh(team, LEN(team));
    assert_near(w.mean, 67.75);
    assert_unknown(w.se);
    assert_unknown(weighting_interval(&w, 0, 100).hi);
}

static void an_interval_stays_on_the_scale(void **state)
{
    (void)state;
    struct weighting w = {.mean = 97, .se = 4};
    assert_near(weighting_interval(&w, 0, 100).hi, 100);
    w.mean = -97;
    assert_near(weighting_interval(&w, -100, 100).lo, -100);
    assert_true(weighting_interval(&w, -100, 100).hi > -90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(worked_example_otherwise),
        cmocka_unit_test(the_sample_organisation_matches),
        cmocka_unit_test(everybody_answered_is_the_plain_mean),
        cmocka_unit_test(a_weight_that_would_rule_is_cut),
        cmocka_unit_test(the_median_is_over_answers),
        cmocka_unit_test(nobody_has_no_mean),
        cmocka_unit_test(an_unknown_spread_leaves_the_mean),
        cmocka_unit_test(an_interval_stays_on_the_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
