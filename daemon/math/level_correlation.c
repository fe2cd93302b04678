/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pearson's and Spearman's correlation of two series at a lag, with effective pairs. */
#include "level_correlation.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "fisher.h"
#include "moments.h"
#include "series.h"

#define LEAST_NEFF 4.0

struct level_correlation level_correlation_unknown(void)
{
    return (struct level_correlation){0, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* For N* <= 4 an interval would be nearly everything: it is not given. */
static double standard_error(double neff)
{
    return neff > LEAST_NEFF ? fisher_se(neff) : NAN;
}

static double two_sided_p(double r, double neff)
{
    if (isnan(r) || !(neff > 2.0)) {
        return NAN;
    }
    return 2.0 * gsl_cdf_tdist_Q(fabs(fisher_t(r, neff - 2.0)), neff - 2.0);
}

struct level_correlation level_correlation(const double *x, const double *y, size_t periods, int32_t lag)
{
    struct level_correlation level = level_correlation_unknown();
    struct series_pair pair = series_lagged(x, y, periods, lag);
    struct moments_pairs pearson = moments_pearson(pair.x, pair.y, pair.len);
    level.lag = lag;
    level.n = pearson.n;
    level.neff = series_effective_pairs(x, y, periods, lag);
    level.r = pearson.r;
    level.p = two_sided_p(level.r, level.neff);
    level.spearman = moments_spearman(pair.x, pair.y, pair.len).r;
    double se = standard_error(level.neff);
    double widened = se * sqrt(1.0 + level.spearman * level.spearman / 2.0);
    struct fisher_interval of_r = fisher_interval(level.r, se);
    struct fisher_interval of_rank = fisher_interval(level.spearman, widened);
    level.lo = of_r.lo;
    level.hi = of_r.hi;
    level.spearman_lo = of_rank.lo;
    level.spearman_hi = of_rank.hi;
    return level;
}
