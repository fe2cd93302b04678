/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_PARTICIPATION_H
#define PULSSID_MATH_PARTICIPATION_H

/*
 * How many of those who were asked answered over the window, and whether scores are higher when more answer
 * (statistics.md 1.8): a description of what non-response may do to a series, without an interval, since
 * everybody who was asked was counted. Pure; NAN for unknown.
 */

#include <stddef.h>

struct participation {
    double invited; /* sums over the periods in which the score was published and both are known; NAN: none */
    double responses;
    double rho; /* Spearman of the periods' rates and scores; NAN below min_periods, or without variation */
};

struct participation_input {
    size_t periods;
    const double *score; /* [periods] */
    const double *invited;
    const double *responses;
    size_t min_periods;
};

/* room[periods] is written: the rates. */
struct participation participation_of(const struct participation_input *input, double *room);

#endif
