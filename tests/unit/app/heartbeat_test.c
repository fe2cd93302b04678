/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A loop that turns beats; one that stands still falls silent. */
#include "app/heartbeat.h"

#include <unistd.h>

#include "fixture_loop.h"
#include "unit.h"

static void a_turning_loop_beats(void **state)
{
    (void)state;
    struct heartbeat heartbeat = {0};
    struct error err;
    struct event_base *base = event_base_new();
    assert_true(heartbeat_start(&heartbeat, base, &err));
    for (int i = 0; i < 5; i++) {
        fixture_loop_for(base, 500);
        assert_in_range(heartbeat_silence_ms(&heartbeat), 0, 1400);
    }
    heartbeat_stop(&heartbeat);
    event_base_free(base);
}

static void a_loop_that_stands_still_is_silent(void **state)
{
    (void)state;
    struct heartbeat heartbeat = {0};
    struct error err;
    struct event_base *base = event_base_new();
    assert_true(heartbeat_start(&heartbeat, base, &err));
    assert_in_range(heartbeat_silence_ms(&heartbeat), 0, 500);
    usleep(1500000);
    assert_in_range(heartbeat_silence_ms(&heartbeat), 1500, 5000);
    heartbeat_beat(&heartbeat);
    assert_in_range(heartbeat_silence_ms(&heartbeat), 0, 500);
    heartbeat_stop(&heartbeat);
    heartbeat_stop(&heartbeat);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turning_loop_beats),
        cmocka_unit_test(a_loop_that_stands_still_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
