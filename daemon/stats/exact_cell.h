/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_EXACT_CELL_H
#define PULSSID_STATS_EXACT_CELL_H

/*
 * The unrounded cell of one node and metric, by math/score. Pure.
 *
 * NPS, shares and a cell's own dispersion are for groups of ten. A unit that shows them over a smaller team
 * as well would give away that team's, by taking the other teams' away. So what may be shown is planned once
 * more with k = 10: a unit's dispersion and shares are shown only when all its people are in that plan's
 * figure too, and its NPS is shown over those who are. An NPS that is not shown makes its cell insufficient.
 */

#include "figures.h"
#include "model/cell.h"

struct cell exact_cell(const struct figures *figures, size_t metric, size_t node);

/* The cell that is to be shown: the exact one, or for an NPS the part of it in groups of ten, if
 * there is any; CELL_INSUFFICIENT when it has a count and no figure. */
struct cell exact_cell_to_show(const struct figures *figures, size_t metric, size_t node);

#endif
