/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An event loop turned by hand. */
#include "fixture_loop.h"

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/clock.h"
#include "unit.h"

#define LIMIT_MS 10000
#define PAUSE_US 500

static void turn(struct event_base *base)
{
    event_base_loop(base, EVLOOP_NONBLOCK);
    usleep(PAUSE_US);
}

void fixture_loop_until(struct event_base *base, const unsigned *counter, unsigned wanted)
{
    int64_t end = clock_monotonic_ms() + LIMIT_MS;
    while (*counter < wanted && clock_monotonic_ms() < end) {
        turn(base);
    }
    if (*counter < wanted) {
        fail_msg("waited in vain: %u of %u", *counter, wanted);
    }
}

void fixture_loop_for(struct event_base *base, unsigned ms)
{
    int64_t end = clock_monotonic_ms() + ms;
    while (clock_monotonic_ms() < end) {
        turn(base);
    }
}
