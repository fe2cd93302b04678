/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_HEARTBEAT_H
#define PULSSID_APP_HEARTBEAT_H

/*
 * Whether a thread's loop still turns: a timer on it notes the time, once a second. What works for long
 * between two turns, but works, notes it by itself. Started and stopped by the loop's owner while the loop
 * stands still, beaten by the loop's thread, read by any.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/meter.h"

struct heartbeat {
    struct event *timer;
    struct meter beaten_ms; /* on the monotonic clock */
};

/* The first beat is now. OUT_OF_MEMORY. */
bool heartbeat_start(struct heartbeat *heartbeat, struct event_base *base, struct error *err) MUST_CHECK;
/* Harmless when it was never started. */
void heartbeat_stop(struct heartbeat *heartbeat);

void heartbeat_beat(struct heartbeat *heartbeat);

/* Since the last beat. */
int64_t heartbeat_silence_ms(const struct heartbeat *heartbeat);

#endif
