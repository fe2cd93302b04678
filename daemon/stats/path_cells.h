/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_PATH_CELLS_H
#define PULSSID_STATS_PATH_CELLS_H

/*
 * What is kept of customers' paths of one period: visits of cleared teams, contacts of all by how often they
 * were handed on, and what the penalty of a handoff is made of.
 *
 * With effects of entry teams over a window the penalty would need each team's own sums of satisfaction by
 * where its customers entered. Those overlap with the figures by touch: less these, they would be the figure
 * of the few who came from elsewhere. So the effects are of entry teams in each period: then products of
 * deviations are enough, and are pooled over all teams before anything is kept; and only where ten rated
 * contacts were handed on and ten were not, and two entry teams had both.
 */

#include "base/error.h"
#include "figures.h"
#include "model/handoff_plan.h"
#include "store/db.h"

#define PATH_LEAST 10

/* The dimension of satisfaction that a version of a survey feeds, or NULL. */
const struct dimension *path_satisfaction(const struct figures *figures, const struct metric_source *source);

/* Counts and writes them, inside the transaction that publishes the period. teams: the leaves, as they are
 * cleared for handoffs. */
bool path_cells_write(struct db *db, const struct figures *figures, const struct handoff_team *teams,
                      size_t n, struct error *err) MUST_CHECK;

#endif
