/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_STEP_CELLS_H
#define PULSSID_STATS_STEP_CELLS_H

/*
 * Satisfaction of one period's contacts by how often they were handed on, for the whole organisation alone:
 * over the contacts that its own figure is over, in groups of ten or more that the audit admits beside all
 * figures by touch (model/step_disclosure.h). Nothing is kept of a period in which a group answered alike, or
 * nearly: a mean at an edge would tell of the few who did not (display.h).
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

/* Classes of contacts that are held for it: what this takes is little beside what planning took before. */
#define STEP_CLASSES_MAX 10000

/* Counts and writes them, inside the transaction that publishes the period, when the customers' figures are
 * complete. max_classes: a period with more classes of contacts keeps none. */
bool step_cells_write(struct db *db, const struct figures *figures, size_t max_classes,
                      struct error *err) MUST_CHECK;

#endif
