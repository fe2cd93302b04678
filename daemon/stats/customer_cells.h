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

/* Classes of contacts (model/contact_classes.h) that are held while a period is planned: what this takes is
 * about as much as a daemon with the figures and the release of a thousand teams has anyway. */
#define CUSTOMER_CLASSES_MAX 50000

/* max_classes: held of all, the largest, so many for each version of a survey as go with its contacts. */
bool customer_cells_fill(struct db *db, struct figures *figures, int64_t max_classes,
                         struct error *err) MUST_CHECK;

#endif
