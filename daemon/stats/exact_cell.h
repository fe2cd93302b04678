/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_EXACT_CELL_H
#define PULSSID_STATS_EXACT_CELL_H

/*
 * The unrounded cell of one node and metric, by math/score. Pure.
 *
 * NPS, shares and a cell's own dispersion are for groups of ten. A unit that shows them over a smaller team
 * as well would give away that team's, by taking the other teams' away. So of employees a unit's dispersion
 * is shown only when all its people come in atoms of ten (the carry-up rule with k = 10), and its NPS is
 * shown over those of them who do. Of customers both are shown from ten contacts, whatever its teams have.
 */

#include "figures.h"
#include "model/cell.h"

struct cell exact_cell(const struct figures *figures, size_t metric, size_t node);

/* The cell that is to be shown: the exact one, or for an employees' NPS the part of it in groups of ten, if
 * there is any. */
struct cell exact_cell_to_show(const struct figures *figures, size_t metric, size_t node);

#endif
