/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_WITHIN_H
#define PULSSID_MATH_WITHIN_H

/*
 * Do two figures move together within groups, whatever the groups' own levels (statistics.md 3.6, r_w)? Each
 * figure less its group's mean over the pairs, correlated over all groups: sum ab / sqrt(sum a^2 sum b^2).
 * Pure.
 */

#include <stddef.h>
#include <stdint.h>

/* In order of their groups. */
struct within_pairs {
    size_t n;
    const int32_t *group; /* [n], like the next two */
    const double *x;
    const double *y;
};

/* NAN where a side does not vary within any group (squares of 1e-9
 * and less). */
double within_correlation(const struct within_pairs *pairs);

#endif
