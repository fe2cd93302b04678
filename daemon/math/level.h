/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_LEVEL_H
#define PULSSID_MATH_LEVEL_H

/* The mean of an autocorrelated series with an honest standard error, and the difference of two such means
 * (statistics.md 5.0). Pure; NAN is a period without a value. */

#include <stddef.h>

struct level {
    size_t n;
    double mean;
    double phi;  /* first-order autocorrelation, 0 to 0.9 */
    double neff; /* n (1 - phi) / (1 + phi), at least 2 */
    double se;   /* sd / sqrt(neff) */
    double df;   /* neff - 1, at least 4 */
};

/* All NAN, but n, for fewer than three values. A constant series has phi 0 and se 0. */
struct level level_of(const double *x, size_t periods);

struct level_difference {
    double mean; /* after - before */
    double lo;   /* 95 % interval by Student, degrees of freedom by Welch & Satterthwaite */
    double hi;
};

/* NAN throughout when either level is not known. */
struct level_difference level_difference(const struct level *before, const struct level *after);

#endif
