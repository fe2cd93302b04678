/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRICS_H
#define PULSSID_STATS_METRICS_H

/*
 * Reviews every employee dimension that is a mean, over published cells in the analysis window, and stores
 * the result for a release. Each is held against customers at the lag that the analysis of a link found, so
 * links are analysed first: the first of [stats] links that is its own and has a lag; a dimension without one
 * against the first of all, which is a description, since nothing tested it. Reads published cells, and what
 * was derived beside them at their close, and nothing else.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cycle.h"
#include "store/db.h"

/* How many metrics are no reason for a warning. */
#define METRICS_MOST 8

/* When the release has its review already nothing is written. Not inside a transaction: it makes its own. */
bool metrics_run(struct db *db, const struct cycle_opts *opts, int32_t release, struct error *err) MUST_CHECK;

#endif
