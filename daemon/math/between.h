/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_BETWEEN_H
#define PULSSID_MATH_BETWEEN_H

/*
 * Do teams with a higher level of x over the window have a higher level of y (statistics.md 4.3)? Another
 * question than whether a team's y follows its own x; the two are never mixed. With a dozen teams the
 * interval is about +-.55: a description. Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "series.h"

/* x[team * periods + t], not centred, NAN where unpublished. */
struct between_input {
    size_t teams;
    size_t periods;
    const double *x;
    const double *y;
    size_t min_teams; /* fewer teams give no figure */
};

struct between_team {
    struct series_mean x; /* its mean over the window */
    struct series_mean y;
    double rel_x; /* tau2 / (tau2 + se^2): share of its difference from others that is no error; NAN for a
                     team that takes no part */
    double rel_y;
};

struct between {
    size_t k;      /* teams whose means and errors are known on both sides: they take part */
    double tau2_x; /* variance of true means between teams, DerSimonian & Laird */
    double tau2_y;
    double r; /* unweighted */
    double lo;
    double hi;
    double k_eff;       /* (sum w)^2 / sum w^2 with w = sqrt(rel_x rel_y) */
    double weighted_r;  /* with these weights */
    double weighted_lo; /* Fisher with k_eff */
    double weighted_hi;
};

/* ret_team[teams]. Figures are NAN below min_teams, and where teams do not differ by more than error.
 * OUT_OF_MEMORY. */
bool between_of(const struct between_input *input, struct between_team *ret_team, struct between *ret_between,
                struct error *err) MUST_CHECK;

/* Whether teams' own links and the differences between teams tell opposite stories (Simpson 1951). */
enum between_sign {
    BETWEEN_UNKNOWN, /* one of the two is not known */
    BETWEEN_SAME_SIGN,
    BETWEEN_SIGNS_DIFFER, /* but one of the intervals, or both, covers 0 */
    BETWEEN_REVERSED,     /* both intervals exclude 0, on opposite sides */
};

/* within: the pooled link and its interval. */
enum between_sign between_compare(const struct between *between, double within, double within_lo,
                                  double within_hi);

#endif
