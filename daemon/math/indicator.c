/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Effects, errors and one-sided p-values of the indicators. */
#include "indicator.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MIN_DF 4.0
#define LEAST_OTHERS 5

struct indicator indicator_lacking(enum lack lack)
{
    return (struct indicator){lack, NAN, NAN, NAN};
}

static enum lack first_lack(enum lack a, enum lack b)
{
    return a != LACK_NOTHING ? a : b;
}

struct indicator indicator_opposite(const struct difference *up, const struct difference *down,
                                    const double margin[2], double anchor)
{
    enum lack lack = first_lack(up->lack, down->lack);
    if (lack != LACK_NOTHING) {
        return indicator_lacking(lack);
    }
    double p_up = difference_p_above(up, margin[0]);
    double p_down = difference_p_below(down, margin[1]);
    struct indicator indicator = {.p = fmax(p_up, p_down)};
    indicator.x = fmin(up->delta, -down->delta) / anchor;
    indicator.se = (up->delta < -down->delta ? up->se : down->se) / anchor;
    return indicator;
}

struct indicator indicator_decoupled(const struct indicator_link *link, double alpha)
{
    bool others = link->r_others > 0.0 && link->p_others < alpha;
    if (!others || isnan(link->r) || isnan(link->p_lower)) {
        return indicator_lacking(LACK_LINK);
    }
    struct indicator indicator = {.p = link->p_lower};
    indicator.x = 1.0 - link->r / link->r_others;
    indicator.se = (1.0 - link->r * link->r) * sqrt(link->v) / link->r_others;
    return indicator;
}

struct indicator indicator_above(const struct difference *difference, struct indicator_scale scale)
{
    if (difference->lack != LACK_NOTHING) {
        return indicator_lacking(difference->lack);
    }
    struct indicator indicator = {.p = difference_p_above(difference, scale.margin)};
    indicator.x = difference->delta / scale.anchor;
    indicator.se = difference->se / scale.anchor;
    return indicator;
}

/* Upper tail that holds k itself. */
static double binomial_at_least(int64_t k, double p, int64_t n)
{
    return k <= 0 ? 1.0 : gsl_cdf_binomial_Q((unsigned)(k - 1), p, (unsigned)n);
}

struct indicator indicator_unsupported(const struct collaboration_support *own,
                                       const struct collaboration_support *others, int64_t least,
                                       struct indicator_scale scale)
{
    if (own->handoffs < least || own->handoffs < 1 || others->handoffs < 1) {
        return indicator_lacking(LACK_HANDOFFS);
    }
    if (own->rated < 1 || others->rated < 1) {
        return indicator_lacking(LACK_RATINGS);
    }
    double handoffs = (double)own->handoffs;
    double share = (double)own->unsupported / handoffs;
    double usual = (double)others->unsupported / (double)others->handoffs;
    struct indicator indicator = {.x = (share - usual) / scale.anchor};
    indicator.se = sqrt(share * (1.0 - share) / handoffs) / scale.anchor;
    indicator.p = binomial_at_least(own->unsupported, fmin(1.0, usual + scale.margin), own->handoffs);
    return indicator;
}

struct indicator indicator_asymmetry(const struct difference *self, const struct collaboration_received *own,
                                     const struct indicator_others *others, struct indicator_scale scale)
{
    enum lack lack = first_lack(self->lack, own->lack);
    if (lack != LACK_NOTHING || others->teams < LEAST_OTHERS) {
        return indicator_lacking(first_lack(lack, LACK_TEAMS));
    }
    double asymmetry = self->delta - (own->mean - others->mean);
    double se = sqrt(self->se * self->se + own->se * own->se + others->variance);
    double df = fmax(MIN_DF, fmin(self->neff - 1.0, (double)own->raters - 1.0));
    struct indicator indicator = {.p = gsl_cdf_tdist_Q((asymmetry - scale.margin) / se, df)};
    indicator.x = asymmetry / scale.anchor;
    indicator.se = se / scale.anchor;
    return indicator;
}

struct indicator indicator_reach(const struct collaboration_dyads *own, int64_t others_ties,
                                 int64_t others_dyads)
{
    if (own->external < 1 || others_dyads < 1) {
        return indicator_lacking(LACK_RATINGS);
    }
    if (others_ties < 1) {
        return indicator_lacking(LACK_TIES);
    }
    double dyads = (double)own->external;
    double reach = (double)own->external_ties / dyads;
    double usual = fmin((double)others_ties, (double)others_dyads - 0.5) / (double)others_dyads;
    struct indicator indicator = {.x = 1.0 - reach / usual};
    indicator.se = sqrt(reach * (1.0 - reach) / dyads) / usual;
    indicator.p = gsl_cdf_binomial_P((unsigned)own->external_ties, usual, (unsigned)own->external);
    return indicator;
}

/* -1 or +1 when the 90 % interval lies on that side of 0, else 0. */
static int side(const struct difference *difference)
{
    struct difference_interval interval = difference_interval(difference, 0.9);
    return (interval.lo > 0.0) - (interval.hi < 0.0);
}

enum quadrant indicator_quadrant(const struct difference *wellbeing, const struct difference *customer)
{
    int staff = side(wellbeing);
    int served = side(customer);
    if (staff == 0 || served == 0) {
        return QUADRANT_UNDETERMINED;
    }
    if (staff > 0) {
        return served > 0 ? QUADRANT_THRIVING : QUADRANT_INWARD;
    }
    return served > 0 ? QUADRANT_STRAINED : QUADRANT_STRUGGLING;
}
