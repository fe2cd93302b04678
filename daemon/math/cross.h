/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_CROSS_H
#define PULSSID_MATH_CROSS_H

/*
 * Correlations of every series of one set with every series of another, at any lag, for those who need all of
 * them: what moments_pearson() gives for two series, at the cost of one product a period. Sums over whole
 * series are taken once; a pair takes from them what stands beside a gap of the other. For series about 0, as
 * residuals are: sums of squares are in one pass.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "moments.h"

/* A set of series, prepared. Owned through cross_free(). */
struct cross {
    size_t periods;
    double *value;    /* [i * periods + t], 0 where unknown */
    double *sum;      /* [i * (periods + 1) + t]: of the values before t */
    double *squares;  /* likewise */
    uint32_t *known;  /* likewise: how many */
    uint32_t *gap;    /* [i * periods …]: the periods that are unknown, rising … */
    uint32_t *n_gaps; /* [i] … and how many */
};

/* rows[i] is a series x[rows[i] * periods …], NAN where unknown. NULL when there is no memory. */
struct cross *cross_new(const double *x, size_t periods, const size_t *rows, size_t n);
struct cross *cross_free(struct cross *cross);
DEFINE_CLEANUP(cross_free, struct cross)

/* Pearson over the pairs (x_i[t], y_j[t + lag]). r is NAN for fewer than two pairs, or a variance below 1e-9
 * on either side. Both sets have the same periods. */
struct moments_pairs cross_pearson(const struct cross *x, size_t i, const struct cross *y, size_t j,
                                   int32_t lag);

#endif
