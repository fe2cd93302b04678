/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_LIVENESS_H
#define PULSSID_APP_LIVENESS_H

/*
 * Whether the loop of every worker and of the stats thread still turns. That the database is away or slow is
 * no reason to be restarted, and does not count: workers never wait for it, and the stats thread beats while
 * it waits. The main thread asks, so its own loop turns.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "parts.h"

/* A worker's turn takes milliseconds, unless it has to ask a name server that does not answer. */
#define LIVENESS_PATIENCE_MS 30000
/* Between two looks at the clock the stats thread may compute for so many times as long. */
#define LIVENESS_STATS_TIMES 10

/* How many loops have been silent for longer than patience_ms. out: a line for each loop; NULL: none. */
size_t liveness_count_dead(const struct parts *parts, int64_t patience_ms, struct buffer *out);

#endif
