/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CUSTOMER_UNITS_H
#define PULSSID_STATS_CUSTOMER_UNITS_H

/*
 * The figures of units and of the whole on one customer dimension, once its leaves are decided.
 *
 * A unit's figure is over the contacts that touch its published leaves. Its components are the highest
 * published nodes below it: what they say and what it says together must not single out a few contacts, so it
 * is published only when each of these is 0 or at least k: the contacts that touch two components or more;
 * for each component, those that do not touch it; and those that remain when every other component is taken
 * away from the unit. Contacts that touch the unit itself, or units below it, and none of its components, are
 * the rest: they count when they are at least k, else at a unit further up. A unit's contacts, rated or not,
 * are told only where the components' counts and its own do not leave a handoff count of 1 to k - 1.
 */

#include "base/error.h"
#include "figures.h"
#include "store/db.h"

/* What is decided: one metric, in `nodes` (tree->n of them, the leaves decided), by threshold k. */
struct customer_plan {
    const struct figures *figures;
    size_t metric;
    struct figure *nodes;
    int64_t k;
};

bool customer_units_decide(struct db *db, const struct customer_plan *plan, struct error *err) MUST_CHECK;

#endif
