/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The middle of what is known. */
#include "../unit.h"

#include <math.h>

#include "math/median.h"

static void the_middle(void **state)
{
    (void)state;
    double odd[] = {7, -1, 3};
    double even[] = {7, -1, 3, 4};
    double one[] = {5};
    assert_true(median_of(odd, 3) == 3);
    assert_true(median_of(even, 4) == 3.5);
    assert_true(median_of(one, 1) == 5);
}

static void unknown_values_do_not_count(void **state)
{
    (void)state;
    double x[] = {NAN, 9, NAN, 1, 4, NAN};
    double none[] = {NAN, NAN};
    assert_true(median_of(x, 6) == 4);
    assert_true(x[0] == 1 && x[2] == 9 && isnan(x[3]) && isnan(x[5]));
    assert_true(isnan(median_of(none, 2)));
    assert_true(isnan(median_of(NULL, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_middle),
        cmocka_unit_test(unknown_values_do_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
