/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_POOLING_H
#define PULSSID_STATS_METRIC_POOLING_H

/*
 * The answers to one dimension over some periods, taken together from the sums that were kept of each
 * (statistics.md 7, items 1, 2, 4 and 7): distribution of scores, reliability of the items, items left out.
 * Pure; NAN for what is not known.
 */

#include <stdint.h>

#include "math/reliability.h"
#include "store/metric_store.h"

/* People who answered every item, for a reliability to be told. */
#define METRIC_MIN_COMPLETE 50

struct metric_pooling {
    size_t periods;
    int64_t n; /* respondents, each as often as they answered */
    double mean;
    double sd;
    double ceiling; /* shares of respondents at 100 and at 0 */
    double floor;
    double item_missing;  /* share of items left out */
    int32_t items_period; /* the newest period whose items were kept; -1: none */
    size_t n_items;       /* of it, and of those whose items are the same */
    int64_t complete;     /* people in these periods who answered every item */
    double alpha;         /* NAN below METRIC_MIN_COMPLETE, as the next three */
    double item_rest[RELIABILITY_MAX_ITEMS];
    double omega;
    double omega_std;
    bool is_shown; /* dispersion of every one of the periods may be shown */
};

/* pools by period. */
struct metric_pooling metric_pooling_of(const struct metric_pool *pools, size_t n);

#endif
