/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_DEADLINE_H
#define PULSSID_HTTP_DEADLINE_H

/*
 * One absolute deadline that moves often and is seldom met. The timer behind it is set anew only when the
 * deadline moves nearer; when it fires too early it is set again. So a busy connection leaves libevent's heap
 * alone. One thread; must be stopped before it goes.
 */

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdint.h>

struct deadline {
    struct event timer;
    int64_t due_ms;   /* on the monotonic clock; INT64_MAX: none */
    int64_t armed_ms; /* when the timer fires; INT64_MAX: it is not set */
    void (*on_due)(void *ctx);
    void *ctx;
};

void deadline_init(struct deadline *deadline, struct event_base *base, void (*on_due)(void *ctx), void *ctx);
/* on_due is called once, delay_ms from now, unless this is called again before; 0: never. */
void deadline_set(struct deadline *deadline, unsigned delay_ms);
void deadline_stop(struct deadline *deadline);

#endif
