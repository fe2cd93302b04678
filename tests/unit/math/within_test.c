/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Movement within groups, apart from their levels. */
#include "../unit.h"

#include <math.h>

#include "math/within.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)
#define assert_unknown(got) assert_true(isnan(got))

#define MOST 5

struct pair {
    int32_t group;
    double x;
    double y;
};

static double correlation_of(const struct pair *pairs, size_t n)
{
    int32_t group[MOST];
    double x[MOST];
    double y[MOST];
    for (size_t i = 0; i < n; i++) {
        group[i] = pairs[i].group;
        x[i] = pairs[i].x;
        y[i] = pairs[i].y;
    }
    return within_correlation(&(struct within_pairs){n, group, x, y});
}

/* The higher group has the lower y: over all pairs they go apart, within the groups together. */
static void levels_do_not_count(void **state)
{
    (void)state;
    const struct pair pairs[] = {{1, 10, 90}, {1, 11, 91}, {1, 12, 92}, {2, 50, 20}, {2, 53, 23}};
    assert_near(correlation_of(pairs, 5), 1);
}

static void groups_are_pooled(void **state)
{
    (void)state;
    const struct pair pairs[] = {{1, 1, 2}, {1, 3, 6}, {4, 0, 3}, {4, 2, 1}, {7, 9, 9}};
    /* a -1 1, -1 1; b -2 2, 1 -1; a group of one adds nothing */
    assert_near(correlation_of(pairs, 5), (4.0 - 2.0) / sqrt(4.0 * 10.0));
    assert_near(correlation_of(pairs, 4), (4.0 - 2.0) / sqrt(4.0 * 10.0));
}

/* Rounding would carry these to 1 + 2e-16, which has no Fisher's z. */
static void no_correlation_is_above_one(void **state)
{
    (void)state;
    const struct pair up[] = {{1, 7.3, 5.11}, {1, 9.8, 6.86}, {1, 0.9, 0.63}};
    const struct pair down[] = {{1, 7.3, -5.11}, {1, 9.8, -6.86}, {1, 0.9, -0.63}};
    assert_true(correlation_of(up, 3) == 1.0);
    assert_true(correlation_of(down, 3) == -1.0);
}

static void without_movement_there_is_none(void **state)
{
    (void)state;
    const struct pair pairs[] = {{1, 1, 2}, {1, 1, 3}, {2, 5, 6}, {2, 5, 9}};
    const struct pair same[] = {{1, 97.1, 1}, {1, 97.1, 2}, {1, 97.1, 7}, {1, 97.1, 5}, {1, 97.1, 5}};
    assert_unknown(correlation_of(same, 5));
    assert_unknown(correlation_of(pairs, 4));
    assert_unknown(correlation_of(pairs, 1));
    assert_unknown(correlation_of(NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_do_not_count),
        cmocka_unit_test(groups_are_pooled),
        cmocka_unit_test(no_correlation_is_above_one),
        cmocka_unit_test(without_movement_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
