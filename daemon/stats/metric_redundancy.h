/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_REDUNDANCY_H
#define PULSSID_STATS_METRIC_REDUNDANCY_H

/* Do two metrics tell the same (statistics.md 7, item 6)? Their correlation within teams over time. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "store/agreement_store.h"

/* Cells with both metrics, for a correlation to be told. */
#define METRIC_MIN_PAIRS 50

struct metric_series {
    const struct agreement_leaf *leaves; /* by period and team */
    size_t n;
};

/* NAN for fewer than METRIC_MIN_PAIRS pairs, or where one of the two does not move. OUT_OF_MEMORY. */
bool metric_redundancy(struct metric_series a, struct metric_series b, double *ret_r,
                       struct error *err) MUST_CHECK;

#endif
