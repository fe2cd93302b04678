/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_BATCH_H
#define PULSSID_INGEST_BATCH_H

/*
 * Group commit: what arrived while the last commit was under way goes into the next. When idle, what the
 * event loop's current round brings is committed at its end, without a timer. A second connection takes part
 * when a crowd waits: few records wait for the commit under way, since a large batch is cheap and a small one
 * is not; but for no more than a tenth of a second, since that commit may be held up by more than its size.
 *
 * A batch is as large as the database takes in a tenth of ack_ms: it begins with a hundred records, doubles
 * with every commit, and is halved by one that lasts longer, unless that does not make it shorter. No more
 * wait than the database takes in half of ack_ms, as far as is known from commits of such a size. So a
 * database that cannot keep up makes clients come again, and what it does store is acknowledged in time.
 *
 * A batch that holds a duplicate is committed once more, with care, as are those that follow it.
 *
 * A batch whose outcome is unknown (the connection was lost under it) is sent again when the connection is
 * back, which the ids make harmless; a record that has no outcome after ack_ms is answered with
 * DATABASE_UNAVAILABLE. A record whose period closed under it, or opened with other teams, goes back to its
 * owner as STORE_PERIOD_CHANGED, to be checked against the new catalog.
 *
 * One thread; owned through batch_free(), which answers what is left with SHUTTING_DOWN. The connections
 * must be freed before, so that no batch is under way on them any more.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/histogram.h"
#include "base/log.h"
#include "model/catalog.h"
#include "model/submission.h"
#include "store/pg.h"
#include "store/submission_store.h"

#define BATCH_MAX_LANES 2

struct batch;

/* What may change while it runs. */
struct batch_terms {
    size_t queue_max;
    unsigned ack_ms;
    int32_t grace_days;
    int32_t k_employee;
    int32_t k_customer;
};

struct batch_opts {
    struct pg *const *pgs; /* connections, borrowed */
    size_t n_pgs;          /* 1 … BATCH_MAX_LANES */
    size_t batch_max;      /* > 0 */
    struct batch_terms terms;
};

/* One record's outcome; err non-NULL: not stored as far as is known. The record is given back, the callee's
 * to free; NULL when time was up while it may still be on its way to the database. */
typedef void batch_done(void *ctx, struct record *record, const struct error *err,
                        enum store_outcome outcome);

bool batch_new(struct event_base *base, const struct batch_opts *opts, const struct log *log,
               struct batch **ret_batch, struct error *err) MUST_CHECK;
struct batch *batch_free(struct batch *batch);
DEFINE_CLEANUP(batch_free, struct batch)

/* Room left before OVERLOADED. */
size_t batch_room(const struct batch *batch);
/* Records waiting or being committed. */
size_t batch_pending(const struct batch *batch);

/* The periods known to be open; the catalog must outlive the next call of this. Nothing is committed before
 * the first. */
void batch_set_catalog(struct batch *batch, const struct catalog *catalog);

/* From now on, also for what waits. */
void batch_set_terms(struct batch *batch, const struct batch_terms *terms);

/* Takes a record (*record becomes NULL). OVERLOADED, OUT_OF_MEMORY: then it stays the caller's. */
bool batch_add(struct batch *batch, struct record **record, batch_done *done, void *ctx,
               struct error *err) MUST_CHECK;

/* Told by the connections' owner when one comes or goes. */
void batch_on_state(struct batch *batch, bool ready);

/* What it counts, to be read from any thread as long as the batch lives. */
struct batch_metrics {
    struct meter pending;       /* records waiting or being committed */
    struct meter held;          /* batches whose outcome was unknown */
    struct histogram records;   /* of one commit */
    struct histogram commit_us; /* from sending a batch to its outcome */
};

const struct batch_metrics *batch_metrics(const struct batch *batch);

#endif
