/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_WEIGHTING_H
#define PULSSID_MATH_WEIGHTING_H

/*
 * The organisation's mean when every employee counts once, whether many or few of the team answered
 * (statistics.md 1.8): post-stratification by headcount over published teams, and what the unequal weights
 * cost. Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct weighting_team {
    double headcount; /* N > 0 */
    double n;         /* answers, > 0 */
    double mean;
    double sd; /* NAN: unknown, then so is the error of the whole */
};

struct weighting {
    size_t teams;
    double n;     /* answers */
    double mean;  /* sum N x / sum N */
    double se;    /* sqrt(sum (N / sum N)^2 s^2 / n) */
    double n_eff; /* Kish: (sum w)^2 / sum w^2 over the answers, w = N / n */
    double deff;  /* n / n_eff */
    bool trimmed; /* weights above 5 times their median were cut to that; then N is w n above */
};

/* NANs for no teams. OUT_OF_MEMORY. */
bool weighting_of(const struct weighting_team *team, size_t teams, struct weighting *ret_weighting,
                  struct error *err) MUST_CHECK;

/* mean -+ z(.975) * se, within the scale. */
struct weighting_interval {
    double lo;
    double hi;
};
struct weighting_interval weighting_interval(const struct weighting *weighting, double least, double most);

#endif
