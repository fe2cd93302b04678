/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_CUSUM_H
#define PULSSID_MATH_CUSUM_H

/*
 * Change of one team's level over time: the self-starting two-sided CUSUM (Hawkins 1987, The Statistician 36:
 * 299) of an autoregressive series (statistics.md 6). Each residual x[t] - phi * x[t-1] is held against the
 * residuals before it, so neither a baseline nor a variance need be known. A period without a residual leaves
 * everything as it was. After an alarm everything starts again. Pure.
 */

#include <stddef.h>

struct cusum_opts {
    double phi;       /* of the series, -1 < phi < 1 */
    double allowance; /* k, in standard deviations: half the shift that matters; 0.5 */
    double limit;     /* h: a sum above it is an alarm; 6 */
    size_t warm;      /* residuals that come before the first is judged, >= 2; 12 */
};

enum cusum_alarm { CUSUM_DOWN = -1, CUSUM_NONE = 0, CUSUM_UP = 1 };

struct cusum_step {
    double u;  /* the residual as a standard normal score; NAN where none is judged */
    double up; /* sums after this period; NAN like u */
    double down;
    enum cusum_alarm alarm;
    size_t change; /* of an alarm: the period in which its sum left zero, the estimate of when it began */
};

/* x[periods], NAN where it is not published; ret_steps[periods]. */
void cusum_run(const double *x, size_t periods, const struct cusum_opts *opts, struct cusum_step *ret_steps);

#endif
