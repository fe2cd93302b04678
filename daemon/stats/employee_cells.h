/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_EMPLOYEE_CELLS_H
#define PULSSID_STATS_EMPLOYEE_CELLS_H

/*
 * Employee dimensions of one period: counts by team, the carry-up rule (model/disclosure.h), and each
 * published node's figure over the atoms at and below it. Responses and invited of units are sums over the
 * leaves that are published themselves.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

bool employee_cells_fill(struct db *db, struct figures *figures, struct error *err) MUST_CHECK;

/* The pure half of it: from the own counts of one metric to what is shown. */
bool employee_cells_plan(struct figures *figures, size_t metric, struct error *err) MUST_CHECK;

#endif
