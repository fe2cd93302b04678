/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Agreement within a group against the worked example W6 (R package multilevel), and its edges. */
#include "../unit.h"

#include <math.h>
#include <stdlib.h>

#include "math/agreement.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-6)
#define assert_unknown(got) assert_true(isnan(got))

/* Sums of one item's answers. */
static struct agreement_item item_of(const int *answers, size_t n, size_t step)
{
    struct agreement_item item = {0};
    for (size_t i = 0; i < n; i++) {
        item.sum += answers[i * step];
        item.squares += answers[i * step] * answers[i * step];
    }
    for (size_t i = 0; i < n; i++) {
        item.deviation += llabs((int64_t)n * answers[i * step] - item.sum);
    }
    return item;
}

static const int w6[6][3] = {{4, 4, 5}, {4, 3, 4}, {5, 4, 4}, {3, 4, 4}, {4, 4, 3}, {4, 5, 5}};

static void worked_example(void **state)
{
    (void)state;
    struct agreement_item items[3];
    for (size_t j = 0; j < 3; j++) {
        items[j] = item_of(&w6[0][j], 6, 3);
    }
    struct agreement all = agreement_of(6, 5, items, 3);
    assert_near(all.rwg_uniform, 0.91048034934);
    assert_near(all.rwg_skewed, 0.85346676197);
    assert_near(all.ad, 0.40740740741);
    assert_true(all.ad <= 0.83333333333); /* A / 6: agreement */
    assert_false(all.constant);
    assert_near(agreement_of(6, 5, items, 1).rwg_uniform, 0.8);
}

/* Counted from 0 instead of 1, agreement is the same. */
static void the_origin_does_not_matter(void **state)
{
    (void)state;
    const int from_one[] = {1, 5, 4, 2, 2};
    const int from_zero[] = {0, 4, 3, 1, 1};
    struct agreement_item one = item_of(from_one, 5, 1);
    struct agreement_item zero = item_of(from_zero, 5, 1);
    struct agreement a = agreement_of(5, 5, &one, 1);
    struct agreement b = agreement_of(5, 5, &zero, 1);
    assert_near(a.rwg_uniform, b.rwg_uniform);
    assert_near(a.ad, b.ad);
    assert_near(a.ad, (1.8 + 2.2 + 1.2 + 0.8 + 0.8) / 5);
}

static void the_nulls(void **state)
{
    (void)state;
    static const double uniform[] = {2.00, 2.916666667, 4.00, 5.25, 6.666666667, 8.25, 10.00};
    static const double skewed[] = {1.34, 1.85, 2.90, 3.47, 5.66, 6.30, 7.31};
    for (int32_t a = 5; a <= 11; a++) {
        assert_near(agreement_null_uniform(a), uniform[a - 5]);
        assert_near(agreement_null_skewed(a), skewed[a - 5]);
    }
    assert_unknown(agreement_null_skewed(4));
    assert_unknown(agreement_null_skewed(12));
    assert_near(agreement_null_uniform(2), 0.25);
}

static void without_a_skewed_null_the_uniform_one_stands(void **state)
{
    (void)state;
    const int answers[] = {1, 2, 2, 3, 4};
    struct agreement_item item = item_of(answers, 5, 1);
    struct agreement a = agreement_of(5, 4, &item, 1);
    assert_near(a.rwg_uniform, 0);
    assert_unknown(a.rwg_skewed);
    assert_near(a.ad, (1.4 + 0.4 + 0.4 + 0.6 + 1.6) / 5);
}

/* Two camps: more variance than by chance is no agreement, never less than none. */
static void disagreement_is_zero(void **state)
{
    (void)state;
    const int camps[] = {1, 1, 1, 5, 5, 5};
    struct agreement_item item = item_of(camps, 6, 1);
    struct agreement_item items[] = {item, item};
    assert_near(agreement_of(6, 5, items, 2).rwg_uniform, 0);
    assert_near(agreement_of(6, 5, items, 2).rwg_skewed, 0);
    assert_near(agreement_of(6, 5, items, 2).ad, 2);
}

static void no_variance_is_told(void **state)
{
    (void)state;
    const int same[] = {5, 5, 5, 5, 5};
    const int one_off[] = {5, 5, 4, 5, 5};
    struct agreement_item items[] = {item_of(same, 5, 1), item_of(same, 5, 1)};
    struct agreement a = agreement_of(5, 5, items, 2);
    assert_near(a.rwg_uniform, 1);
    assert_near(a.rwg_skewed, 1);
    assert_near(a.ad, 0);
    assert_true(a.constant);
    items[1] = item_of(one_off, 5, 1);
    assert_false(agreement_of(5, 5, items, 2).constant);
}

static void too_little_to_say(void **state)
{
    (void)state;
    const int answers[] = {3};
    struct agreement_item item = item_of(answers, 1, 1);
    assert_unknown(agreement_of(1, 5, &item, 1).rwg_uniform);
    assert_unknown(agreement_of(1, 5, &item, 1).ad);
    assert_false(agreement_of(1, 5, &item, 1).constant);
    assert_unknown(agreement_of(6, 5, NULL, 0).rwg_uniform);
    assert_unknown(agreement_of(6, 1, &item, 1).rwg_skewed);
}

/* Sums of a hundred million people on a fine scale do not overflow. */
static void large_sums(void **state)
{
    (void)state;
    int64_t n = 100000000;
    struct agreement_item item = {.sum = n / 2 * 100, .squares = n / 2 * 10000, .deviation = n * n * 50};
    struct agreement a = agreement_of(n, 101, &item, 1);
    assert_near(a.ad, 50);
    assert_near(a.rwg_uniform, 0);
    assert_false(a.constant);
}

/* 0 0 2 6: of 8 in all, four times 2 + 2 + 0 + 4 from the mean. */
static void sums_of_counts(void **state)
{
    (void)state;
    const int64_t counts[] = {2, 1, 0, 1};
    struct agreement_item item = agreement_item_of(counts, 3, 2);
    assert_int_equal(item.sum, 8);
    assert_int_equal(item.squares, 40);
    assert_int_equal(item.deviation, 4 * 8);
    item = agreement_item_of((const int64_t[]){0, 0}, 1, 1);
    assert_int_equal(item.sum, 0);
    assert_int_equal(item.squares, 0);
    assert_int_equal(item.deviation, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_of_counts),
        cmocka_unit_test(worked_example),
        cmocka_unit_test(the_origin_does_not_matter),
        cmocka_unit_test(the_nulls),
        cmocka_unit_test(without_a_skewed_null_the_uniform_one_stands),
        cmocka_unit_test(disagreement_is_zero),
        cmocka_unit_test(no_variance_is_told),
        cmocka_unit_test(too_little_to_say),
        cmocka_unit_test(large_sums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
