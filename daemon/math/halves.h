/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_HALVES_H
#define PULSSID_MATH_HALVES_H

/*
 * Whether the newer half of a series lies elsewhere than the older one: the difference of their means, each
 * with its inertia (series.h, statistics.md 5.0), and Welch's t (1947) on the periods that they are worth.
 * Pure.
 */

#include <stddef.h>

#include "lack.h"

struct halves {
    enum lack lack; /* NOTHING; PERIODS: a half has too few; VARIATION: a half is constant */
    double change;  /* newer less older */
    double se;
    double df;
    double lo; /* 95 % */
    double hi;
    double p_above; /* one-sided: it rose */
    double p_below; /* it fell */
};

/* x[periods], NAN where there is nothing; the middle one of an odd number is newer. min_periods: in each
 * half.
 */
struct halves halves_of(const double *x, size_t periods, size_t min_periods);

#endif
