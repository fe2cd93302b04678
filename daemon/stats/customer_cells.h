/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CUSTOMER_CELLS_H
#define PULSSID_STATS_CUSTOMER_CELLS_H

/*
 * Customer dimensions of one period, by touch: a contact counts once, in full, for every distinct team on its
 * path, and once for a unit however many of its teams it touched.
 *
 * A leaf is published from k_customer rated contacts, unless its known headcount is below k_employee, or what
 * other leaves say would give a few of them away; for this and for units see customer_units.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

bool customer_cells_fill(struct db *db, struct figures *figures, struct error *err) MUST_CHECK;

#endif
