/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_FDIST_H
#define PULSSID_MATH_FDIST_H

/*
 * Tail and quantiles of the F distribution for any number of degrees of freedom. GSL's quantile gives up,
 * and ends the program, at a few thousand of them, and its tail at a few hundred thousand: as many as an
 * organisation of thousands of teams has. By the continued fraction of the incomplete beta function, whose
 * steps grow with the square root of the degrees of freedom, and bisection. Pure.
 */

/* P(F > f), f >= 0. df1, df2 > 0. NAN for NAN. */
double fdist_upper(double f, double df1, double df2);

/* The f below which F lies with probability p, 0 < p < 1; to a relative 1e-13. */
double fdist_quantile(double p, double df1, double df2);

#endif
