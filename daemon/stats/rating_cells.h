/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_RATING_CELLS_H
#define PULSSID_STATS_RATING_CELLS_H

/*
 * Ratings between teams in one period: for each pair of the raters' team and the rated one the mean on 0..100
 * and how many rated, from k_employee raters. Nothing is summed over pairs. Suppressed are a pair with more
 * raters than the headcount of their team, and a rated team whose known headcount is below k_employee, as its
 * customer cells are: it would be a mark for a few people.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

/* Counts and writes them for every dimension of team ratings, inside the transaction that publishes. */
bool rating_cells_write(struct db *db, const struct figures *figures, struct error *err) MUST_CHECK;

#endif
