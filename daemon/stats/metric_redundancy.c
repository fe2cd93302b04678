/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs the cells of two metrics. */
#include "metric_redundancy.h"

#include <math.h>
#include <stdlib.h>

#include "math/within.h"

/* Order of cells: by period, then by team. */
static int compare_leaves(const struct agreement_leaf *a, const struct agreement_leaf *b)
{
    int by_period = (a->period > b->period) - (a->period < b->period);
    return by_period != 0 ? by_period : (a->team_id > b->team_id) - (a->team_id < b->team_id);
}

static int compare_groups(const void *a, const void *b)
{
    int32_t x = ((const struct within_pair *)a)->group;
    int32_t y = ((const struct within_pair *)b)->group;
    return (x > y) - (x < y);
}

static size_t pair(struct metric_series a, struct metric_series b, struct within_pair *pairs)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a.n && j < b.n;) {
        int order = compare_leaves(&a.leaves[i], &b.leaves[j]);
        if (order == 0) {
            pairs[n++] = (struct within_pair){a.leaves[i].team_id, a.leaves[i].mean, b.leaves[j].mean};
        }
        i += order <= 0;
        j += order >= 0;
    }
    return n;
}

bool metric_redundancy(struct metric_series a, struct metric_series b, double *ret_r, struct error *err)
{
    struct within_pair *pairs CLEANUP(free) = calloc(a.n + 1, sizeof *pairs);
    if (pairs == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare two metrics");
    }
    size_t n = pair(a, b, pairs);
    qsort(pairs, n, sizeof *pairs, compare_groups);
    *ret_r = n < METRIC_MIN_PAIRS ? NAN : within_correlation(pairs, n);
    return true;
}
