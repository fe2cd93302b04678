/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_SERIES_H
#define PULSSID_MATH_SERIES_H

/*
 * One team's series over contiguous periods made fit for a cross-correlation (statistics.md 3.1 steps 1 and 3
 * to 5), and the effective number of pairs of two such series. x[t] is the value of period t, NAN where it is
 * not published, so the difference of two indices is a lag. Pure; works in place where it says so.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A series whose variance is below this, in points squared, is constant but for rounding. */
#define SERIES_MIN_VARIANCE 1e-9

struct series_ar1 {
    double r1;  /* lag-1 autocorrelation over adjacent published periods */
    double phi; /* r1 corrected for bias (Marriott & Pope 1954, Kendall 1954), within -.9..+.9 */
};

/* Mean of an autocorrelated series (statistics.md 5.0, 4.3). NANs but n, and mean from n = 1 on, for a series
 * that is constant but for rounding (its error would be rounding too, and its weight without bound) or
 * without two adjacent published periods. */
struct series_mean {
    size_t n; /* published periods */
    double mean;
    double phi;  /* of the series about its mean, within 0..+.9 */
    double neff; /* periods it is worth: n (1 - phi) / (1 + phi), at least 2 */
    double se;   /* s / sqrt(neff) */
};

/* Whether a series has no variation, or fewer than two published periods. */
bool series_is_constant(const double *x, size_t periods);

/* Takes from every value the mean of its period over the teams that published it. x[team * periods + t], in
 * place. Periods with fewer than min_centre such teams become NAN for all. min_centre 0: x stays as it is. */
void series_centre(double *x, size_t teams, size_t periods, size_t min_centre);

/* Takes the least-squares line on t over the published periods away, in place; returns its slope in points a
 * period. With fewer than two published periods: NAN, and x stays as it is. */
double series_detrend(double *x, size_t periods);

/* First-order autoregression. Both NAN for a series that is constant but for rounding or without two adjacent
 * published periods. */
struct series_ar1 series_ar1(const double *x, size_t periods);

struct series_mean series_mean(const double *x, size_t periods);

/* ret_e[t] = x[t] - phi * x[t-1] where both are published, else NAN (so ret_e[0] always). ret_e is not x. */
void series_prewhiten(const double *x, size_t periods, double phi, double *ret_e);

/* Two series cut so that x[i] stands beside y[i] of `lag` periods later. */
struct series_pair {
    const double *x;
    const double *y;
    size_t len; /* 0 when the lag is as long as the series */
};
struct series_pair series_lagged(const double *x, const double *y, size_t periods, int32_t lag);

/*
 * Effective number of the n pairs (x[t], y[t + lag]) of two detrended series (Pyper & Peterman 1998, modified
 * Chelton): 1/N* = 1/n + (2/n) sum_{j=1..n/5} ((n-j)/n) r_xx(j) r_yy(j); n where that would be negative or
 * above n, and at least 4. NAN for n = 0 or a series of zeros.
 */
double series_effective_pairs(const double *x, const double *y, size_t periods, int32_t lag);

#endif
