/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts between bounds: where a value falls, and that nothing is shown of fewer than ten. */
#include "base/histogram.h"

#include <pthread.h>
#include <string.h>

#include "../unit.h"

static const struct histogram_bounds three = {3, {1, 10, 100}};

static struct histogram_total shown(const struct histogram *histogram)
{
    struct histogram_total total = {0};
    histogram_add_to(histogram, &total);
    return total;
}

static void a_value_falls_below_the_first_bound_that_it_does_not_exceed(void **state)
{
    (void)state;
    static const uint64_t values[] = {0, 1, 2, 9, 10, 11, 100, 101, UINT32_MAX, 5};
    struct histogram histogram;
    histogram_init(&histogram, &three);
    for (size_t i = 0; i < 10; i++) {
        histogram_observe(&histogram, values[i]);
    }
    struct histogram_total total = shown(&histogram);
    assert_ptr_equal(total.bounds, &three);
    assert_int_equal(total.counts[0], 2);
    assert_int_equal(total.counts[1], 4);
    assert_int_equal(total.counts[2], 2);
    assert_int_equal(total.counts[3], 2);
    assert_int_equal(total.sum, 239 + (uint64_t)UINT32_MAX);
}

static void shows_ten_at_a_time(void **state)
{
    (void)state;
    struct histogram histogram;
    histogram_init(&histogram, &three);
    for (uint64_t n = 1; n <= 35; n++) {
        histogram_observe(&histogram, n % 2);
        struct histogram_total total = shown(&histogram);
        assert_int_equal(total.counts[0], n / 10 * 10);
        assert_int_equal(total.sum, n / 10 * 5);
    }
}

static void several_are_added_up(void **state)
{
    (void)state;
    struct histogram histograms[2];
    struct histogram_total total = {0};
    for (uint64_t i = 0; i < 2; i++) {
        histogram_init(&histograms[i], &three);
        for (int n = 0; n < 10; n++) {
            histogram_observe(&histograms[i], 10 * i + 1);
        }
        histogram_add_to(&histograms[i], &total);
    }
    assert_int_equal(total.counts[0], 10);
    assert_int_equal(total.counts[2], 10);
    assert_int_equal(total.sum, 120);
}

static void numbers_are_told_in_steps(void **state)
{
    (void)state;
    struct meter metric = {0};
    meter_add(&metric, 9);
    assert_int_equal(meter_in_steps(meter_get(&metric)), 0);
    meter_add(&metric, 1);
    assert_int_equal(meter_in_steps(meter_get(&metric)), 10);
    meter_set(&metric, 1239);
    assert_int_equal(meter_in_steps(meter_get(&metric)), 1230);
}

#define TIMES 100000

static void *count_up(void *ctx)
{
    struct histogram *histogram = ctx;
    for (int i = 0; i < TIMES; i++) {
        histogram_observe(histogram, 5);
    }
    return NULL;
}

/* While the owner counts: what is read never goes back, and all has come in the end. */
static void others_read_meanwhile(void **state)
{
    (void)state;
    struct histogram histogram;
    pthread_t owner;
    uint64_t last = 0;
    histogram_init(&histogram, &three);
    assert_int_equal(pthread_create(&owner, NULL, count_up, &histogram), 0);
    while (last < TIMES) {
        struct histogram_total total = shown(&histogram);
        assert_true(total.counts[1] >= last && total.counts[1] % 10 == 0);
        last = total.counts[1];
    }
    pthread_join(owner, NULL);
    assert_int_equal(shown(&histogram).sum, 5 * TIMES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_falls_below_the_first_bound_that_it_does_not_exceed),
        cmocka_unit_test(shows_ten_at_a_time),
        cmocka_unit_test(several_are_added_up),
        cmocka_unit_test(numbers_are_told_in_steps),
        cmocka_unit_test(others_read_meanwhile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
