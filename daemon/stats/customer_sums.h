/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CUSTOMER_SUMS_H
#define PULSSID_STATS_CUSTOMER_SUMS_H

/* Reads the sums of the customer figures that were planned from counts, exactly, of all contacts. */

#include "base/error.h"
#include "figures.h"
#include "model/touch_disclosure.h"
#include "store/db.h"

/* What is counted of a node. */
struct customer_sum {
    struct tally shown; /* of a published node: who its figure is over */
    int64_t contacts;   /* these and who did not rate */
    int64_t own;        /* ratings by who touched the node's own team */
};

/* One plan of a metric: what is shown, and what is counted of it, both by node. */
struct customer_outlook {
    size_t metric;
    struct touch_disclosure *shown;
    struct customer_sum *sums;
};

/* Fills the sums, which are zero, of n outlooks. Those that show all teams at the same nodes are read
 * together: a reading goes through all of a period's submissions. */
bool customer_sums_read(struct db *db, const struct figures *figures, const struct customer_outlook *outlooks,
                        size_t n, struct error *err) MUST_CHECK;

#endif
