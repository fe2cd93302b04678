/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which cells of two metrics belong together. */
#include "stats/metric_redundancy.h"

#include <math.h>

#include "some_leaves.h"

/* Teams move up and down by period; the second metric follows, at another level, times `slope`. */
static void fill(struct leaves *a, struct leaves *b, size_t periods, double slope)
{
    for (size_t t = 0; t < periods; t++) {
        leaves_add(a, (int32_t)t, 5, APART, NAN);
        leaves_add(b, (int32_t)t, 5, -APART, NAN);
        for (size_t i = 5 * t; i < 5 * t + 5; i++) {
            double move = (double)((7 * t + i) % 5);
            a->all[i].mean += move;
            b->all[i].mean += slope * move;
        }
    }
}

static double compare(const struct leaves *a, const struct leaves *b)
{
    double r = 9;
    struct error err;
    assert_true(metric_redundancy((struct metric_series){a->all, a->n}, (struct metric_series){b->all, b->n},
                                  &r, &err));
    return r;
}

static void movement_within_teams_is_compared(void **state)
{
    (void)state;
    struct leaves a = {0};
    struct leaves same = {0};
    struct leaves other = {0};
    struct leaves unused = {0};
    fill(&a, &same, 10, 0.5);
    fill(&unused, &other, 10, -2);
    assert_near(compare(&a, &same), 1);
    assert_near(compare(&same, &a), 1);
    assert_near(compare(&a, &other), -1);
}

/* Cells without a partner do not count, on whichever side they are. */
static void cells_are_paired_by_period_and_team(void **state)
{
    (void)state;
    struct leaves a = {0};
    struct leaves b = {0};
    fill(&a, &b, 12, 1);
    for (size_t i = 10; i + 1 < b.n; i++) {
        b.all[i] = b.all[i + 1]; /* the first team of period 2 was not published */
    }
    b.n--;
    a.n -= 3; /* nor the last of the last period */
    assert_near(compare(&a, &b), 1);
    assert_near(compare(&b, &a), 1);
}

static void few_pairs_tell_nothing(void **state)
{
    (void)state;
    struct leaves a = {0};
    struct leaves b = {0};
    fill(&a, &b, 10, 1);
    assert_near(compare(&a, &b), 1);
    b.n--;
    assert_true(isnan(compare(&a, &b)));
    b.n = 0;
    assert_true(isnan(compare(&a, &b)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(movement_within_teams_is_compared),
        cmocka_unit_test(cells_are_paired_by_period_and_team),
        cmocka_unit_test(few_pairs_tell_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
