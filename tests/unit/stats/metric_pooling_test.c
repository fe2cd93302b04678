/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of several periods taken together, against what their answers would give. */
#include "stats/metric_pooling.h"

#include <math.h>

#include "../unit.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)

/* Answers to two items on 0..4 in two periods, in whole steps; a score is their sum in units of 1/8. */
static const int64_t first[][2] = {{4, 4}, {0, 0}, {1, 2}, {3, 3}};
static const int64_t second[][2] = {{2, 4}, {4, 4}, {1, 0}};

/* The pool of n answers, each given `times` times. */
static struct metric_pool pool_of(int32_t period, const int64_t (*answers)[2], size_t n, int64_t times,
                                  int64_t sums[2], int64_t products[3])
{
    struct metric_pool pool = {.period = period,
                               .shows_spread = true,
                               .unit = 8,
                               .items = 2,
                               .form = (char *)"form",
                               .sums = sums,
                               .products = products};
    for (size_t i = 0; i < n; i++) {
        int64_t a = answers[i][0];
        int64_t b = answers[i][1];
        pool.n += times;
        pool.sum += times * (a + b);
        pool.squares += times * (a + b) * (a + b);
        pool.ceiling += times * (a + b == 8);
        pool.floor += times * (a + b == 0);
        sums[0] += times * a;
        sums[1] += times * b;
        products[0] += times * a * a;
        products[1] += times * a * b;
        products[2] += times * b * b;
    }
    pool.submissions = pool.n;
    pool.complete = pool.n;
    return pool;
}

static void scores_of_all_periods(void **state)
{
    (void)state;
    int64_t sums[2][2] = {0};
    int64_t products[2][3] = {0};
    const struct metric_pool pools[] = {pool_of(1, first, 4, 1, sums[0], products[0]),
                                        pool_of(2, second, 3, 1, sums[1], products[1])};
    struct metric_pooling p = metric_pooling_of(pools, 2);
    /* 100 0 37.5 75 75 100 12.5 */
    assert_int_equal(p.n, 7);
    assert_int_equal(p.periods, 2);
    assert_near(p.mean, 400.0 / 7);
    double squares = 10000 + 0 + 37.5 * 37.5 + 2 * 75 * 75 + 10000 + 12.5 * 12.5;
    assert_near(p.sd, sqrt((squares - 400.0 * 400 / 7) / 6));
    assert_near(p.ceiling, 2.0 / 7);
    assert_near(p.floor, 1.0 / 7);
    assert_near(p.item_missing, 0);
    assert_true(p.is_shown);
    assert_true(isnan(p.alpha) && isnan(p.item_rest[0]) && isnan(p.omega)); /* seven people */
    assert_int_equal(p.complete, 7);
    assert_int_equal(p.items_period, 2);
}

/* Versions count in units of their own. */
static void units_do_not_matter(void **state)
{
    (void)state;
    int64_t sums[2][2] = {0};
    int64_t products[2][3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 1, sums[0], products[0]),
                                  pool_of(2, second, 3, 1, sums[1], products[1])};
    double sd = metric_pooling_of(pools, 2).sd;
    pools[1].unit *= 3;
    pools[1].sum *= 3;
    pools[1].squares *= 9;
    assert_near(metric_pooling_of(pools, 2).sd, sd);
    assert_near(metric_pooling_of(pools, 2).mean, 400.0 / 7);
}

static void items_of_all_periods(void **state)
{
    (void)state;
    int64_t sums[2][2] = {0};
    int64_t products[2][3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 10, sums[0], products[0]),
                                  pool_of(2, second, 3, 10, sums[1], products[1])};
    struct metric_pooling p = metric_pooling_of(pools, 2);
    /* Items 4 0 1 3 2 4 1 and 4 0 2 3 4 4 0, ten times each: their sums of squares and products. */
    double aa = 10 * (47 - 15.0 * 15 / 7);
    double bb = 10 * (61 - 17.0 * 17 / 7);
    double ab = 10 * (51 - 15.0 * 17 / 7);
    assert_int_equal(p.complete, 70);
    assert_near(p.alpha, 2 * (1 - (aa + bb) / (aa + bb + 2 * ab)));
    assert_near(p.item_rest[0], ab / sqrt(aa * bb));
    assert_near(p.item_rest[1], ab / sqrt(aa * bb));
    assert_true(isnan(p.item_rest[2]) && isnan(p.omega)); /* two items */
    assert_int_equal(p.n_items, 2);
}

