/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stouffer's test, random-effects estimates and leave-one-out figures over teams. */
#include "pooling.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "normal.h"

#define NO_LINK_R 0.10

_Static_assert(CORRELATION_MAX_LAGS <= POOLING_MAX_LAGS, "every lag that can be correlated can be pooled");

/* Sums over the teams that have an effect at a lag, each weighted by 1 / (v + tau2). */
struct weighted {
    size_t k;
    double w;       /* sum of weights */
    double pairs;   /* of the products of any two */
    double mean;    /* weighted mean of z */
    double squares; /* weighted squares about it */
};

static bool takes_part(const struct pooling_family *family, size_t lag, size_t team, size_t without)
{
    return lag < family->lags && team != without && !isnan(family->effect[team * family->lags + lag].z);
}

static struct weighted weigh(const struct pooling_family *family, size_t lag, size_t without, double tau2)
{
    struct weighted sums = {0};
    double wz = 0.0;
    for (size_t i = 0; i < family->teams; i++) {
        if (takes_part(family, lag, i, without)) {
            const struct pooling_effect *effect = &family->effect[i * family->lags + lag];
            double weight = 1.0 / (effect->v + tau2);
            sums.k++;
            sums.pairs += weight * sums.w;
            sums.w += weight;
            wz += weight * effect->z;
        }
    }
    sums.mean = wz / sums.w;
    for (size_t i = 0; i < family->teams; i++) {
        if (takes_part(family, lag, i, without)) {
            const struct pooling_effect *effect = &family->effect[i * family->lags + lag];
            sums.squares += (effect->z - sums.mean) * (effect->z - sums.mean) / (effect->v + tau2);
        }
    }
    return sums;
}

static bool is_enough(const struct pooling_family *family, size_t k)
{
    return k >= 2 && k >= family->min_teams;
}

struct pooling_common pooling_common(const struct pooling_family *family, size_t without)
{
    struct pooling_common common = {.best = family->lags, .p_sidak = NAN};
    for (size_t j = 0; j < family->lags; j++) {
        struct weighted sums = weigh(family, j, without, 0.0);
        common.z[j] = is_enough(family, sums.k) ? sums.mean * sqrt(sums.w) : NAN;
        common.p[j] = 2.0 * gsl_cdf_ugaussian_Q(fabs(common.z[j]));
        common.mean[j] = is_enough(family, sums.k) ? sums.mean : NAN;
        common.v[j] = is_enough(family, sums.k) ? 1.0 / sums.w : NAN;
        if (!isnan(common.z[j]) &&
            (common.best == family->lags || fabs(common.z[j]) > fabs(common.z[common.best]))) {
            common.best = j;
        }
    }
    if (common.best < family->lags) {
        common.p_sidak = correlation_sidak(common.p[common.best], family->lags);
    }
    return common;
}

struct pooling_lags pooling_lags(const struct pooling_common *common, size_t lags)
{
    struct correlation_lag lag[POOLING_MAX_LAGS];
    if (common->best == lags) {
        return (struct pooling_lags){0, CORRELATION_UNDETERMINED};
    }
    for (size_t j = 0; j < lags; j++) {
        lag[j] = (struct correlation_lag){.z = common->mean[j], .v = common->v[j]};
    }
    uint64_t set = correlation_lag_set(lag, lags, common->best);
    return (struct pooling_lags){set, correlation_direction_of(set, lags / 2)};
}

static struct pooling_estimate unknown_estimate(size_t k)
{
    return (struct pooling_estimate){k,   NAN,        NAN, NAN,        NAN,        NAN, NAN, NAN, {NAN, NAN},
                                     NAN, {NAN, NAN}, NAN, {NAN, NAN}, {NAN, NAN}, NAN, NAN, NAN};
}

/* Fixed effect, heterogeneity, and DerSimonian and Laird's tau2. Their sum w - sum w^2 / sum w, as the
 * products of pairs that it is made of: where one weight outdoes all others the difference would be rounding.
 */
