/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_LEVEL_H
#define PULSSID_MATH_LEVEL_H

/* How far one level of an autocorrelated series lies from another (statistics.md 5.0, 6). Pure. */

#include <stddef.h>

#include "series.h"

struct level_difference {
    double mean; /* after - before; NAN when either is of fewer than three periods */
    double lo;   /* 95 % interval by Student, degrees of freedom by Welch & Satterthwaite from those of both
                    levels: periods they are worth less 1, at least 4. NAN when either error is not known */
    double hi;
};

struct level_difference level_difference(const struct series_mean *before, const struct series_mean *after);

#endif
