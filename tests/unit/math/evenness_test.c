/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evenness of contacts over teams, by hand. */
#include "math/evenness.h"

#include <math.h>

#include "../unit.h"

#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-12)

static void shares_by_hand(void **state)
{
    (void)state;
    static const double alike[] = {7, 7, 7, 7};
    static const double alone[] = {0, 9, 0, 0};
    static const double half[] = {6, 3, 3, 0};
    struct evenness e = evenness_of(alike, 4);
    assert_true(e.lack == LACK_NOTHING && e.teams == 4 && e.reached == 1.0);
    assert_near(e.evenness, 1.0);
    e = evenness_of(alone, 4);
    assert_true(e.lack == LACK_NOTHING && e.teams == 1 && e.reached == 0.25 && e.evenness == 0.0);
    e = evenness_of(half, 4);
    assert_true(e.teams == 3 && e.reached == 0.75);
    assert_near(e.evenness, 1.5 * log(2.0) / log(4.0));
}

static void what_is_too_little(void **state)
{
    (void)state;
    static const double one[] = {5};
    static const double none[] = {0, 0, 0};
    struct evenness e = evenness_of(one, 1);
    assert_true(e.lack == LACK_TEAMS && e.teams == 1 && isnan(e.reached) && isnan(e.evenness));
    e = evenness_of(none, 3);
    assert_true(e.lack == LACK_CONTACTS && e.teams == 0 && isnan(e.reached) && isnan(e.evenness));
    assert_int_equal(evenness_of(NULL, 0).lack, LACK_TEAMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_by_hand),
        cmocka_unit_test(what_is_too_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
