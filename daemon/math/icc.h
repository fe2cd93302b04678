/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_ICC_H
#define PULSSID_MATH_ICC_H

/*
 * Do teams differ by more than their members do (statistics.md 2)? One-way analysis of variance over groups
 * of unequal size, and what follows from it. Pure; NAN for what is not defined.
 *
 *   n0     = (N - sum n_i^2 / N) / (K - 1)
 *   ICC(1) = (MSB - MSW) / (MSB + (n0 - 1) MSW): share of the variance that is between teams
 *   ICC(2) = (MSB - MSW) / MSB: reliability of the teams' means, taken together
 *
 * Both with the exact 95 % interval from F. Below 0 they stay as they are: there is no signal of teams
 * (Bliese 2000; LeBreton & Senter 2008).
 */

#include <stddef.h>

/* One team: its size, mean, and variance with n - 1 in the denominator (of one person: any). */
struct icc_group {
    double n; /* whole, at least 1 */
    double mean;
    double variance;
};

struct icc {
    size_t k; /* groups */
    double n; /* people in all */
    double n0;
    double msb;
    double msw;
    double f; /* with k - 1 and n - k degrees of freedom */
    double p;
    double icc1;
    double icc1_lo;
    double icc1_hi;
    double icc2;
    double icc2_lo;
    double icc2_hi;
};

/* NANs behind n for fewer than two groups or nobody more than groups; behind msw where nobody differs from
 * the own team's mean, and of ICC(2) where no team differs from another. */
struct icc icc_of(const struct icc_group *groups, size_t k);

/* Reliability of the mean of n people: n ICC(1) / (1 + (n - 1) ICC(1)), of an ICC(1) below 0 as of 0. */
double icc_reliability(double icc1, double n);

#endif
