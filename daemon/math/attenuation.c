/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reliability of teams' scores, and the link corrected for it. */
#include "attenuation.h"

#include <math.h>

#include "fisher.h"
#include "moments.h"
#include "series.h"

#define LEAST_RELIABILITY 0.30

struct attenuation attenuation_unknown(void)
{
    return (struct attenuation){
        0, {NAN, NAN, NAN, NAN}, {NAN, NAN, NAN, NAN}, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
}

/* Mean of sd^2 / n over the periods in which a level is known. */
static double mean_error(const double *level, const double *n, size_t periods, double sd)
{
    double sum = 0.0;
    size_t known = 0;
    for (size_t t = 0; t < periods; t++) {
        if (!isnan(level[t])) {
            sum += sd * sd / n[t];
            known++;
        }
    }
    return sum / (double)known;
}

/* Two degrees of freedom went into mean and slope. */
static double detrended_variance(const double *level, size_t periods)
{
    struct moments m = moments_of(level, periods);
    return m.squares / ((double)m.n - 2.0);
}

static bool is_analysed(const struct correlation *c, size_t i)
{
    return c->team[i].status == CORRELATION_PUBLISHED;
}

static struct attenuation_side measure_side(const struct correlation *c, const double *level, const double *n,
                                            double sd)
{
    double error = 0.0;
    double variance = 0.0;
    size_t teams = 0;
    for (size_t i = 0; i < c->teams; i++) {
        if (is_analysed(c, i)) {
            size_t row = i * c->periods;
            error += mean_error(level + row, n + row, c->periods, sd);
            variance += detrended_variance(level + row, c->periods);
            teams++;
        }
    }
    return (struct attenuation_side){sd, error / (double)teams, variance / (double)teams,
                                     1.0 - error / variance};
}

/* Sums about the team's own means over its pairs. */
static void add_team(const struct correlation *c, size_t i, int32_t lag, struct moments_products *sums)
{
    size_t row = i * c->periods;
    struct series_pair pair = series_lagged(c->level_x + row, c->level_y + row, c->periods, lag);
    struct moments_products own = moments_products(pair.x, pair.y, pair.len);
    sums->xx += own.xx;
    sums->yy += own.yy;
    sums->xy += own.xy;
}

static double clip(double r)
{
    return isnan(r) ? NAN : fmax(-1.0, fmin(1.0, r));
}

static void correlate_within(const struct correlation *c, int32_t lag, struct attenuation *a)
{
    struct moments_products sums = {0};
    a->neff = 0.0;
    for (size_t i = 0; i < c->teams; i++) {
        if (is_analysed(c, i)) {
            add_team(c, i, lag, &sums);
            a->neff += c->team[i].level.neff;
            a->k++;
        }
    }
    a->r = clip(sums.xx > 0.0 && sums.yy > 0.0 ? sums.xy / sqrt(sums.xx * sums.yy) : NAN);
    struct fisher_interval interval = fisher_interval(a->r, fisher_se(a->neff - (double)a->k));
    a->lo = interval.lo;
    a->hi = interval.hi;
}

void attenuation_correct(struct attenuation *a)
{
    bool reliable = a->x.reliability >= LEAST_RELIABILITY && a->y.reliability >= LEAST_RELIABILITY;
    a->factor = reliable ? sqrt(a->x.reliability * a->y.reliability) : NAN;
    a->corrected = clip(a->r / a->factor);
    a->corrected_lo = clip(a->lo / a->factor);
    a->corrected_hi = clip(a->hi / a->factor);
}

struct attenuation attenuation_of(const struct correlation *c, const struct attenuation_cells *cells,
                                  int32_t lag)
{
    struct attenuation a = attenuation_unknown();
    a.x = measure_side(c, c->level_x, cells->n_x, cells->sd_x);
    a.y = measure_side(c, c->level_y, cells->n_y, cells->sd_y);
    correlate_within(c, lag, &a);
    attenuation_correct(&a);
    return a;
}
