/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A team against the mean of the other teams, period by period. */
#include "difference.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "series.h"

#define MIN_DF 4.0

/* What a period's published values are and sum to, over all rows. */
struct total {
    size_t n;
    double sum;
};

static void add_row(struct total *total, const double *row, size_t periods)
{
    for (size_t t = 0; t < periods; t++) {
        if (!isnan(row[t])) {
            total[t].n++;
            total[t].sum += row[t];
        }
    }
}

/* ret_series[t]: the row less the mean of the other rows, NAN where that does not count. */
static void subtract_others(const struct total *total, const double *row, size_t periods, size_t min_others,
                            double *ret_series)
{
    for (size_t t = 0; t < periods; t++) {
        ret_series[t] = NAN;
        if (!isnan(row[t]) && total[t].n > 1 && total[t].n - 1 >= min_others) {
            ret_series[t] = row[t] - (total[t].sum - row[t]) / (double)(total[t].n - 1);
        }
    }
}

static struct difference lacking(enum lack lack, size_t n)
{
    return (struct difference){lack, n, NAN, NAN, NAN, NAN, NAN};
}

static struct difference measure(const double *series, size_t periods, size_t min_periods)
{
    struct series_mean mean = series_mean(series, periods);
    if (mean.n < min_periods || mean.n < 2) {
        return lacking(LACK_PERIODS, mean.n);
    }
    if (series_is_constant(series, periods)) {
        return lacking(LACK_VARIATION, mean.n);
    }
    if (isnan(mean.phi)) {
        return lacking(LACK_PERIODS, mean.n);
    }
    return (struct difference){.lack = LACK_NOTHING,
                               .n = mean.n,
                               .delta = mean.mean,
                               .se = mean.se,
                               .neff = mean.neff,
                               .phi = mean.phi,
                               .df = fmax(mean.neff - 1.0, MIN_DF)};
}

bool difference_of(const struct difference_input *input, const struct difference_opts *opts,
                   struct difference *ret_difference, struct error *err)
{
    size_t periods = input->periods;
    CLEANUP(free) struct total *total = calloc(periods + 1, sizeof *total);
    CLEANUP(free) double *series = calloc(periods + 1, sizeof *series);
    if (total == NULL || series == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to compare %zu periods", periods);
    }
    for (size_t i = 0; i < input->teams + input->others; i++) {
        add_row(total, input->x + i * periods, periods);
    }
    for (size_t i = 0; i < input->teams; i++) {
        subtract_others(total, input->x + i * periods, periods, opts->min_others, series);
        ret_difference[i] = measure(series, periods, opts->min_periods);
    }
    return true;
}

static double upper_tail(const struct difference *d, double above_margin)
{
    return d->lack == LACK_NOTHING ? gsl_cdf_tdist_Q(above_margin / d->se, d->df) : NAN;
}

double difference_p_above(const struct difference *difference, double margin)
{
    return upper_tail(difference, difference->delta - margin);
}

double difference_p_below(const struct difference *difference, double margin)
{
    return upper_tail(difference, -difference->delta - margin);
}

struct difference_interval difference_interval(const struct difference *difference, double level)
{
    if (difference->lack != LACK_NOTHING) {
        return (struct difference_interval){NAN, NAN};
    }
    double half = gsl_cdf_tdist_Pinv((1.0 + level) / 2.0, difference->df) * difference->se;
    return (struct difference_interval){difference->delta - half, difference->delta + half};
}
