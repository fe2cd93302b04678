/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_H
#define PULSSID_STATS_LINKAGE_H

/*
 * Analyses whether employee dimensions and customer dimensions move together, pair by pair of the configured
 * links, over the published cells of leaf teams in the analysis window, and stores the results for a release.
 * Reads published cells and nothing else.
 *
 * A link whose employee dimension the agreement of the release calls no property of teams (statistics.md 2)
 * is stored as such and not analysed; so agreement comes first.
 *
 * The window ends at the newest period published by that release or an earlier one, and the seed of the
 * permutation test is drawn from that period's id: the same release gives the same estimates whenever, and
 * wherever, it is analysed. q-values count everything that the release tests; what is claimed of a link goes
 * on from the newest earlier release that was analysed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "linkage_analysis.h"
#include "model/calendar.h"
#include "store/db.h"

/* What became of one link. */
struct linkage_outcome {
    bool was_there; /* analysed for this release before: nothing was computed or written */
    size_t teams;   /* with enough data */
    int64_t elapsed_ms;
};

/* ret_outcomes[opts->n_links]. Not inside a transaction: it makes one for each link. NOT_FOUND when there is
 * no release, CONFIG for options out of their bounds, SHUTTING_DOWN when opts->watch says so, database
 * errors. */
bool linkage_run(struct db *db, const struct cycle_opts *opts, int32_t release,
                 struct linkage_outcome *ret_outcomes, struct error *err) MUST_CHECK;

/* How links are analysed on a calendar; the seed is left 0. */
struct linkage_analysis_opts linkage_opts(const struct cycle_opts *opts, enum period_kind kind);

#endif
