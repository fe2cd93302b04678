/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means of autocorrelated series. */
#include "level.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "moments.h"
#include "series.h"

#define MIN_VALUES 3
#define MIN_EFFECTIVE 2.0
#define MIN_DF 4.0

struct level level_of(const double *x, size_t periods)
{
    struct moments m = moments_of(x, periods);
    if (m.n < MIN_VALUES) {
        return (struct level){m.n, NAN, NAN, NAN, NAN, NAN};
    }
    double phi = fmax(0.0, series_ar1(x, periods).phi); /* NAN without variation: then 0 */
    double n = (double)m.n;
    double neff = fmax(MIN_EFFECTIVE, n * (1.0 - phi) / (1.0 + phi));
    return (struct level){.n = m.n,
                          .mean = m.mean,
                          .phi = phi,
                          .neff = neff,
                          .se = sqrt(m.variance / neff),
                          .df = fmax(MIN_DF, neff - 1.0)};
}

struct level_difference level_difference(const struct level *before, const struct level *after)
{
    double a = before->se * before->se;
    double b = after->se * after->se;
    double mean = after->mean - before->mean;
    if (isnan(mean)) {
        return (struct level_difference){NAN, NAN, NAN};
    }
    if (!(a + b > 0.0)) {
        return (struct level_difference){mean, mean, mean};
    }
    double df = (a + b) * (a + b) / (a * a / before->df + b * b / after->df);
    double half = gsl_cdf_tdist_Pinv(0.975, df) * sqrt(a + b);
    return (struct level_difference){mean, mean - half, mean + half};
}
