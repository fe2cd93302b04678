/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-pass moments and correlations that pass over unpublished values. */
#include "moments.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "series.h"

static bool is_pair(const double *x, const double *y, size_t i)
{
    return !isnan(x[i]) && !isnan(y[i]);
}

struct moments moments_of(const double *x, size_t len)
{
    struct moments m = {.mean = NAN, .variance = NAN};
    double sum = 0.0;
    for (size_t i = 0; i < len; i++) {
        if (!isnan(x[i])) {
            sum += x[i];
            m.n++;
        }
    }
    if (m.n == 0) {
        return m;
    }
    m.mean = sum / (double)m.n;
    for (size_t i = 0; i < len; i++) {
        if (!isnan(x[i])) {
            m.squares += (x[i] - m.mean) * (x[i] - m.mean);
        }
    }
    if (m.n > 1) {
        m.variance = m.squares / (double)(m.n - 1);
    }
    return m;
}

/* Rounding can carry r a little past 1. */
static double ratio(double sxy, double sxx, double syy)
{
    return sxx > 0.0 && syy > 0.0 ? fmax(-1.0, fmin(1.0, sxy / (sqrt(sxx) * sqrt(syy)))) : NAN;
}

struct moments_products moments_products(const double *x, const double *y, size_t len)
{
    struct moments_products sums = {0};
    double sum_x = 0.0;
    double sum_y = 0.0;
    for (size_t i = 0; i < len; i++) {
        if (is_pair(x, y, i)) {
            sum_x += x[i];
            sum_y += y[i];
            sums.n++;
        }
    }
    for (size_t i = 0; i < len; i++) {
        if (is_pair(x, y, i)) {
            double a = x[i] - sum_x / (double)sums.n;
            double b = y[i] - sum_y / (double)sums.n;
            sums.xx += a * a;
            sums.yy += b * b;
            sums.xy += a * b;
        }
    }
    return sums;
}

struct moments_pairs moments_pearson(const double *x, const double *y, size_t len)
{
    struct moments_products sums = moments_products(x, y, len);
    double least = SERIES_MIN_VARIANCE * ((double)sums.n - 1.0);
    bool varies = sums.n >= 2 && sums.xx >= least && sums.yy >= least;
    double r = varies ? ratio(sums.xy, sums.xx, sums.yy) : NAN;
    return (struct moments_pairs){sums.n, r};
}

/* Twice the distance of the average rank of x[i] from the mean rank: values below it less values above it. */
static double centred_rank(const double *x, const double *y, size_t len, size_t i)
{
    int64_t below = 0;
    double own = x[i];
    for (size_t j = 0; j < len; j++) {
        int64_t side = (int64_t)(x[j] < own) - (int64_t)(x[j] > own); /* 0 where x[j] is not known */
        below += isnan(y[j]) ? 0 : side;
    }
    return (double)below;
}

struct moments_pairs moments_spearman(const double *x, const double *y, size_t len)
{
    struct moments_pairs pairs = {.r = NAN};
    double sxx = 0.0;
    double syy = 0.0;
    double sxy = 0.0;
    for (size_t i = 0; i < len; i++) {
        if (is_pair(x, y, i)) {
            double rank_x = centred_rank(x, y, len, i);
            double rank_y = centred_rank(y, x, len, i);
            sxx += rank_x * rank_x;
            syy += rank_y * rank_y;
            sxy += rank_x * rank_y;
            pairs.n++;
        }
    }
    pairs.r = ratio(sxy, sxx, syy);
    return pairs;
}
