/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_INDICATOR_H
#define PULSSID_MATH_INDICATOR_H

/*
 * The seven indicators of siloing (statistics.md 5.1). Each has an effect x in units of its anchor, above 0
 * in the direction "siloed" and 1 where it is pronounced, its standard error, and a one-sided p against a
 * margin that is too small to matter. Pure; values only.
 */

#include <stddef.h>
#include <stdint.h>

#include "collaboration.h"
#include "difference.h"
#include "lack.h"

struct indicator {
    enum lack lack;
    double x;
    double se; /* of x, 0 or more */
    double p;
};

/* What an indicator is measured against: the margin that counts, and what makes x = 1. */
struct indicator_scale {
    double margin;
    double anchor; /* above 0 */
};

/* An indicator that is not there for that reason. */
struct indicator indicator_lacking(enum lack lack);

/* A1, D1: one figure higher than the others' and another one lower, in points. x follows the weaker of the
 * two, p the larger (an intersection-union test, Berger 1982). margin[0] is up's, margin[1] down's. */
struct indicator indicator_opposite(const struct difference *up, const struct difference *down,
                                    const double margin[2], double anchor);

/* A2: a link that the other teams have in common and the team has not. */
struct indicator_link {
    double r; /* of the team at the lag that the others have in common; NAN: it has none */
    double v; /* variance of its Fisher z */
    double r_others;
    double p_others; /* that they have a link at all */
    double p_lower;  /* that the team's lies below theirs */
};
/* LINK where the others have no positive link with p_others < alpha, or the team no figure there. */
struct indicator indicator_decoupled(const struct indicator_link *link, double alpha);

/* B1: a share higher than the others'. */
struct indicator indicator_above(const struct difference *difference, struct indicator_scale scale);

/* B2: a share of all handoffs, held against the pooled share of the others (binomial). HANDOFFS where the
 * team has fewer than `least`, or the others have none; RATINGS where of none of the team's, or of the
 * others', is it known whether they are supported: then 0 unsupported ones would say nothing. */
struct indicator indicator_unsupported(const struct collaboration_support *own,
                                       const struct collaboration_support *others, int64_t least,
                                       struct indicator_scale scale);

/* C1: how much better a team thinks of its collaboration than the others do, beyond what is common. */
struct indicator_others {
    size_t teams;    /* others that were rated */
    double mean;     /* of what they receive */
    double variance; /* of that mean */
};
struct indicator indicator_asymmetry(const struct difference *self, const struct collaboration_received *own,
                                     const struct indicator_others *others, struct indicator_scale scale);

/* C2: a share of dyads with other units that are ties, held against that of the dyads without the team
 * (binomial). Where those are all ties, their share is taken as half a dyad less, lest a single missing tie
 * be certain evidence. RATINGS where there is no dyad, TIES where the others have no tie. */
struct indicator indicator_reach(const struct collaboration_dyads *own, int64_t others_ties,
                                 int64_t others_dyads);

/* Which of wellbeing and customer satisfaction lies above the others' and which below. */
enum quadrant {
    QUADRANT_UNDETERMINED, /* a 90 % interval holds 0, or a figure is lacking */
    QUADRANT_THRIVING,     /* both above */
    QUADRANT_INWARD,       /* wellbeing above, customers below */
    QUADRANT_STRAINED,     /* wellbeing below, customers above: served at the staff's expense */
    QUADRANT_STRUGGLING,   /* both below */
};
enum quadrant indicator_quadrant(const struct difference *wellbeing, const struct difference *customer);

#endif
