/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every step between the states of a finding. */
#include "../unit.h"

#include <math.h>

#include "math/flag.h"

static void every_step(void **state)
{
    (void)state;
    static const struct {
        enum flag before;
        double q;
        enum flag after;
    } steps[] = {
        {FLAG_NONE, 0.05, FLAG_PRELIMINARY},
        {FLAG_NONE, 0.051, FLAG_NONE},
        {FLAG_NONE, NAN, FLAG_NONE},
        {FLAG_PRELIMINARY, 0.01, FLAG_CONFIRMED},
        {FLAG_PRELIMINARY, 0.06, FLAG_NONE},
        {FLAG_PRELIMINARY, NAN, FLAG_NONE},
        {FLAG_CONFIRMED, 0.0, FLAG_CONFIRMED},
        {FLAG_CONFIRMED, 0.06, FLAG_CONFIRMED},
        {FLAG_CONFIRMED, 0.20, FLAG_CONFIRMED},
        {FLAG_CONFIRMED, 0.201, FLAG_NONE},
        {FLAG_CONFIRMED, 1.0, FLAG_NONE},
        {FLAG_CONFIRMED, NAN, FLAG_CONFIRMED},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        assert_int_equal(flag_next(steps[i].before, steps[i].q), steps[i].after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
