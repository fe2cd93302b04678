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

/* A pair of cells. */
struct pair {
    int32_t team_id;
    double a;
    double b;
};

static int compare_teams(const void *a, const void *b)
{
    int32_t x = ((const struct pair *)a)->team_id;
    int32_t y = ((const struct pair *)b)->team_id;
    return (x > y) - (x < y);
}

static size_t match(struct metric_series a, struct metric_series b, struct pair *pairs)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < a.n && j < b.n;) {
        int order = compare_leaves(&a.leaves[i], &b.leaves[j]);
        if (order == 0) {
            pairs[n++] = (struct pair){a.leaves[i].team_id, a.leaves[i].mean, b.leaves[j].mean};
        }
        i += order <= 0;
        j += order >= 0;
    }
    return n;
}

bool metric_redundancy(struct metric_series a, struct metric_series b, double *ret_r, struct error *err)
{
    struct pair *pairs CLEANUP(free) = calloc(a.n + 1, sizeof *pairs);
    int32_t *group CLEANUP(free) = calloc(a.n + 1, sizeof *group);
    double *x CLEANUP(free) = calloc(a.n + 1, sizeof *x);
    double *y CLEANUP(free) = calloc(a.n + 1, sizeof *y);
    if (pairs == NULL || group == NULL || x == NULL || y == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare two metrics");
    }
    size_t n = match(a, b, pairs);
    qsort(pairs, n, sizeof *pairs, compare_teams);
    for (size_t i = 0; i < n; i++) {
        group[i] = pairs[i].team_id;
        x[i] = pairs[i].a;
        y[i] = pairs[i].b;
    }
    const struct within_pairs within = {n, group, x, y};
    *ret_r = n < METRIC_MIN_PAIRS ? NAN : within_correlation(&within);
    return true;
}
