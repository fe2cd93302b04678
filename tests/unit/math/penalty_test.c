/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The penalty of a handoff: worked example W15, the sample organisation, and what is not enough. */
#include "sample_paths.h"

#include "base/cleanup.h"
#include "math/penalty.h"

#define STEPS 8
#define LEVELS 5
#define CELLS (STEPS * LEVELS)
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static const struct penalty_opts usual = {.min_n = 100, .min_handed_on = 30};
static const struct penalty_opts any = {0, 0};

/* n contacts alike. */
static struct penalty_cases alike(double h, double y, int64_t n)
{
    return (struct penalty_cases){h, n, (double)n * y, (double)n * y * y};
}

/* Rated contacts by where they entered, in which period, handoffs and rating. */
struct table {
    struct penalty_cases cell[SAMPLE_TEAMS][SAMPLE_PERIODS][CELLS];
};

static void count(const struct sample_contact *contact, void *context)
{
    struct table *table = context;
    size_t h = contact->teams - 1;
    if (!isnan(contact->csat)) {
        assert_true(h < STEPS);
        size_t level = (size_t)contact->csat - 1;
        struct penalty_cases *cell = &table->cell[contact->team[0]][contact->period][h * LEVELS + level];
        *cell = alike((double)h, 25.0 * (double)level, cell->n + 1);
    }
}

static struct table *read_table(void)
{
    struct table *table = calloc(1, sizeof *table);
    assert_non_null(table);
    each_contact(count, table);
    return table;
}

static int compare_penalty(const struct penalty *penalty, const char *from)
{
    return differs("n", 0, (double)penalty->n, json_number(from, "n", 0)) +
           differs("slope", 0, penalty->slope, json_number(from, "slope", 0)) +
           differs("se", 0, penalty->se, json_number(from, "se_hc1", 0)) +
           differs("ci", 0, penalty->lo, json_number(from, "ci", 0)) +
           differs("ci", 1, penalty->hi, json_number(from, "ci", 1));
}

/* The error of the slope if all residuals had one variance, of our line. */
static double classic_se(const struct penalty *penalty, const char *json)
{
    double h = 0.0;
    double hh = 0.0;
    double residuals = 0.0;
    for (size_t i = 0; i < 10; i++) {
        double x = json_number(json, "h", i);
        double off = json_number(json, "csat", i) - penalty->intercept - penalty->slope * x;
        h += x;
        hh += x * x;
        residuals += off * off;
    }
    return sqrt(residuals / penalty->df / (hh - h * h / 10));
}

static void worked_example(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_WORKED, "\"W15_penalty\"");
    struct penalty_cases cases[10];
    for (size_t i = 0; i < 10; i++) {
        cases[i] = alike(json_number(json, "h", i), json_number(json, "csat", i), 1);
    }
    struct penalty_sums sums = {0};
    penalty_add(&sums, cases, 10);
    struct penalty penalty = penalty_of(&sums, &any);
    assert_int_equal(penalty.lack, LACK_NOTHING);
    assert_near(penalty.df, 8);
    assert_near(penalty.slope, json_number(json, "slope", 0));
    assert_near(penalty.intercept, json_number(json, "intercept", 0));
    assert_near(penalty.se, json_number(json, "se_hc1", 0));
    assert_near(classic_se(&penalty, json), json_number(json, "se_classic", 0));
    assert_near(penalty.lo, json_number(json, "ci_hc1", 0));
    assert_near(penalty.hi, json_number(json, "ci_hc1", 1));
}

static void the_plain_regression_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"slope_ols\":");
    CLEANUP(free) struct table *table = read_table();
    struct penalty_sums sums = {0};
    penalty_add(&sums, table->cell[0][0], (size_t)SAMPLE_TEAMS * SAMPLE_PERIODS * CELLS);
    struct penalty penalty = penalty_of(&sums, &usual);
    assert_near(penalty.intercept, json_number(json, "intercept", 0));
    assert_int_equal(compare_penalty(&penalty, json), 0);
}

static void the_regression_with_entry_teams_matches(void **state)
{
    (void)state;
    CLEANUP(free) char *json = read_json_from(SAMPLE_ORGANISATION "expected.json", "\"slope_entryFE\":");
    CLEANUP(free) struct table *table = read_table();
    struct penalty_sums sums = {0};
    for (size_t team = 0; team < SAMPLE_TEAMS; team++) {
        penalty_add(&sums, table->cell[team][0], (size_t)SAMPLE_PERIODS * CELLS);
    }
    struct penalty penalty = penalty_of(&sums, &usual);
    assert_int_equal(sums.groups, SAMPLE_TEAMS);
    assert_near(penalty.df, json_number(json, "df", 0));
    assert_true(fabs(penalty.p / json_number(json, "p", 0) - 1) < 1e-6);
    assert_int_equal(compare_penalty(&penalty, json), 0);
}

