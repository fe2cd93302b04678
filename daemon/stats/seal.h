/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SEAL_H
#define PULSSID_STATS_SEAL_H

/*
 * Where the answers of a period go when it is sealed. Pure.
 *
 * Employees: under the node nearest the root among those where a dimension of theirs is shown first; a
 * question is kept when a dimension that it feeds is shown. Fewer than k_employee rows under one node would
 * be a name, so they go further up, and nowhere when even the whole has fewer. Ratings of other teams are
 * shown at no node above the raters' own, so they are kept only where that has enough raters. Customers:
 * under the team where the matter began, with the path, when at least k_customer began there and all its
 * dimensions with data are published; else under the whole, of what is published there, when at least
 * k_customer come together; else nowhere.
 */

#include "base/error.h"
#include "figures.h"
#include "store/period_store.h"

/* The rows of the plan, teams and surveys without one are deleted. The caller frees *ret_rows. */
bool seal_plan(const struct figures *figures, struct seal_row **ret_rows, size_t *ret_n,
               struct error *err) MUST_CHECK;

#endif
