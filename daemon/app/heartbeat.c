/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer that notes the time. */
#include "heartbeat.h"

#include "base/clock.h"

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    heartbeat_beat(ctx);
}

bool heartbeat_start(struct heartbeat *heartbeat, struct event_base *base, struct error *err)
{
    heartbeat_beat(heartbeat);
    heartbeat->timer = event_new(base, -1, EV_PERSIST, on_timer, heartbeat);
    return (heartbeat->timer != NULL && event_add(heartbeat->timer, &(struct timeval){1, 0}) == 0) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a timer");
}

void heartbeat_stop(struct heartbeat *heartbeat)
{
    if (heartbeat->timer != NULL) {
        event_free(heartbeat->timer);
        heartbeat->timer = NULL;
    }
}

void heartbeat_beat(struct heartbeat *heartbeat)
{
    meter_set(&heartbeat->beaten_ms, (uint64_t)clock_monotonic_ms());
}

int64_t heartbeat_silence_ms(const struct heartbeat *heartbeat)
{
    return clock_monotonic_ms() - (int64_t)meter_get(&heartbeat->beaten_ms);
}
