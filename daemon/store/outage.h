/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_OUTAGE_H
#define PULSSID_STORE_OUTAGE_H

/*
 * What the log says of all connections that go to one database in one role, though many threads have them:
 * `database_lost` once, by whoever notices first, and `database_connected` once, when all are there. Others'
 * troubles meanwhile are said at debug level. A connection that comes and goes is not told of twice within
 * OUTAGE_PAUSE_MS; if it is gone for good, it is told of then. Shared by pointer, safe from any thread; owns
 * nothing.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "base/log_limit.h"

#define OUTAGE_PAUSE_MS 10000

/* What was said last. */
enum outage_said { OUTAGE_SAID_NOTHING, OUTAGE_SAID_LOST, OUTAGE_SAID_CONNECTED };

struct outage {
    const char *name; /* for the log: "ingest"; borrowed */
    size_t expected;  /* connections when all is well, at least one */
    _Atomic size_t connected;
    _Atomic enum outage_said said;
    struct log_limit limit;
};

void outage_init(struct outage *outage, const char *name, size_t expected);

/* One more connection is there and set up. */
void outage_gain(struct outage *outage, const struct log *log);
/* One that was there is not any more; says nothing. */
void outage_drop(struct outage *outage);
/* One was lost, dropped before, or could not be made. now_ms: on the monotonic clock. */
void outage_tell(struct outage *outage, const struct log *log, const struct error *why, int64_t now_ms);

#endif
