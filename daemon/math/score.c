/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cell means, NPS and shares with their 95 % intervals. */
#include "score.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "normal.h"

static double clip(double x, double lo, double hi)
{
    return isnan(x) ? NAN : fmin(fmax(x, lo), hi);
}

/* In 128 bits n * sum_squares - sum^2 is exact, so equal answers give a spread of exactly 0. */
static double units_sd(int64_t n, int64_t sum, int64_t sum_squares)
{
    if (n < 2) {
        return NAN;
    }
    __int128 numerator = (__int128)n * sum_squares - (__int128)sum * sum;
    return sqrt((double)numerator / (double)n / (double)(n - 1));
}

struct score score_mean(int64_t n, int64_t sum, int64_t sum_squares, int32_t unit)
{
    struct score score = {.mean = 100.0 * (double)sum / ((double)n * unit)};
    score_pooled_interval(100.0 * units_sd(n, sum, sum_squares) / unit, (double)(n - 1), n, &score);
    return score;
}

void score_pooled_interval(double sd, double df, int64_t n, struct score *ret)
{
    ret->sd = sd;
    ret->se = sd / sqrt((double)n);
    double half = df > 0.0 ? gsl_cdf_tdist_Pinv(0.975, df) * ret->se : NAN;
    ret->lo = clip(ret->mean - half, 0.0, 100.0);
    ret->hi = clip(ret->mean + half, 0.0, 100.0);
}

struct score score_nps(int64_t n, int64_t promoters, int64_t detractors)
{
    double count = (double)n;
    double sum = (double)(promoters - detractors);
    struct score score = {.mean = 100.0 * sum / count};
    score.sd = 100.0 * units_sd(n, promoters - detractors, promoters + detractors);
    score.se = score.sd / sqrt(count);

    double adjusted = count + 3.0;
    double centre = sum / adjusted;
    double both = ((double)(promoters + detractors) + 1.5) / adjusted;
    double half = NORMAL_975 * sqrt((both - centre * centre) / adjusted);
    score.lo = clip(100.0 * (centre - half), -100.0, 100.0);
    score.hi = clip(100.0 * (centre + half), -100.0, 100.0);
    return score;
}

struct share score_share(int64_t k, int64_t n)
{
    double count = (double)n;
    double p = (double)k / count;
    double shrink = 1.0 + NORMAL_975 * NORMAL_975 / count;
    double centre = (p + NORMAL_975 * NORMAL_975 / (2.0 * count)) / shrink;
    double half =
        NORMAL_975 * sqrt(p * (1.0 - p) / count + NORMAL_975 * NORMAL_975 / (4.0 * count * count)) / shrink;
    return (struct share){p, k == 0 ? 0.0 : clip(centre - half, 0.0, 1.0),
                          k == n ? 1.0 : clip(centre + half, 0.0, 1.0)};
}

double score_pooled_sd(const double *sd, const int64_t *n, size_t cells, double *ret_df)
{
    double squares = 0.0;
    double df = 0.0;
    for (size_t i = 0; i < cells; i++) {
        if (n[i] > 1 && !isnan(sd[i])) {
            squares += (double)(n[i] - 1) * sd[i] * sd[i];
            df += (double)(n[i] - 1);
        }
    }
    *ret_df = df;
    return df > 0.0 ? sqrt(squares / df) : NAN;
}
