/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_IMPORT_BATCH_H
#define PULSSID_CLI_IMPORT_BATCH_H

/*
 * Checks submissions of the past and stores them, batch by batch, in the caller's transaction.
 *
 * Each goes to its own day's period and to no other. A period that was never opened is opened by the first
 * submission that falls into it, and what follows is checked against the tree that this froze. Owned through
 * import_batch_free().
 */

#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "config/config.h"
#include "model/submission.h"
#include "store/db.h"

struct import_batch;

/* Told of each submission that cannot be stored: why, and the place that was given with it. */
typedef void import_batch_rejected(void *ctx, size_t place, const struct error *err);

bool import_batch_new(struct db *db, const struct config *config, import_batch_rejected *rejected, void *ctx,
                      struct import_batch **ret_batch, struct error *err) MUST_CHECK;
struct import_batch *import_batch_free(struct import_batch *batch);
DEFINE_CLEANUP(import_batch_free, struct import_batch)

/* Takes one submission. Those that follow a rejected one are taken like any other, so that all of a file's
 * faults are told; the caller then rolls the transaction back. False when the database fails. */
bool import_batch_add(struct import_batch *batch, const struct submission *submission, size_t place,
                      struct error *err) MUST_CHECK;
/* Stores what waits. */
bool import_batch_flush(struct import_batch *batch, struct error *err) MUST_CHECK;

size_t import_batch_stored(const struct import_batch *batch);
size_t import_batch_duplicates(const struct import_batch *batch);

#endif
