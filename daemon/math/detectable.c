/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Minimum detectable correlations. */
#include "detectable.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define ALPHA 0.05
#define POWER 0.80

/* Of each of so many tests, where one of them is wrong in ALPHA of cases. */
static double alpha_of(size_t tests)
{
    return -expm1(log1p(-ALPHA) / (double)tests);
}

double detectable_r(double v, size_t tests)
{
    if (isnan(v)) {
        return NAN;
    }
    return tanh((gsl_cdf_ugaussian_Qinv(alpha_of(tests) / 2.0) + gsl_cdf_ugaussian_Pinv(POWER)) * sqrt(v));
}

/* fmin passes over NAN. */
double detectable_team_r(const struct correlation *correlation, size_t team)
{
    double v = NAN;
    for (size_t j = 0; j < correlation->lags; j++) {
        v = fmin(v, correlation->lag[team * correlation->lags + j].v);
    }
    return detectable_r(v, correlation->lags);
}

double detectable_pooled_r(double se, double df, size_t tests)
{
    if (isnan(se) || !(df > 0.0)) {
        return NAN;
    }
    return tanh((gsl_cdf_tdist_Qinv(alpha_of(tests) / 2.0, df) + gsl_cdf_tdist_Pinv(POWER, df)) * se);
}
