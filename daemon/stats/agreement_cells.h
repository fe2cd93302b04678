/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_AGREEMENT_CELLS_H
#define PULSSID_STATS_AGREEMENT_CELLS_H

/*
 * What is kept at the close of a period of how employees answered item by item, since nothing goes back to
 * answers afterwards: for each published leaf and dimension the agreement of its members (math/agreement.h),
 * from k_employee who answered every item; and for each dimension, pooled over the published leaves, how many
 * scored 100 and 0, how many items were left out, and sums and products of items, for their reliability.
 *
 * Nothing is pooled over fewer than AGREEMENT_MIN_TEAMS leaves, so that no sum is one team's; and no products
 * of items over so few people that they could be solved for the answers. How
 * it was counted: item_figures.h.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

#define AGREEMENT_MIN_TEAMS 5

/* Writes them for every dimension whose items were counted, inside the transaction that publishes and before
 * it seals. */
bool agreement_cells_write(struct db *db, const struct figures *figures, struct error *err) MUST_CHECK;

#endif
