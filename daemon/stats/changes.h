/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CHANGES_H
#define PULSSID_STATS_CHANGES_H

/*
 * Searches the scores of every dimension for changes over time (statistics.md 6), over the published cells of
 * leaf teams from the first release on, and stores what was found of the analysis window for a release. Of a
 * dimension that the agreement of the release calls no property of teams (statistics.md 2) it stores that,
 * and searches nothing; so agreement comes first. Reads published cells and nothing else; the same release
 * gives the same rows whenever it is searched.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "store/change_store.h"
#include "store/db.h"

/* Says what there is for the release: what an earlier run stored, or else what this one found and stores, all
 * dimensions in one transaction of its own, or none. NOT_FOUND when there is no release, database errors. */
bool changes_run(struct db *db, const struct cycle_opts *opts, int32_t release,
                 struct change_totals *ret_totals, struct error *err) MUST_CHECK;

#endif
