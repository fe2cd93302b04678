/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ties, esteem and unsupported handoffs from ratings between teams. */
#include "collaboration.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"

bool collaboration_average(const struct collaboration_rating *ratings, size_t len, size_t teams,
                           double *ret_rating, struct error *err)
{
    CLEANUP(free) size_t *waves = calloc(teams * teams + 1, sizeof *waves);
    if (waves == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the ratings of %zu teams", teams);
    }
    for (size_t i = 0; i < teams * teams; i++) {
        ret_rating[i] = NAN;
    }
    for (size_t i = 0; i < len; i++) {
        size_t at = (size_t)ratings[i].rater * teams + (size_t)ratings[i].rated;
        double before = waves[at] == 0 ? 0.0 : ret_rating[at];
        waves[at]++;
        ret_rating[at] = before + (ratings[i].mean - before) / (double)waves[at];
    }
    return true;
}

double collaboration_mutual(const struct collaboration *c, size_t a, size_t b)
{
    double there = c->rating[a * c->teams + b];
    double back = c->rating[b * c->teams + a];
    if (isnan(there) || isnan(back)) {
        return isnan(there) ? back : there;
    }
    return (there + back) / 2.0;
}

void collaboration_ties(const struct collaboration *c, double threshold, double *ret_tie)
{
    for (size_t a = 0; a < c->teams; a++) {
        ret_tie[a * c->teams + a] = 0.0;
        for (size_t b = 0; b < a; b++) {
            double tie = collaboration_mutual(c, a, b) >= threshold ? 1.0 : 0.0;
            ret_tie[a * c->teams + b] = tie;
            ret_tie[b * c->teams + a] = tie;
        }
    }
}

struct collaboration_received collaboration_received(const struct collaboration *c, size_t rated,
                                                     size_t min_raters)
{
    struct collaboration_received received = {LACK_RATINGS, 0, NAN, NAN};
    double mean = 0.0;
    double squares = 0.0; /* about the mean so far (Welford) */
    for (size_t rater = 0; rater < c->teams; rater++) {
        double off = rater == rated ? NAN : c->rating[rater * c->teams + rated] - mean;
        if (!isnan(off)) {
            received.raters++;
            mean += off / (double)received.raters;
            squares += off * (c->rating[rater * c->teams + rated] - mean);
        }
    }
    double n = (double)received.raters;
    if (received.raters >= min_raters && received.raters >= 2) {
        received.lack = LACK_NOTHING;
        received.mean = mean;
        received.se = sqrt(squares / (n - 1.0) / n);
    }
    return received;
}

struct collaboration_dyads collaboration_dyads(const struct collaboration *c, const int32_t *unit,
                                               size_t team, double threshold)
{
    struct collaboration_dyads dyads = {0};
    for (size_t other = 0; other < c->teams; other++) {
        bool inside = unit[team] == unit[other];
        double mutual = other == team ? NAN : collaboration_mutual(c, team, other);
        dyads.unit_mates += other != team && inside;
        dyads.outsiders += !inside;
        if (!isnan(mutual)) {
            dyads.internal += inside;
            dyads.external += !inside;
            dyads.internal_ties += inside && mutual >= threshold;
            dyads.external_ties += !inside && mutual >= threshold;
        }
    }
    return dyads;
}

struct collaboration_inwardness collaboration_inwardness(const struct collaboration_dyads *dyads)
{
    int64_t ties = dyads->internal_ties + dyads->external_ties;
    if (ties == 0) {
        return (struct collaboration_inwardness){LACK_TIES, NAN, NAN};
    }
    double p = 1.0;
    if (dyads->internal_ties > 0) {
        p = gsl_cdf_hypergeometric_Q((unsigned)(dyads->internal_ties - 1), (unsigned)dyads->unit_mates,
                                     (unsigned)dyads->outsiders, (unsigned)ties);
    }
    double ei = (double)(dyads->external_ties - dyads->internal_ties) / (double)ties;
    return (struct collaboration_inwardness){LACK_NOTHING, ei, p};
}

struct collaboration_support collaboration_support(const struct collaboration *c, const double *flow,
                                                   size_t team, double threshold)
{
    struct collaboration_support support = {0};
    for (size_t to = 0; to < c->teams; to++) {
        if (to != team) {
            double mutual = collaboration_mutual(c, team, to);
            int64_t handoffs = (int64_t)flow[team * c->teams + to];
            support.handoffs += handoffs;
            support.rated += isnan(mutual) ? 0 : handoffs;
            support.unsupported += mutual < threshold ? handoffs : 0; /* not where it is unknown */
        }
    }
    return support;
}