static void estimate_spread(struct pooling_estimate *e, struct weighted fixed)
{
    double df = (double)e->k - 1.0;
    double c = 2.0 * fixed.pairs / fixed.w;
    double typical_v = df / c;
    e->fe_z = fixed.mean;
    e->fe_se = 1.0 / sqrt(fixed.w);
    e->fe_p = 2.0 * gsl_cdf_ugaussian_Q(fabs(e->fe_z) / e->fe_se);
    e->q = fixed.squares;
    e->q_p = gsl_cdf_chisq_Q(e->q, df);
    e->tau2 = fmax(0.0, (e->q - df) / c);
    e->i2 = 100.0 * e->tau2 / (e->tau2 + typical_v);
}

static void set_interval(double centre, double half, double ret_z[2], double ret_r[2])
{
    ret_z[0] = centre - half;
    ret_z[1] = centre + half;
    ret_r[0] = tanh(ret_z[0]);
    ret_r[1] = tanh(ret_z[1]);
}

static void estimate_mean(struct pooling_estimate *e, struct weighted random)
{
    double df = (double)e->k - 1.0;
    e->z = random.mean;
    e->r = tanh(e->z);
    e->se = 1.0 / sqrt(random.w);
    e->se_mkh = e->se * sqrt(fmax(1.0, random.squares / df));
    e->p_mkh = 2.0 * gsl_cdf_tdist_Q(fabs(e->z) / e->se_mkh, df);
    set_interval(e->z, gsl_cdf_tdist_Pinv(0.975, df) * e->se_mkh, e->ci_z, e->ci_r);
    if (e->k > 2) {
        double spread = sqrt(e->tau2 + e->se * e->se);
        set_interval(e->z, gsl_cdf_tdist_Pinv(0.975, df - 1.0) * spread, e->pi_z, e->pi_r);
    }
}

struct pooling_estimate pooling_estimate(const struct pooling_family *family, size_t lag, size_t without)
{
    struct weighted fixed = weigh(family, lag, without, 0.0);
    struct pooling_estimate e = unknown_estimate(fixed.k);
    if (is_enough(family, fixed.k)) {
        estimate_spread(&e, fixed);
        estimate_mean(&e, weigh(family, lag, without, e.tau2));
    }
    return e;
}

struct pooling_shrunken pooling_shrink(const struct pooling_estimate *estimate, struct pooling_effect effect)
{
    double own = estimate->tau2 / (estimate->tau2 + effect.v);
    double rest = 1.0 - own;
    struct pooling_shrunken shrunken;
    shrunken.z = own * effect.z + rest * estimate->z;
    shrunken.se = sqrt(own * effect.v + rest * rest * estimate->se * estimate->se);
    shrunken.r = tanh(shrunken.z);
    return isnan(effect.z) ? (struct pooling_shrunken){NAN, NAN, NAN} : shrunken;
}

struct pooling_equivalence pooling_equivalence(double z, double se)
{
    struct pooling_equivalence e = {tanh(z - NORMAL_95 * se), tanh(z + NORMAL_95 * se), false};
    e.no_link = e.lo > -NO_LINK_R && e.hi < NO_LINK_R;
    return e;
}

struct pooling_residual pooling_residual(const struct pooling_family *family, size_t lag, size_t team)
{
    struct pooling_effect own = family->effect[team * family->lags + lag];
    struct pooling_estimate others = pooling_estimate(family, lag, team);
    struct pooling_residual residual = {others.z, others.se, others.tau2, NAN, NAN};
    residual.z = (own.z - others.z) / sqrt(own.v + others.se * others.se + others.tau2);
    residual.p_lower = isnan(residual.z) ? NAN : gsl_cdf_ugaussian_P(residual.z);
    return residual;
}

struct pooling_left_out pooling_leave_out(const struct pooling_family *family, size_t team)
{
    struct pooling_common others = pooling_common(family, team);
    struct pooling_left_out out = {others.best, others.p_sidak, {NAN, NAN, NAN, NAN, NAN}};
    if (takes_part(family, others.best, team, POOLING_EVERYBODY)) {
        out.residual = pooling_residual(family, others.best, team);
    }
    return out;
}
