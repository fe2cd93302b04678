/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-regressor least squares within groups, from pooled sums. */
#include "penalty.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#define MIN_SPREAD 1e-9

struct means {
    double h;
    double y;
};

/* Adds what deviations are not needed for. */
static int64_t add_totals(struct penalty_sums *sums, const struct penalty_cases *cases, size_t len,
                          struct means *ret_mean)
{
    double h = 0.0;
    double y = 0.0;
    int64_t n = 0;
    for (size_t i = 0; i < len; i++) {
        h += (double)cases[i].n * cases[i].h;
        y += cases[i].y;
        n += cases[i].n;
        sums->handed_on += cases[i].h >= 1.0 ? cases[i].n : 0;
    }
    sums->n += n;
    sums->groups += n > 0;
    sums->h += h;
    sums->y += y;
    *ret_mean = (struct means){h / (double)n, y / (double)n};
    return n;
}

void penalty_add(struct penalty_sums *sums, const struct penalty_cases *cases, size_t len)
{
    struct means mean;
    if (add_totals(sums, cases, len, &mean) == 0) {
        return;
    }
    for (size_t i = 0; i < len; i++) {
        double n = (double)cases[i].n;
        double h = cases[i].h - mean.h;
        double y = cases[i].y - n * mean.y;
        double yy = cases[i].yy - 2.0 * mean.y * cases[i].y + n * mean.y * mean.y;
        sums->hh += n * h * h;
        sums->hy += h * y;
        sums->hhyy += h * h * yy;
        sums->hhhy += h * h * h * y;
        sums->hhhh += n * h * h * h * h;
    }
}

static struct penalty lacking(enum lack lack, const struct penalty_sums *sums)
{
    return (struct penalty){lack, sums->n, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* The sum of h^2 e^2 with e = y - slope h, and HC1's correction n / (n - p). */
static double error_of(const struct penalty_sums *sums, double slope, double df)
{
    double meat = sums->hhyy - 2.0 * slope * sums->hhhy + slope * slope * sums->hhhh;
    return sqrt(fmax(0.0, meat) * (double)sums->n / df) / sums->hh;
}

/* A perfect line has no error: then its slope is certain, and so is that there is none. */
static double two_sided(double slope, double se, double df)
{
    if (se > 0.0) {
        return 2.0 * gsl_cdf_tdist_Q(fabs(slope) / se, df);
    }
    return slope == 0.0 ? 1.0 : 0.0;
}

struct penalty penalty_of(const struct penalty_sums *sums, const struct penalty_opts *opts)
{
    double df = (double)(sums->n - sums->groups - 1);
    if (sums->n < opts->min_n || sums->handed_on < opts->min_handed_on || df < 1.0) {
        return lacking(LACK_CONTACTS, sums);
    }
    if (!(sums->hh > MIN_SPREAD)) {
        return lacking(LACK_VARIATION, sums);
    }
    struct penalty penalty = {.n = sums->n, .df = df, .slope = sums->hy / sums->hh};
    penalty.intercept = (sums->y - penalty.slope * sums->h) / (double)sums->n;
    penalty.se = error_of(sums, penalty.slope, df);
    double half = gsl_cdf_tdist_Pinv(0.975, df) * penalty.se;
    penalty.lo = penalty.slope - half;
    penalty.hi = penalty.slope + half;
    penalty.p = two_sided(penalty.slope, penalty.se, df);
    return penalty;
}