/* Groups of one team and period: each period's sums stand by themselves and are added later. */
static void sums_of_periods_add_up(void **state)
{
    (void)state;
    CLEANUP(free) struct table *table = read_table();
    struct penalty_sums all = {0};
    struct penalty_sums late = {0};
    for (size_t i = 0; i < (size_t)SAMPLE_TEAMS * SAMPLE_PERIODS; i++) {
        penalty_add(i % SAMPLE_PERIODS < 15 ? &all : &late,
                    table->cell[i / SAMPLE_PERIODS][i % SAMPLE_PERIODS], CELLS);
    }
    all.n += late.n, all.handed_on += late.handed_on, all.groups += late.groups;
    all.h += late.h, all.y += late.y, all.hh += late.hh, all.hy += late.hy;
    all.hhyy += late.hhyy, all.hhhy += late.hhhy, all.hhhh += late.hhhh;
    struct penalty penalty = penalty_of(&all, &usual);
    assert_int_equal(penalty.n, 5630);
    assert_near(penalty.df, 5630 - 1 - (double)all.groups);
    assert_true(all.groups <= 360 && all.groups > 340);
    assert_true(fabs(penalty.slope + 6.58) < 0.3); /* with effects of team and period beside each other */
    assert_true(penalty.lo < -5 && penalty.hi > -8);
}

/* A team whose customers are happier and never sent on does not make handoffs look worse. */
static void levels_of_groups_do_not_count(void **state)
{
    (void)state;
    struct penalty_cases low[] = {alike(1, 50, 40), alike(2, 40, 40), alike(2, 60, 2)};
    struct penalty_cases high[] = {alike(0, 100, 200)};
    struct penalty_sums sums = {0};
    penalty_add(&sums, low, 3);
    struct penalty alone = penalty_of(&sums, &any);
    penalty_add(&sums, high, 1);
    struct penalty both = penalty_of(&sums, &any);
    assert_near(both.slope, alone.slope);
    assert_int_equal(both.n, 282);
    assert_int_equal(sums.handed_on, 82);
}

static void too_few_are_insufficient(void **state)
{
    (void)state;
    struct penalty_cases cases[] = {alike(0, 80, 70), alike(0, 60, 1), alike(1, 60, 28), alike(2, 20, 1)};
    struct penalty_sums sums = {0};
    penalty_add(&sums, cases, 4); /* 100 rated, 29 handed on */
    struct penalty penalty = penalty_of(&sums, &usual);
    assert_int_equal(penalty.lack, LACK_CONTACTS);
    assert_int_equal(penalty.n, 100);
    assert_unknown(penalty.slope);
    assert_unknown(penalty.intercept);
    assert_unknown(penalty.p);
    cases[0] = alike(0, 80, 69), cases[2] = alike(1, 60, 29);
    struct penalty_sums enough = {0};
    penalty_add(&enough, cases, 4);
    assert_int_equal(penalty_of(&enough, &usual).lack, LACK_NOTHING);
    cases[0] = alike(0, 80, 68);
    struct penalty_sums fewer = {0};
    penalty_add(&fewer, cases, 4);
    assert_int_equal(penalty_of(&fewer, &usual).lack, LACK_CONTACTS);
}

static void no_contacts_and_no_handoffs_have_no_slope(void **state)
{
    (void)state;
    struct penalty_sums sums = {0};
    assert_int_equal(penalty_of(&sums, &any).lack, LACK_CONTACTS);
    penalty_add(&sums, NULL, 0);
    assert_int_equal(sums.groups, 0);
    struct penalty_cases never[] = {alike(0, 80, 70), alike(0, 60, 50)};
    penalty_add(&sums, never, 2);
    assert_int_equal(penalty_of(&sums, &any).lack, LACK_VARIATION);
    assert_unknown(penalty_of(&sums, &any).se);
    struct penalty_cases one[] = {alike(3, 80, 1)};
    penalty_add(&sums, one, 1); /* a group of one says nothing about itself */
    assert_int_equal(penalty_of(&sums, &any).lack, LACK_VARIATION);
}

static void a_perfect_line_is_certain(void **state)
{
    (void)state;
    struct penalty_cases line[] = {alike(0, 100, 50), alike(1, 75, 30), alike(2, 50, 20)};
    struct penalty_cases flat[] = {alike(0, 50, 50), alike(1, 50, 30), alike(2, 50, 20)};
    struct penalty_sums falling = {0};
    struct penalty_sums level = {0};
    penalty_add(&falling, line, 3);
    penalty_add(&level, flat, 3);
    struct penalty penalty = penalty_of(&falling, &usual);
    assert_near(penalty.slope, -25);
    assert_true(fabs(penalty.se) < 1e-5);
    assert_near(penalty.p, 0);
    assert_near(penalty_of(&level, &usual).slope, 0);
    assert_near(penalty_of(&level, &usual).p, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_example),
        cmocka_unit_test(the_plain_regression_matches),
        cmocka_unit_test(the_regression_with_entry_teams_matches),
        cmocka_unit_test(sums_of_periods_add_up),
        cmocka_unit_test(levels_of_groups_do_not_count),
        cmocka_unit_test(too_few_are_insufficient),
        cmocka_unit_test(no_contacts_and_no_handoffs_have_no_slope),
        cmocka_unit_test(a_perfect_line_is_certain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
