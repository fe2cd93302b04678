/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An absolute deadline over a lazy timer. */
#include "http/deadline.h"

#include "base/clock.h"

static void arm(struct deadline *deadline, int64_t now_ms)
{
    int64_t wait_ms = deadline->due_ms > now_ms ? deadline->due_ms - now_ms : 1;
    struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000};
    deadline->armed_ms = now_ms + wait_ms;
    evtimer_add(&deadline->timer, &wait);
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct deadline *deadline = ctx;
    deadline->armed_ms = INT64_MAX;
    int64_t now_ms = clock_monotonic_ms();
    if (deadline->due_ms == INT64_MAX) {
        return;
    }
    if (now_ms < deadline->due_ms) {
        arm(deadline, now_ms);
        return;
    }
    deadline->due_ms = INT64_MAX;
    deadline->on_due(deadline->ctx);
}

void deadline_init(struct deadline *deadline, struct event_base *base, void (*on_due)(void *ctx), void *ctx)
{
    *deadline = (struct deadline){.due_ms = INT64_MAX, .armed_ms = INT64_MAX, .on_due = on_due, .ctx = ctx};
    evtimer_assign(&deadline->timer, base, on_timer, deadline);
}

void deadline_set(struct deadline *deadline, unsigned delay_ms)
{
    if (delay_ms == 0) {
        deadline->due_ms = INT64_MAX;
        return;
    }
    int64_t now_ms = clock_monotonic_ms();
    deadline->due_ms = now_ms + delay_ms;
    if (deadline->due_ms < deadline->armed_ms) {
        arm(deadline, now_ms);
    }
}

void deadline_stop(struct deadline *deadline)
{
    evtimer_del(&deadline->timer);
    deadline->due_ms = INT64_MAX;
    deadline->armed_ms = INT64_MAX;
}
