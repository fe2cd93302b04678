/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_H
#define PULSSID_STATS_LINKAGE_H

/*
 * Analyses whether an employee dimension and a customer dimension move together, over the published cells of
 * leaf teams in the analysis window, and stores the result for a release. Reads published cells and nothing
 * else.
 *
 * The window ends at the newest period published by that release or an earlier one, and the seed of the
 * permutation test is drawn from that period's id: the same release gives the same numbers whenever, and
 * wherever, it is analysed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "linkage_analysis.h"
#include "model/calendar.h"
#include "store/db.h"

/* *ret_teams: teams with enough data. When the release has been analysed already nothing is written. Not
 * inside a transaction: it makes its own. NOT_FOUND when there is no release, CONFIG for options out of their
 * bounds, database errors. */
bool linkage_run(struct db *db, const struct cycle_opts *opts, int32_t release, const struct cycle_link *link,
                 size_t *ret_teams, struct error *err) MUST_CHECK;

/* How links are analysed on a calendar; the seed is left 0. */
struct linkage_analysis_opts linkage_opts(const struct cycle_opts *opts, enum period_kind kind);

#endif
