/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_NETWORK_H
#define PULSSID_MATH_NETWORK_H

/*
 * How far what goes between teams stays inside their units (statistics.md 5.2). The flow is weighted and has
 * directions: handoffs, or, both ways with weight 1, ties of collaboration. Pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lack.h"

struct network {
    size_t teams;
    size_t units;
    const double *flow;  /* flow[from * teams + to], finite, 0 or more; the diagonal is not looked at */
    const int32_t *unit; /* [teams], 0..units-1 */
};

struct network_figures {
    enum lack lack;  /* NOTHING; TIES: no flow at all; UNITS: all of it leaves and enters the same unit */
    double total;    /* known whatever is lacking, like internal */
    double internal; /* within units */
    double ei;    /* (external - internal) / total, Krackhardt & Stern 1988: -1 all inward, +1 all outward */
    double q;     /* modularity, directed and weighted: Newman 2006, Leicht & Newman 2008 */
    double q_max; /* that of the same margins with all flow inside the units */
    double assortativity; /* q / q_max, Newman 2003 */
};

/* With LACK_UNITS ei and q are there, the other two NAN; with LACK_TIES all four are NAN. OUT_OF_MEMORY. */
bool network_measure(const struct network *network, struct network_figures *ret_figures,
                     struct error *err) MUST_CHECK;

#endif
