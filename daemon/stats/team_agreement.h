/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_TEAM_AGREEMENT_H
#define PULSSID_STATS_TEAM_AGREEMENT_H

/*
 * Analyses for every employee dimension whether it is a property of teams, over the published cells of leaf
 * teams in the analysis window, and stores the result for a release. Reads published cells, and what was
 * derived beside them at their close, and nothing else: the same release gives the same numbers whenever it
 * is analysed.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "store/db.h"

/* *ret_dimensions: those analysed now; 0 when the release had its analysis already, and nothing is written.
 * Not inside a transaction: it makes its own. */
bool team_agreement_run(struct db *db, const struct cycle_opts *opts, int32_t release, size_t *ret_dimensions,
                        struct error *err) MUST_CHECK;

#endif
