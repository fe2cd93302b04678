/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <time.h>

#include "base/clock.h"

static void today_is_the_days_since_1970(void **state)
{
    (void)state;
    assert_true(clock_set_zone("UTC"));
    int32_t before = (int32_t)(time(NULL) / 86400);
    int32_t today = clock_today();
    assert_in_range(today, before, before + 1);
}

/* Kiritimati is 26 hours ahead of Baker Island's neighbours: the day there is never the same. */
static void today_follows_the_zone(void **state)
{
    (void)state;
    assert_true(clock_set_zone("Pacific/Kiritimati"));
    int32_t east = clock_today();
    assert_true(clock_set_zone("Etc/GMT+12"));
    assert_int_equal(east - clock_today() >= 1, 1);
    assert_true(clock_set_zone("UTC"));
}

static void unknown_zones_are_refused(void **state)
{
    (void)state;
    assert_false(clock_set_zone("Europe/Nowhere"));
    assert_false(clock_set_zone("../etc/passwd"));
    assert_false(clock_set_zone(""));
}

static void milliseconds_are_of_the_same_clock(void **state)
{
    (void)state;
    int64_t before_us = clock_monotonic_us();
    int64_t ms = clock_monotonic_ms();
    assert_in_range(ms, before_us / 1000, clock_monotonic_us() / 1000);
}

static void monotonic_time_does_not_go_back(void **state)
{
    (void)state;
    int64_t before = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(today_is_the_days_since_1970),
        cmocka_unit_test(today_follows_the_zone),
        cmocka_unit_test(unknown_zones_are_refused),
        cmocka_unit_test(monotonic_time_does_not_go_back),
        cmocka_unit_test(milliseconds_are_of_the_same_clock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
