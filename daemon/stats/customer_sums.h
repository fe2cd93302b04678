/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CUSTOMER_SUMS_H
#define PULSSID_STATS_CUSTOMER_SUMS_H

/* Reads the sums of the customer figures that were planned from counts. */

#include "base/error.h"
#include "figures.h"
#include "model/touch_disclosure.h"
#include "store/db.h"

/* One plan of a metric: what is shown, and the sums of its published nodes, by node. */
struct customer_outlook {
    size_t metric;
    struct touch_disclosure *shown;
    struct tally *sums;
};

/* Fills the sums, which are zero, of n outlooks. Those over the same contacts are read together: a reading
 * goes through all of a period's submissions. */
bool customer_sums_read(struct db *db, const struct figures *figures, const struct customer_outlook *outlooks,
                        size_t n, struct error *err) MUST_CHECK;

#endif
