/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_AGREEMENT_H
#define PULSSID_MATH_AGREEMENT_H

/*
 * Do the members of one team answer alike (statistics.md 2)? Agreement within a group on the J items of one
 * dimension, all with the same A response options, from exact sums over the n people who answered every item.
 * Pure; NAN for what is not defined.
 *
 *   rwg(j) = J (1 - q) / (J (1 - q) + q), q = min(1, mean item variance / variance of chance answers)
 *            James, Demaree & Wolf 1984; rwg of one item is the same with J = 1. 0: as by chance, 1: all
 * alike. AD_M(j) = mean over the items of (1 / n) sum |x - mean|, in scale points; A / 6 and less is
 * agreement (Burke & Dunlap 2002).
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One item's answers in whole scale points, from any origin. */
struct agreement_item {
    int64_t sum;
    int64_t squares;
    int64_t deviation; /* sum |n x - sum|: n times that of the distances from the mean */
};

/* The sums of answers that are counts[x] times x steps, x = 0 .. range. */
struct agreement_item agreement_item_of(const int64_t *counts, size_t range, int64_t step);

struct agreement {
    double rwg_uniform; /* rwg(j) against chance answers that are spread evenly */
    double rwg_skewed;  /* against a slight skew, LeBreton & Senter 2008; NAN but for 5 to 11 options */
    double ad;          /* AD_M(j) */
    bool constant;      /* every item has one answer: agreement, or a ceiling, or straight-lining */
};

/* n people, A options, J items. NANs below two people, two options or one item. */
struct agreement agreement_of(int64_t n, int32_t options, const struct agreement_item *items, size_t n_items);

/* Variance of chance answers on 1..A: (A^2 - 1) / 12. */
double agreement_null_uniform(int32_t options);

/* The same with a slight skew, from the table of LeBreton & Senter 2008; NAN where it has no row. */
double agreement_null_skewed(int32_t options);

#endif
