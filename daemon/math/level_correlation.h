/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_LEVEL_CORRELATION_H
#define PULSSID_MATH_LEVEL_CORRELATION_H

/*
 * How two detrended, centred series lie to each other at one lag, as a description beside the test of their
 * residuals (statistics.md 3.1): the series themselves, with an error that knows that neighbouring periods
 * are alike. Pure.
 */

#include <stddef.h>
#include <stdint.h>

struct level_correlation {
    int32_t lag;
    size_t n;    /* pairs (x[t], y[t + lag]) */
    double neff; /* effective pairs N*, of series.h */
    double r;    /* Pearson */
    double lo;   /* tanh(atanh r -+ z(.975) / sqrt(N* - 3)); NAN for N* <= 4 */
    double hi;
    double p;           /* two-sided, by Student with N* - 2 degrees of freedom */
    double spearman;    /* of average ranks within the pairs */
    double spearman_lo; /* with sqrt((1 + rho^2 / 2) / (N* - 3)), Bonett & Wright 2000 */
    double spearman_hi;
};

/* NANs where there are fewer than two pairs or one side does not vary over them. Time grows with the square
 * of the periods. */
struct level_correlation level_correlation(const double *x, const double *y, size_t periods, int32_t lag);

/* All unknown. */
struct level_correlation level_correlation_unknown(void);

#endif
