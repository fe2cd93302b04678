/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_SCORE_H
#define PULSSID_MATH_SCORE_H

/* Figures of one cell with their 95 % intervals (statistics.md 1.3 to 1.6). Pure; NAN where a figure is not
 * defined. */

#include <stddef.h>
#include <stdint.h>

struct score {
    double mean; /* 0..100; NPS: -100..100 */
    double sd;   /* n - 1 in the denominator; NAN for n < 2 */
    double se;
    double lo; /* clipped to the scale */
    double hi;
};

struct share {
    double p; /* 0..1 */
    double lo;
    double hi;
};

/* Mean with Student interval from exact sums of whole units (a score of u units is 100 * u / unit). n >= 1,
 * unit >= 1. */
struct score score_mean(int64_t n, int64_t sum, int64_t sum_squares, int32_t unit);

/* The interval mean -+ t(df, .975) * sd / sqrt(n), clipped to 0..100; lo, hi, se and sd of *ret, whose mean
 * is given. */
void score_pooled_interval(double sd, double df, int64_t n, struct score *ret);

/* NPS of n answers; SE of 1.4; adjusted Wald interval (Rocks 2016). sd is that of the scores 100, 0, -100. n
 * >= 1. */
struct score score_nps(int64_t n, int64_t promoters, int64_t detractors);

/* Share k of n with Wilson's interval. n >= 1. */
struct share score_share(int64_t k, int64_t n);

/* Pooled within-cell SD, sqrt(sum (n-1) s^2 / sum (n-1)), and its degrees of freedom; NAN and 0 for no cell.
 */
double score_pooled_sd(const double *sd, const int64_t *n, size_t cells, double *ret_df);

#endif
