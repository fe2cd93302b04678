/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_RELIABILITY_H
#define PULSSID_MATH_RELIABILITY_H

/*
 * Do the items of one dimension measure one thing (statistics.md 7, item 4)? From exact sums over the people
 * who answered all of them, or from their covariances. Over people and periods together it is a number to
 * watch a metric by, no validation. Pure; NAN for what is not defined. A matrix of J items is J x J, row by
 * row.
 */

#include <stddef.h>
#include <stdint.h>

#define RELIABILITY_MAX_ITEMS 64

/* Reliability of the sum score from one common factor (McDonald's omega). */
struct reliability_omega {
    double omega;                           /* on the items' own scale */
    double omega_std;                       /* of standardised items */
    double loadings[RELIABILITY_MAX_ITEMS]; /* standardised; NANs where omega is */
};

/* Covariances of J items, n - 1 in the denominator: sums[j] of x_j; cross[] of x_i x_j for i <= j, row by
 * row: (0,0), (0,1) … (1,1) …. NANs for n < 2. */
void reliability_covariances(int64_t n, size_t n_items, const int64_t *sums, const int64_t *cross,
                             double *ret_covariances);

/* Cronbach's alpha = J / (J - 1) (1 - sum s_j^2 / s_total^2). NAN below two items, or without variance. */
double reliability_alpha(const double *covariances, size_t n_items);

/* Correlation of each item with the sum of the others. ret_r[J]; NAN below two items, and where a side does
 * not vary. */
void reliability_item_rest(const double *covariances, size_t n_items, double *ret_r);

/*
 * Omega by iterated principal axes on the correlations: communalities start at the squared multiple
 * correlations and end when none moves by 1e-12. Three items have the closed form lambda_1 = sqrt(r12 r13 /
 * r23) …. NANs below three items or above RELIABILITY_MAX_ITEMS, for an item without variance, for items of
 * which one follows from the others, and for a communality of 1 or more on the way (a Heywood case): then
 * alpha stands alone.
 */
struct reliability_omega reliability_omega(const double *covariances, size_t n_items);

#endif
