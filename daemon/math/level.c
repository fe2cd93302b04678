/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The difference of two means of autocorrelated series. */
#include "level.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MIN_PERIODS 3
#define MIN_DF 4.0

static double degrees_of_freedom(const struct series_mean *level)
{
    return fmax(MIN_DF, level->neff - 1.0);
}

struct level_difference level_difference(const struct series_mean *before, const struct series_mean *after)
{
    if (before->n < MIN_PERIODS || after->n < MIN_PERIODS) {
        return (struct level_difference){NAN, NAN, NAN};
    }
    double mean = after->mean - before->mean;
    double a = before->se * before->se;
    double b = after->se * after->se;
    if (isnan(a + b)) {
        return (struct level_difference){mean, NAN, NAN};
    }
    double df = (a + b) * (a + b) / (a * a / degrees_of_freedom(before) + b * b / degrees_of_freedom(after));
    double half = gsl_cdf_tdist_Pinv(0.975, df) * sqrt(a + b);
    return (struct level_difference){mean, mean - half, mean + half};
}
