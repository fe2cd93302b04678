/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SUBMISSION_STORE_H
#define PULSSID_STORE_SUBMISSION_STORE_H

/*
 * Stores batches of records, each batch one insert in one transaction, and says of each record what became of
 * it.
 *
 * In one implicit transaction, each its own snapshot: (1) period_open() for periods that were never opened,
 * (2) the advisory locks of the batch's periods, shared, so that no period closes under the batch, (3) the
 * insert, of what is in an open period and whose id is spent nowhere, (4) the state of the periods after the
 * locks, to tell a duplicate from a period that has closed. Sending the same batch again is harmless. The
 * role needs no right to read an answer.
 *
 * A batch that is not wary takes a fifth less of PostgreSQL's time, but is refused as a whole, with CONFLICT,
 * when one of its ids is in its open period already.
 *
 * What was checked before its period had a frozen tree is inserted only with teams of the tree that it got:
 * it may have been opened by an answer of another day. If it is not inserted, it is to be checked again.
 *
 * A batch with a late answer, one that was put into a later period than its day's, is not inserted when ids
 * are forgotten up to the end of that day's period: all of it is to be checked again.
 */

#include "base/error.h"
#include "model/calendar.h"
#include "model/submission.h"
#include "store/db.h"
#include "store/pg.h"

/* A batch is one parameter of this type; so the connection's pg_opts.type_name must be it. */
#define SUBMISSION_STORE_TYPE "pulssid.submission"

enum store_outcome {
    STORE_STORED,
    STORE_DUPLICATE,
    STORE_PERIOD_CHANGED /* since the record was checked: closed, opened with its tree, or its day forgotten
                          */
};

/* What period_open() needs to know. */
struct period_opening {
    enum period_kind kind;
    int32_t today;
    int32_t grace_days;
    int32_t k_employee;
    int32_t k_customer;
};

/* One batch. n > 0; records are the caller's and must live until `done`; open_periods, open_days: the n_open
 * periods among them that are to be opened first, each with the day whose tree is frozen (the first record's
 * day if it falls into the period, else the period's first day). */
struct submission_batch {
    const struct record *const *records;
    size_t n;
    const int32_t *open_periods;
    const int32_t *open_days;
    size_t n_open;
    struct period_opening opening;
    bool is_wary;
};

/* outcomes: n, in the order of the records; NULL with an error, whose outcome is then unknown unless it says
 * DATABASE or CONFLICT. */
typedef void submission_store_done(void *ctx, const struct error *err, const enum store_outcome *outcomes,
                                   size_t n);

bool submission_store_insert(struct pg *pg, const struct submission_batch *batch, submission_store_done *done,
                             void *ctx, struct error *err) MUST_CHECK;

/* The same on a blocking connection, inside its transaction if there is one, for `pulssid import`; always
 * wary. ret_outcomes: n. */
bool submission_store_insert_now(struct db *db, const struct submission_batch *batch,
                                 enum store_outcome *ret_outcomes, struct error *err) MUST_CHECK;

typedef void submission_store_withdrawn(void *ctx, const struct error *err, bool withdrawn);

/* Withdraws the submission that holds this receipt, if its period is open. */
bool submission_store_withdraw(struct pg *pg, const uint8_t receipt[SUBMISSION_RECEIPT_SIZE],
                               submission_store_withdrawn *done, void *ctx, struct error *err) MUST_CHECK;

#endif
