/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_MISMATCH_H
#define PULSSID_MATH_MISMATCH_H

/*
 * The team-mismatch permutation test (statistics.md 4.1): does a team's x predict its own y better than other
 * teams' y? Labels of y are permuted over the analysed teams; autocorrelation and shocks common to all teams
 * stay as they are. Pure: the same input and seed give the same result on every machine. Memory: teams^2 *
 * lags doubles; time: teams^2 * lags * periods once, then permutations * teams * lags.
 */

#include <stdint.h>

#include "base/error.h"
#include "correlation.h"

#define MISMATCH_LEAST_TEAMS 6 /* fewer have less than 720 labellings */

struct mismatch {
    size_t teams; /* analysed; below 6 stat and p are NAN */
    double stat;  /* max over lags of |sum of g| / sqrt(teams), g = z * sqrt(n - 4), 0 below min_pairs */
    double p;     /* (1 + permutations at least as large) / (permutations + 1) */
};

/* seed: of generator.h. permutations >= 1. OUT_OF_MEMORY. */
bool mismatch_test(const struct correlation *correlation, uint32_t permutations, uint64_t seed,
                   struct mismatch *ret_mismatch, struct error *err) MUST_CHECK;

#endif
