/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two means with inertia against each other. */
#include "halves.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "series.h"

static struct halves lacking(enum lack lack)
{
    return (struct halves){lack, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* Welch and Satterthwaite, on the periods that the halves are worth. */
static double degrees_of_freedom(const struct series_mean *a, const struct series_mean *b)
{
    double va = a->se * a->se;
    double vb = b->se * b->se;
    return (va + vb) * (va + vb) / (va * va / (a->neff - 1.0) + vb * vb / (b->neff - 1.0));
}

struct halves halves_of(const double *x, size_t periods, size_t min_periods)
{
    size_t middle = periods / 2;
    struct series_mean older = series_mean(x, middle);
    struct series_mean newer = series_mean(x + middle, periods - middle);
    if (older.n < min_periods || newer.n < min_periods || older.n < 2 || newer.n < 2) {
        return lacking(LACK_PERIODS);
    }
    if (series_is_constant(x, middle) || series_is_constant(x + middle, periods - middle)) {
        return lacking(LACK_VARIATION);
    }
    if (isnan(older.phi) || isnan(newer.phi)) {
        return lacking(LACK_PERIODS);
    }
    struct halves halves = {.change = newer.mean - older.mean, .se = hypot(older.se, newer.se)};
    halves.df = degrees_of_freedom(&older, &newer);
    double half = gsl_cdf_tdist_Pinv(0.975, halves.df) * halves.se;
    halves.lo = halves.change - half;
    halves.hi = halves.change + half;
    halves.p_above = gsl_cdf_tdist_Q(halves.change / halves.se, halves.df);
    halves.p_below = gsl_cdf_tdist_P(halves.change / halves.se, halves.df);
    return halves;
}
