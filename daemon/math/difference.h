/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_DIFFERENCE_H
#define PULSSID_MATH_DIFFERENCE_H

/*
 * How much a team differs from the other teams over the window (statistics.md 5.0): in each period its value
 * less the mean of the others', averaged over periods, with an error that knows that neighbouring periods are
 * alike. Tested against a margin, because in a year of data any difference becomes significant. Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "lack.h"

/* x[team * periods + t] over contiguous periods, NAN where unpublished. */
struct difference_input {
    size_t teams;
    size_t periods;
    const double *x;
    size_t others; /* rows behind the teams, which take part in the means and are not measured themselves */
};

struct difference_opts {
    size_t min_others;  /* other teams published in a period, else it does not count */
    size_t min_periods; /* that count */
};

struct difference {
    enum lack lack; /* NOTHING, PERIODS, or VARIATION: constant, as series.h has it */
    size_t n;       /* periods that count; known whatever is lacking */
    double delta;   /* in units of x; above 0: the team is higher */
    double se;
    double neff; /* of series.h */
    double phi;
    double df; /* max(neff - 1, 4) */
};

/* ret_difference[teams]. OUT_OF_MEMORY. */
bool difference_of(const struct difference_input *input, const struct difference_opts *opts,
                   struct difference *ret_difference, struct error *err) MUST_CHECK;

/* One-sided p for "higher than the others by more than the margin"; NAN when the difference is lacking. */
double difference_p_above(const struct difference *difference, double margin);
/* The same for "lower". */
double difference_p_below(const struct difference *difference, double margin);

/* delta -+ t(df) * se with `level` (such as .95) between them; NANs when the difference is lacking. */
struct difference_interval {
    double lo;
    double hi;
};
struct difference_interval difference_interval(const struct difference *difference, double level);

#endif
