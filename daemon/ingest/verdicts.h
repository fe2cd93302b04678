/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_VERDICTS_H
#define PULSSID_INGEST_VERDICTS_H

/*
 * The verdicts of one request, in the order of its submissions, and how many are still to come. When the last
 * is in, the owner is told, once; it makes the reply and frees. One thread.
 */

#include "base/meter.h"
#include "ingest/intake.h"
#include "model/calendar.h"
#include "model/submission.h"
#include "store/submission_store.h"

struct verdicts;

typedef void verdicts_complete(void *ctx, struct verdicts *verdicts);

/* One submission's place. */
struct verdicts_slot {
    struct verdicts *verdicts;
    void *ctx; /* of verdicts_opts */
    bool has_id;
    uint8_t id[SUBMISSION_ID_SIZE];
    unsigned tries;      /* the owner's: how often its period closed under it */
    bool stored;         /* … or a duplicate, unless error says otherwise */
    int32_t period;      /* of what was stored */
    struct error *error; /* of a rejection */
};

struct verdicts_opts {
    size_t n;
    enum intake_media media;
    uint64_t ticket;
    intake_done *done;
    void *done_ctx;
    verdicts_complete *complete;
    void *ctx;
};

/* complete is not called before verdicts_seal(). */
bool verdicts_new(const struct verdicts_opts *opts, struct verdicts **ret_verdicts,
                  struct error *err) MUST_CHECK;
struct verdicts *verdicts_free(struct verdicts *verdicts);
DEFINE_CLEANUP(verdicts_free, struct verdicts)

struct verdicts_slot *verdicts_slot(struct verdicts *verdicts, size_t i);

/* A verdict: exactly one for each slot. The last may call `complete`. */
void verdicts_store(struct verdicts_slot *slot, int32_t period);
void verdicts_duplicate(struct verdicts_slot *slot);
void verdicts_reject(struct verdicts_slot *slot, const struct error *err);
/* No verdict is possible: an error of the whole request, since what became of this one is not known. */
void verdicts_fail(struct verdicts_slot *slot, const struct error *err);

/* Whether some slot has failed. */
bool verdicts_failed(const struct verdicts *verdicts);

/* Every slot is in somebody's hands. */
void verdicts_seal(struct verdicts *verdicts);

/* How the submissions of complete requests ended. */
struct verdicts_metrics {
    struct meter stored;
    struct meter duplicate;
    struct meter rejected;
    struct meter failed; /* of requests that failed as a whole: the client sends them again */
};

/* Adds those of one request. */
void verdicts_count(const struct verdicts *verdicts, struct verdicts_metrics *metrics);

/* Makes the reply and calls the request's `done`. */
void verdicts_deliver(const struct verdicts *verdicts, enum period_kind kind);

/* For the owner's list of what is complete. */
struct verdicts **verdicts_next(struct verdicts *verdicts);

#endif
