/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_LOG_LIMIT_H
#define PULSSID_BASE_LOG_LIMIT_H

/*
 * How often something may be said, by all threads together: share one by pointer. Without a lock; all zero is
 * valid, and says yes at first.
 */

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct log_limit {
    _Atomic int64_t until_ms; /* nothing more before, on the monotonic clock */
};

/* Whether it may be said now; if so, not again for pause_ms. Of threads that ask at once one hears yes. */
static inline bool log_limit_take(struct log_limit *limit, int64_t now_ms, int64_t pause_ms)
{
    int64_t until_ms = atomic_load(&limit->until_ms);
    return now_ms >= until_ms &&
           atomic_compare_exchange_strong(&limit->until_ms, &until_ms, now_ms + pause_ms);
}

#endif
