/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_COLLABORATION_H
#define PULSSID_MATH_COLLABORATION_H

/*
 * How teams rate working with each other, and what follows from it: who is tied to whom, who is thought well
 * of, and which handoffs go to a team that the sender does not work with (statistics.md 5.1, 5.2). Pure.
 *
 * The matrix has rating[rater * teams + rated] on 0..100, NAN where no rating was published; its diagonal is
 * not looked at. Two teams' mutual collaboration is the mean of the directions that were published. A dyad is
 * two teams with at least one of them; they are tied when it reaches the threshold.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lack.h"

struct collaboration {
    size_t teams;
    const double *rating;
};

/* A published mean of one wave. */
struct collaboration_rating {
    int32_t rater; /* positions, 0..teams-1 */
    int32_t rated;
    double mean;
};

/* The mean over waves of every pair, each wave counting once. ret_rating[teams * teams]. OUT_OF_MEMORY. */
bool collaboration_average(const struct collaboration_rating *ratings, size_t len, size_t teams,
                           double *ret_rating, struct error *err) MUST_CHECK;

/* NAN when neither direction was published. */
double collaboration_mutual(const struct collaboration *c, size_t a, size_t b);

/* ret_tie[a * teams + b] and its mirror: 1 for a tie, else 0, as network.h takes it. */
void collaboration_ties(const struct collaboration *c, double threshold, double *ret_tie);

/* What the other teams think of working with one, each team counting once. */
struct collaboration_received {
    enum lack lack; /* NOTHING; RATINGS: too few teams rated it, at least 2. Then NANs */
    size_t raters;  /* teams; known whatever is lacking */
    double mean;
    double se; /* s / sqrt(raters); 0 where all say the same */
};
struct collaboration_received collaboration_received(const struct collaboration *c, size_t rated,
                                                     size_t min_raters);

/* A team's dyads and the ties among them, with teams of its own unit and of others; and how many teams there
 * are, rated or not. */
struct collaboration_dyads {
    int64_t internal;
    int64_t external;
    int64_t internal_ties;
    int64_t external_ties;
    int64_t unit_mates;
    int64_t outsiders;
};
/* unit[teams] */
struct collaboration_dyads collaboration_dyads(const struct collaboration *c, const int32_t *unit,
                                               size_t team, double threshold);

/* A team's E-I index over its ties, and how likely as many of them would be inside its unit, were they spread
 * over all other teams by chance (hypergeometric, statistics.md 5.2). */
struct collaboration_inwardness {
    enum lack lack; /* NOTHING; TIES: it has none. Then both NAN */
    double ei;
    double p;
};
struct collaboration_inwardness collaboration_inwardness(const struct collaboration_dyads *dyads);

/* All of a team's handoffs, those to teams with which it has a dyad, and how many of these are not supported:
 * the mutual collaboration is below the threshold. */
struct collaboration_support {
    int64_t handoffs;
    int64_t rated;
    int64_t unsupported;
};
/* flow[from * teams + to]: whole numbers */
struct collaboration_support collaboration_support(const struct collaboration *c, const double *flow,
                                                   size_t team, double threshold);

#endif
