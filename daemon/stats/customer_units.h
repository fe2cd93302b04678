/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CUSTOMER_UNITS_H
#define PULSSID_STATS_CUSTOMER_UNITS_H

/*
 * The figures of customer dimensions, of leaves, units and the whole, by model/touch_disclosure: planned from
 * counts, then summed.
 *
 * Dispersion and shares are shown where the same figures, audited once more by groups of SPREAD_FROM, may be
 * told. NPS, of which nothing else is shown, is planned anew by these groups, so that a unit shows the part
 * of its contacts that touched teams of ten. Counts of contacts, rated or not, overlap between dimensions
 * too: one audit of all of them decides where they are told.
 *
 * Plans see the classes that are held, which may be a part of the contacts; whatever is told is counted by
 * PostgreSQL over all of them.
 */

#include "base/error.h"
#include "figures.h"
#include "model/contact_classes.h"
#include "store/db.h"

/* The column of a metric among the classes' rated contacts: those of customers in their order. Of the metric
 * behind the last one: how many there are. */
size_t customer_units_column(const struct metric_set *set, size_t metric);

/* Decides all dimensions of customers that have data. classes: indexed. */
bool customer_units_decide(struct db *db, const struct figures *figures,
                           const struct contact_classes *classes, struct error *err) MUST_CHECK;

#endif
