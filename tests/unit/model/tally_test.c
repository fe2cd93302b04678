/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/tally.h"

#include "../unit.h"

static void units_are_brought_to_a_common_one(void **state)
{
    (void)state;
    struct error err;
    struct tally tally = {3, 20, 150, 1}; /* in units of 1 / 12 */
    struct tally more = {2, 5, 13, 2};    /* in units of 1 / 4 */
    assert_true(tally_add(&tally, &more, 3, &err));
    assert_int_equal(tally.n, 5);
    assert_int_equal(tally.sum, 35);
    assert_int_equal(tally.squares, 150 + 9 * 13);
    assert_int_equal(tally.top, 3);
}

static void overflow_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    struct error err;
    struct tally tally = {1, 1, 1, 1};
    struct tally squares = {1, 1, INT64_MAX / 4, 0};
    struct tally sum = {1, INT64_MAX, 1, 0};
    assert_false(tally_add(&tally, &squares, 3, &err));
    assert_int_equal(err.code, ERROR_INTERNAL);
    assert_false(tally_add(&tally, &sum, 1, &err));
    assert_int_equal(tally.n, 1);
    assert_int_equal(tally.sum, 1);
    assert_int_equal(tally.squares, 1);
    assert_true(tally_add(&tally, &squares, 2, &err));
}

static void uniform_means_no_spread_at_all(void **state)
{
    (void)state;
    struct tally none = {0};
    struct tally same = {7, 7 * 60, 7 * 60 * 60, 0};
    struct tally nearly = {7, 7 * 60, 7 * 60 * 60 + 2, 0};        /* one 59, one 61 */
    struct tally huge = {4000000000, 4000000000 * 1000000, 1, 0}; /* 128 bits are needed */
    assert_true(tally_is_uniform(&none));
    assert_true(tally_is_uniform(&same));
    assert_false(tally_is_uniform(&nearly));
    assert_false(tally_is_uniform(&huge));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_brought_to_a_common_one),
        cmocka_unit_test(overflow_is_refused_and_changes_nothing),
        cmocka_unit_test(uniform_means_no_spread_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
