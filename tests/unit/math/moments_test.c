/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments and correlations with gaps. */
#include "../unit.h"

#include <math.h>

#include "math/moments.h"

#define LEN(a) (sizeof(a) / sizeof(a)[0])
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

static void gaps_do_not_count(void **state)
{
    (void)state;
    const double x[] = {60, NAN, 72, 48, 80, NAN, 68};
    struct moments m = moments_of(x, LEN(x));
    assert_int_equal(m.n, 5);
    assert_near(m.mean, 65.6);
    assert_near(sqrt(m.variance), 12.1983605456);
    assert_near(m.squares, m.variance * 4);
}

static void products_are_about_the_means_of_the_pairs(void **state)
{
    (void)state;
    const double x[] = {1, NAN, 3, 8, 5};
    const double y[] = {2, 7, 6, NAN, 1};
    struct moments_products sums = moments_products(x, y, LEN(x));
    assert_int_equal(sums.n, 3);
    assert_near(sums.xx, 8);
    assert_near(sums.yy, 14);
    assert_near(sums.xy, -2); /* -2 -1, 0 3, 2 -2 */
    assert_true(moments_products(x, y, 0).n == 0 && moments_products(x, y, 0).xy == 0.0);
}

static void too_few_values_are_unknown(void **state)
{
    (void)state;
    assert_unknown(moments_of(NULL, 0).mean);
    const double one[] = {NAN, 7};
    struct moments m = moments_of(one, LEN(one));
    assert_near(m.mean, 7);
    assert_true(m.squares == 0.0);
    assert_unknown(m.variance);
}

static void a_large_level_costs_no_digits(void **state)
{
    (void)state;
    const double x[] = {1e9 + 1, 1e9 + 2, 1e9 + 3};
    assert_near(moments_of(x, LEN(x)).variance, 1.0);
}

static void pearson_takes_complete_pairs(void **state)
{
    (void)state;
    const double x[] = {1, 2, NAN, 4, 5};
    const double y[] = {2, 1, 100, NAN, 7};
    struct moments_pairs pairs = moments_pearson(x, y, LEN(x));
    assert_int_equal(pairs.n, 3);
    assert_near(pairs.r, 0.9215506406);
}

static void pearson_is_bounded_and_knows_constants(void **state)
{
    (void)state;
    const double x[] = {0.1, 0.2, 0.3, 0.7};
    const double down[] = {-0.3, -0.6, -0.9, -2.1};
    const double flat[] = {5, 5, 5, 5};
    double r = moments_pearson(x, down, LEN(x)).r;
    assert_near(r, -1.0);
    assert_true(r >= -1.0);
    assert_unknown(moments_pearson(x, flat, LEN(x)).r);
    assert_unknown(moments_pearson(x, x, 1).r);
    assert_int_equal(moments_pearson(NULL, NULL, 0).n, 0);
}

static void spearman_averages_ties_within_the_pairs(void **state)
{
    (void)state;
    const double x[] = {1, 2, 2, 3, NAN, 9};
    const double y[] = {10, 30, 20, 40, 15, NAN};
    struct moments_pairs pairs = moments_spearman(x, y, LEN(x));
    assert_int_equal(pairs.n, 4);
    assert_near(pairs.r, 0.9486832981);
    const double flat[] = {5, 5, 5, 5};
    assert_unknown(moments_spearman(x, flat, LEN(flat)).r);
}

static void spearman_sees_order_alone(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 5};
    const double y[] = {-8, 0.1, 0.2, 1e6, 1e9};
    assert_near(moments_spearman(x, y, LEN(x)).r, 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_do_not_count),
        cmocka_unit_test(products_are_about_the_means_of_the_pairs),
        cmocka_unit_test(too_few_values_are_unknown),
        cmocka_unit_test(a_large_level_costs_no_digits),
        cmocka_unit_test(pearson_takes_complete_pairs),
        cmocka_unit_test(pearson_is_bounded_and_knows_constants),
        cmocka_unit_test(spearman_averages_ties_within_the_pairs),
        cmocka_unit_test(spearman_sees_order_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
