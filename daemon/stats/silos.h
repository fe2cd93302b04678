/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILOS_H
#define PULSSID_STATS_SILOS_H

/*
 * Analyses siloing (statistics.md 5) over the window that ends with a release, from published cells,
 * handoffs, ratings and paths, and stores what was found. Indexes are made anew after each release; what is
 * claimed of a team changes only at formal tests (math/evidence.h).
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "store/db.h"
#include "store/silo_store.h"

/* Says what there is for the release: what an earlier run stored, or else what this one found and stores, in
 * a transaction of its own. NOT_FOUND when there is no release, OUT_OF_MEMORY, database errors. */
bool silos_run(struct db *db, const struct cycle_opts *opts, int32_t release, struct silo_totals *ret_totals,
               struct error *err) MUST_CHECK;

#endif