/* Only periods that asked what the newest asked; fifty people at least. */
static void other_items_are_left_out(void **state)
{
    (void)state;
    int64_t sums[3][2] = {0};
    int64_t products[3][3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 12, sums[0], products[0]),
                                  pool_of(2, second, 3, 20, sums[1], products[1]),
                                  pool_of(3, first, 4, 1, sums[2], products[2])};
    pools[1].form = (char *)"another form";
    struct metric_pooling p = metric_pooling_of(pools, 3);
    assert_int_equal(p.complete, 52);
    assert_int_equal(p.items_period, 3);
    assert_true(!isnan(p.alpha));
    pools[2].sums = NULL; /* not kept, of so few */
    pools[2].products = NULL;
    p = metric_pooling_of(pools, 3);
    assert_int_equal(p.items_period, 2);
    assert_int_equal(p.complete, 60);
    pools[1].complete = METRIC_MIN_COMPLETE - 1;
    assert_true(isnan(metric_pooling_of(pools, 3).alpha));
    pools[1].sums = pools[0].sums = NULL;
    p = metric_pooling_of(pools, 3);
    assert_int_equal(p.items_period, -1);
    assert_int_equal(p.n, 48 + 60 + 4);
}

static void items_left_out_are_counted(void **state)
{
    (void)state;
    int64_t sums[2] = {0};
    int64_t products[3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 1, sums, products),
                                  pool_of(2, first, 4, 1, sums, products)};
    pools[0].submissions = 10;
    pools[0].unanswered = 3;
    pools[1].submissions = 20;
    pools[1].items = 4;
    pools[1].sums = NULL;
    assert_near(metric_pooling_of(pools, 2).item_missing, 3.0 / (20 + 80));
}

static void one_hidden_period_hides_them_all(void **state)
{
    (void)state;
    int64_t sums[2] = {0};
    int64_t products[3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 1, sums, products),
                                  pool_of(2, first, 4, 1, sums, products)};
    pools[0].shows_spread = false;
    assert_false(metric_pooling_of(pools, 2).is_shown);
    assert_true(metric_pooling_of(pools + 1, 1).is_shown);
}

static void sums_that_would_overflow_are_not_told(void **state)
{
    (void)state;
    int64_t sums[2][2] = {0};
    int64_t products[2][3] = {0};
    struct metric_pool pools[] = {pool_of(1, first, 4, 50, sums[0], products[0]),
                                  pool_of(2, first, 4, 50, sums[1], products[1])};
    assert_true(!isnan(metric_pooling_of(pools, 2).alpha));
    products[0][1] = INT64_MAX;
    assert_true(isnan(metric_pooling_of(pools, 2).alpha));
}

static void of_nothing_nothing_is_known(void **state)
{
    (void)state;
    struct metric_pooling p = metric_pooling_of(NULL, 0);
    assert_int_equal(p.n, 0);
    assert_int_equal(p.items_period, -1);
    assert_true(isnan(p.mean) && isnan(p.sd) && isnan(p.ceiling) && isnan(p.item_missing) && isnan(p.alpha));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_of_all_periods),
        cmocka_unit_test(units_do_not_matter),
        cmocka_unit_test(items_of_all_periods),
        cmocka_unit_test(other_items_are_left_out),
        cmocka_unit_test(items_left_out_are_counted),
        cmocka_unit_test(one_hidden_period_hides_them_all),
        cmocka_unit_test(sums_that_would_overflow_are_not_told),
        cmocka_unit_test(of_nothing_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
