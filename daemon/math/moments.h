/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_MOMENTS_H
#define PULSSID_MATH_MOMENTS_H

/*
 * Mean, variance, correlation and rank correlation of series in which NAN stands for an unpublished value.
 * Pure: no allocation, no I/O; sums of squares in two passes. Any length, 0 included (the pointer is then not
 * read).
 */

#include <stddef.h>

struct moments {
    size_t n;        /* values that are not NAN */
    double mean;     /* NAN for n = 0 */
    double squares;  /* sum of squared deviations from the mean; 0 for n = 0 */
    double variance; /* squares / (n - 1); NAN for n < 2 */
};

/* A correlation and the number of pairs in which neither value is NAN. */
struct moments_pairs {
    size_t n;
    double r; /* -1..1; NAN for n < 2 or when one side does not vary over the pairs: Pearson's for a variance
                 below SERIES_MIN_VARIANCE, as cross_pearson(), Spearman's when all are alike */
};

/* Sums over those pairs, about the means of the pairs. */
struct moments_products {
    size_t n;
    double xx; /* of squared deviations; 0 for n = 0, like the next two */
    double yy;
    double xy; /* of products of deviations */
};

struct moments moments_of(const double *x, size_t len);

struct moments_products moments_products(const double *x, const double *y, size_t len);

/* Pearson's r with the means of the pairs (x[i], y[i]), i = 0..len-1. */
struct moments_pairs moments_pearson(const double *x, const double *y, size_t len);

/* Spearman's rho: Pearson's r of the average ranks within the pairs. Time grows with len squared. */
struct moments_pairs moments_spearman(const double *x, const double *y, size_t len);

#endif
