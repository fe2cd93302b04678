/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_RELEASE_H
#define PULSSID_STATS_RELEASE_H

/* Publishes one closed period, in one transaction: counts, cells, handoffs, ratings, agreement, release,
 * sealing. Undone whole on failure. */

#include "base/error.h"
#include "cycle.h"
#include "store/db.h"
#include "store/period_store.h"

/* ret: elapsed_ms is left 0; its period points into *period. */
bool release_publish(struct db *db, const struct cycle_opts *opts, const struct period_row *period,
                     struct cycle_published *ret_published, struct error *err) MUST_CHECK;

#endif
