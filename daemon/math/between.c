/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Correlation of teams' levels, weighted by how well each is known. */
#include "between.h"

#include <math.h>

#include "base/cleanup.h"
#include "fisher.h"
#include "pooling.h"

static bool takes_part(const struct between_team *team)
{
    return !isnan(team->x.se) && !isnan(team->y.se);
}

static size_t measure_teams(const struct between_input *input, struct between_team *ret_team)
{
    size_t k = 0;
    for (size_t i = 0; i < input->teams; i++) {
        size_t row = i * input->periods;
        ret_team[i] = (struct between_team){series_mean(input->x + row, input->periods),
                                            series_mean(input->y + row, input->periods), NAN, NAN};
        k += takes_part(&ret_team[i]);
    }
    return k;
}

/* What differs between teams beyond the errors of their means. */
static double spread(const struct pooling_effect *effect, const struct between_input *input)
{
    struct pooling_family family = {input->teams, 1, effect, input->min_teams};
    return pooling_estimate(&family, 0, POOLING_EVERYBODY).tau2;
}

static double reliability(double tau2, double se)
{
    return tau2 / (tau2 + se * se);
}

static bool weigh_teams(const struct between_input *input, struct between_team *team, struct between *b,
                        struct error *err)
{
    CLEANUP(free) struct pooling_effect *x = calloc(input->teams + 1, sizeof *x);
    CLEANUP(free) struct pooling_effect *y = calloc(input->teams + 1, sizeof *y);
    if (x == NULL || y == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu teams", input->teams);
    }
    for (size_t i = 0; i < input->teams; i++) {
        bool part = takes_part(&team[i]);
        x[i] = (struct pooling_effect){part ? team[i].x.mean : NAN, team[i].x.se * team[i].x.se};
        y[i] = (struct pooling_effect){part ? team[i].y.mean : NAN, team[i].y.se * team[i].y.se};
    }
    b->tau2_x = spread(x, input);
    b->tau2_y = spread(y, input);
    for (size_t i = 0; i < input->teams; i++) {
        bool part = takes_part(&team[i]);
        team[i].rel_x = part ? reliability(b->tau2_x, team[i].x.se) : NAN;
        team[i].rel_y = part ? reliability(b->tau2_y, team[i].y.se) : NAN;
    }
    return true;
}

/* Sums over the teams that take part. */
struct weighted {
    double w;
    double w2;
    double x;
    double y;
    double xx;
    double yy;
    double xy;
};

static double weight_of(const struct between_team *team, bool weighted)
{
    double weight = weighted ? sqrt(team->rel_x * team->rel_y) : 1.0;
    return takes_part(team) ? weight : 0.0;
}

static struct weighted add_up(const struct between_team *team, size_t teams, bool weighted)
{
    struct weighted s = {0};
    for (size_t i = 0; i < teams; i++) {
        double w = weight_of(&team[i], weighted);
        s.w += w;
        s.w2 += w * w;
        s.x += w > 0.0 ? w * team[i].x.mean : 0.0;
        s.y += w > 0.0 ? w * team[i].y.mean : 0.0;
    }
    for (size_t i = 0; i < teams; i++) {
        double w = weight_of(&team[i], weighted);
        double x = w > 0.0 ? team[i].x.mean - s.x / s.w : 0.0;
        double y = w > 0.0 ? team[i].y.mean - s.y / s.w : 0.0;
        s.xx += w * x * x;
        s.yy += w * y * y;
        s.xy += w * x * y;
    }
    return s;
}

static double ratio(const struct weighted *s)
{
    bool varies = s->xx > 0.0 && s->yy > 0.0;
    return varies ? fmax(-1.0, fmin(1.0, s->xy / sqrt(s->xx * s->yy))) : NAN;
}

static void correlate(const struct between_team *team, size_t teams, struct between *b)
{
    struct weighted plain = add_up(team, teams, false);
    b->r = ratio(&plain);
    struct fisher_interval interval = fisher_interval(b->r, fisher_se((double)b->k));
    b->lo = interval.lo;
    b->hi = interval.hi;

    struct weighted weighted = add_up(team, teams, true);
    b->weighted_r = ratio(&weighted);
    b->k_eff = weighted.w * weighted.w / weighted.w2;
    interval = fisher_interval(b->weighted_r, fisher_se(b->k_eff));
    b->weighted_lo = interval.lo;
    b->weighted_hi = interval.hi;
}

bool between_of(const struct between_input *input, struct between_team *ret_team, struct between *ret_between,
                struct error *err)
{
    struct between b = {0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    b.k = measure_teams(input, ret_team);
    if (b.k >= 2 && b.k >= input->min_teams) {
        if (!weigh_teams(input, ret_team, &b, err)) {
            return false;
        }
        correlate(ret_team, input->teams, &b);
    }
    *ret_between = b;
    return true;
}

static bool excludes_zero(double lo, double hi)
{
    return lo > 0.0 || hi < 0.0;
}

enum between_sign between_compare(const struct between *between, double within, double within_lo,
                                  double within_hi)
{
    if (isnan(within) || isnan(between->weighted_r)) {
        return BETWEEN_UNKNOWN;
    }
    if (within * between->weighted_r >= 0.0) {
        return BETWEEN_SAME_SIGN;
    }
    bool certain =
        excludes_zero(within_lo, within_hi) && excludes_zero(between->weighted_lo, between->weighted_hi);
    return certain ? BETWEEN_REVERSED : BETWEEN_SIGNS_DIFFER;
}
