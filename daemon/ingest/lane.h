/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_LANE_H
#define PULSSID_INGEST_LANE_H

/*
 * One connection on which ingest/batch commits: at most one batch is under way on it, and its items stay in
 * `held` until `done` has been told how it ended. One thread; owned through lane_close(), after the
 * connection was freed.
 */

#include <stdbool.h>
#include <stddef.h>

#include "batch_queue.h"
#include "store/submission_store.h"

struct lane;

/* How the batch in lane->held ended: outcomes in its order, or why not. The lane is free again. CONFLICT: to
 * be committed once more, which is done with more care. */
typedef void lane_done(void *ctx, struct lane *lane, const struct error *err,
                       const enum store_outcome *outcomes);

struct lane {
    struct pg *pg;
    lane_done *done;
    void *ctx;
    bool busy;
    int64_t began_us; /* when what is under way was sent */
    size_t limit;     /* the owner's: records in the next batch … */
    size_t last_n;    /* … and what it knows of the one before */
    int64_t last_ms;
    unsigned wary;                 /* batches to come that may hold duplicates, as those before them did */
    struct batch_queue held;       /* under way, or put here by the owner to be committed */
    struct batch_item *unanswered; /* the first of held that was not answered; those before it were */
    const struct record **records; /* of held, for the store; these three have room for batch_max */
    int32_t *open_periods;
    int32_t *open_days;
};

/* An empty lane for batches of so many. OUT_OF_MEMORY. */
bool lane_open(struct lane *lane, struct pg *pg, size_t batch_max, struct error *err) MUST_CHECK;
void lane_close(struct lane *lane);

/* Whether a batch can be committed on it now. */
bool lane_is_free(const struct lane *lane);

/* Sends what is held, n > 0, as one transaction that also opens the periods that the catalog does not know.
 * False: nothing is under way. */
bool lane_commit(struct lane *lane, const struct catalog *catalog, const struct period_opening *opening,
                 struct error *err) MUST_CHECK;

#endif
