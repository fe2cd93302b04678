/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Centring, detrending and pre-whitening of series with gaps. */
#include "series.h"

#include <math.h>
#include <stdlib.h>

#include "moments.h"

#define MAX_PHI 0.9
#define MIN_LAGGED_PAIRS 3
#define MIN_EFFECTIVE 4.0
#define MIN_WORTH 2.0

bool series_is_constant(const double *x, size_t periods)
{
    return !(moments_of(x, periods).variance >= SERIES_MIN_VARIANCE);
}

static void centre_period(double *x, size_t teams, size_t stride, size_t min_centre)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t i = 0; i < teams; i++) {
        if (!isnan(x[i * stride])) {
            sum += x[i * stride];
            n++;
        }
    }
    double mean = n >= min_centre ? sum / (double)n : NAN;
    for (size_t i = 0; i < teams; i++) {
        x[i * stride] -= mean;
    }
}

void series_centre(double *x, size_t teams, size_t periods, size_t min_centre)
{
    for (size_t t = 0; min_centre > 0 && t < periods; t++) {
        centre_period(x + t, teams, periods, min_centre);
    }
}

static double mean_period(const double *x, size_t periods, size_t n)
{
    double sum = 0.0;
    for (size_t t = 0; t < periods; t++) {
        sum += isnan(x[t]) ? 0.0 : (double)t;
    }
    return sum / (double)n;
}

double series_detrend(double *x, size_t periods)
{
    struct moments m = moments_of(x, periods);
    if (m.n < 2) {
        return NAN;
    }
    double middle = mean_period(x, periods, m.n);
    double stt = 0.0;
    double stx = 0.0;
    for (size_t t = 0; t < periods; t++) {
        if (!isnan(x[t])) {
            stt += ((double)t - middle) * ((double)t - middle);
            stx += ((double)t - middle) * (x[t] - m.mean);
        }
    }
    double slope = stx / stt;
    for (size_t t = 0; t < periods; t++) {
        x[t] -= m.mean + slope * ((double)t - middle);
    }
    return slope;
}

/* Mean of (x[t] - mean)(x[t-lag] - mean) over the *ret_pairs periods where both are published. */
static double lagged_product(const double *x, size_t periods, double mean, size_t lag, size_t *ret_pairs)
{
    double sum = 0.0;
    size_t n = 0;
    for (size_t t = lag; t < periods; t++) {
        if (!isnan(x[t]) && !isnan(x[t - lag])) {
            sum += (x[t] - mean) * (x[t - lag] - mean);
            n++;
        }
    }
    *ret_pairs = n;
    return sum / (double)n;
}

struct series_ar1 series_ar1(const double *x, size_t periods)
{
    struct moments m = moments_of(x, periods);
    size_t pairs = 0;
    double product = lagged_product(x, periods, m.mean, 1, &pairs);
    if (pairs == 0 || !(m.variance >= SERIES_MIN_VARIANCE)) {
        return (struct series_ar1){NAN, NAN};
    }
    double r1 = product / m.variance;
    double corrected = r1 + (1.0 + 4.0 * r1) / (double)m.n;
    return (struct series_ar1){r1, fmax(-MAX_PHI, fmin(MAX_PHI, corrected))};
}

struct series_mean series_mean(const double *x, size_t periods)
{
    struct moments m = moments_of(x, periods);
    struct series_mean mean = {m.n, m.mean, NAN, NAN, NAN};
    double phi = series_ar1(x, periods).phi;
    if (!isnan(phi)) {
        mean.phi = fmax(0.0, phi);
        mean.neff = fmax(MIN_WORTH, (double)m.n * (1.0 - mean.phi) / (1.0 + mean.phi));
        mean.se = sqrt(m.variance / mean.neff);
    }
    return mean;
}

void series_prewhiten(const double *x, size_t periods, double phi, double *ret_e)
{
    for (size_t t = 0; t < periods; t++) {
        ret_e[t] = t == 0 ? NAN : x[t] - phi * x[t - 1];
    }
}

static double autocorrelation(const double *x, size_t periods, size_t lag)
{
    size_t all = 0;
    size_t pairs = 0;
    double power = lagged_product(x, periods, 0.0, 0, &all);
    double product = lagged_product(x, periods, 0.0, lag, &pairs);
    return pairs < MIN_LAGGED_PAIRS ? 0.0 : product / power;
}

struct series_pair series_lagged(const double *x, const double *y, size_t periods, int32_t lag)
{
    size_t shift = (size_t)abs(lag);
    if (shift >= periods) {
        return (struct series_pair){x, y, 0};
    }
    return (struct series_pair){lag < 0 ? x + shift : x, lag < 0 ? y : y + shift, periods - shift};
}

double series_effective_pairs(const double *x, const double *y, size_t periods, int32_t lag)
{
    struct series_pair pair = series_lagged(x, y, periods, lag);
    size_t n = moments_pearson(pair.x, pair.y, pair.len).n;
    double count = (double)n;
    double inverse = 1.0 / count;
    for (size_t j = 1; j <= n / 5; j++) {
        double weight = 2.0 / count * (double)(n - j) / count;
        inverse += weight * autocorrelation(x, periods, j) * autocorrelation(y, periods, j);
    }
    if (n == 0 || isnan(inverse)) {
        return NAN;
    }
    double effective = 1.0 / inverse;
    return effective < 0.0 || effective > count ? count : fmax(MIN_EFFECTIVE, effective);
}
