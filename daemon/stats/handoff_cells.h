/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_HANDOFF_CELLS_H
#define PULSSID_STATS_HANDOFF_CELLS_H

/*
 * Handoffs of one period, between leaves of the tree; a step to or from a unit is counted nowhere. A team is
 * cleared when a customer dimension of it is published, so not when it is small or has too few rated
 * contacts. Counts between cleared teams are kept exact for the statistics; see model/handoff_plan for what
 * is shown, and path_cells for what is kept of whole paths.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

/* Counts and writes them, inside the transaction that publishes the period, when the figures are complete. */
bool handoff_cells_write(struct db *db, const struct figures *figures, struct error *err) MUST_CHECK;

#endif
