/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TIMER_H
#define PULSSID_STORE_TIMER_H

/* What libevent's events lack: a delay in milliseconds, and an end that is safe for one that was never made.
 * Here because store/ is the lowest layer that has timers. */

#include <event2/event.h>
#include <stddef.h>
#include <stdint.h>

/* Starts, or starts again, a timer that fires once after ms; at once for a negative one. */
static inline void timer_start(struct event *timer, int64_t ms)
{
    int64_t delay_ms = ms < 0 ? 0 : ms;
    struct timeval delay = {delay_ms / 1000, delay_ms % 1000 * 1000};
    event_add(timer, &delay);
}

/* Frees an event of any kind. NULL-safe. */
static inline void timer_drop(struct event *event)
{
    if (event != NULL) {
        event_free(event);
    }
}

#endif
