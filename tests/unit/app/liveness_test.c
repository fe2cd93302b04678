/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which loops count as dead, and what is said of each. */
#include "app/liveness.h"

#include <string.h>

#include "base/cleanup.h"
#include "fake_parts.h"
#include "unit.h"

static void a_loop_may_be_silent_for_so_long(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    fake.workers[1].silence_ms = 1000;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 0);
    fake.workers[1].silence_ms = 1001;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 1);
    fake.workers[0].silence_ms = 5000;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 2);
}

static void statistics_take_their_time(void **state)
{
    (void)state;
    struct fake_parts fake;
    fake_parts_make(&fake);
    fake.stats.silence_ms = 10000;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 0);
    fake.stats.silence_ms = 10001;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 1);
    fake.parts.stats = NULL;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, NULL), 0);
}

static void each_has_its_line(void **state)
{
    (void)state;
    struct fake_parts fake;
    CLEANUP(buffer_free) struct buffer out = {0};
    fake_parts_make(&fake);
    fake.workers[0].silence_ms = 7;
    fake.workers[1].silence_ms = 2000;
    assert_int_equal(liveness_count_dead(&fake.parts, 1000, &out), 1);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, "worker 0 alive: silent for 7 ms\n"
                                                              "worker 1 dead: silent for 2000 ms\n"
                                                              "stats alive: silent for 0 ms\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loop_may_be_silent_for_so_long),
        cmocka_unit_test(statistics_take_their_time),
        cmocka_unit_test(each_has_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
