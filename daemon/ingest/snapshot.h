/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_SNAPSHOT_H
#define PULSSID_INGEST_SNAPSHOT_H

/*
 * The worker's catalog, kept current: loaded when asked, and once more when asked while a load is under way.
 * One thread; owned through snapshot_free(), after the connection it loads from.
 */

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "model/catalog.h"
#include "store/pg.h"

struct snapshot;

/* A load has ended; with an error the catalog is still the one before. The one before lives until this
 * returns. */
typedef void snapshot_changed(void *ctx, const struct error *err);

bool snapshot_new(snapshot_changed *changed, void *ctx, const struct log *log, struct snapshot **ret_snapshot,
                  struct error *err) MUST_CHECK;
struct snapshot *snapshot_free(struct snapshot *snapshot);
DEFINE_CLEANUP(snapshot_free, struct snapshot)

/* Asks for a load; `changed` is called later. DATABASE_UNAVAILABLE, OUT_OF_MEMORY: it is not. */
bool snapshot_load(struct snapshot *snapshot, struct pg *pg, struct error *err) MUST_CHECK;

/* Changes may have gone unheard: not fresh until the next load. */
void snapshot_mark_stale(struct snapshot *snapshot);
bool snapshot_is_fresh(const struct snapshot *snapshot);

/* NULL before the first load. Valid until `changed` has returned. */
const struct catalog *snapshot_catalog(const struct snapshot *snapshot);

#endif
