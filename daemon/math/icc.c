/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-way analysis of variance from the groups' own moments. */
#include "icc.h"

#include <math.h>

#include "fdist.h"

static double grand_mean(const struct icc_group *groups, size_t k, double n)
{
    double sum = 0.0;
    for (size_t i = 0; i < k; i++) {
        sum += groups[i].n * groups[i].mean;
    }
    return sum / n;
}

static void count(const struct icc_group *groups, size_t k, struct icc *icc)
{
    double squares = 0.0;
    for (size_t i = 0; i < k; i++) {
        icc->n += groups[i].n;
        squares += groups[i].n * groups[i].n;
    }
    icc->n0 = (icc->n - squares / icc->n) / ((double)k - 1.0);
}

static void take_mean_squares(const struct icc_group *groups, size_t k, struct icc *icc)
{
    double mean = grand_mean(groups, k, icc->n);
    double between = 0.0;
    double within = 0.0;
    for (size_t i = 0; i < k; i++) {
        double off = groups[i].mean - mean;
        between += groups[i].n * off * off;
        within += groups[i].n > 1.0 ? (groups[i].n - 1.0) * groups[i].variance : 0.0;
    }
    icc->msb = between / ((double)k - 1.0);
    icc->msw = within / (icc->n - (double)k);
}

/* ICC(1) that belongs to a value of F. */
static double icc1_at(double f, double n0)
{
    return (f - 1.0) / (f + n0 - 1.0);
}

static void set_intervals(struct icc *icc)
{
    double df1 = (double)icc->k - 1.0;
    double df2 = icc->n - (double)icc->k;
    double lower = icc->f / fdist_quantile(0.975, df1, df2);
    double upper = icc->f / fdist_quantile(0.025, df1, df2);
    icc->p = fdist_upper(icc->f, df1, df2);
    icc->icc1_lo = icc1_at(lower, icc->n0);
    icc->icc1_hi = icc1_at(upper, icc->n0);
    if (icc->f > 0.0) {
        icc->icc2_lo = 1.0 - 1.0 / lower;
        icc->icc2_hi = 1.0 - 1.0 / upper;
    }
}

struct icc icc_of(const struct icc_group *groups, size_t k)
{
    struct icc icc = {k, 0.0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    if (k > 0) {
        count(groups, k, &icc);
    }
    if (k < 2 || icc.n <= (double)k) {
        icc.n0 = NAN;
        return icc;
    }
    take_mean_squares(groups, k, &icc);
    if (icc.msw > 0.0) {
        icc.f = icc.msb / icc.msw;
        icc.icc1 = (icc.msb - icc.msw) / (icc.msb + (icc.n0 - 1.0) * icc.msw);
        icc.icc2 = icc.msb > 0.0 ? (icc.msb - icc.msw) / icc.msb : NAN;
        set_intervals(&icc);
    }
    return icc;
}

double icc_reliability(double icc1, double n)
{
    double share = isnan(icc1) ? NAN : fmax(0.0, icc1);
    return n * share / (1.0 + (n - 1.0) * share);
}
