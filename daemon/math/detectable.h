/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_DETECTABLE_H
#define PULSSID_MATH_DETECTABLE_H

/*
 * The smallest correlation that data of this size could have shown: one that is real and so large is found
 * significant at .05, two-sided, in four of five such samples (minimum detectable effect, Bloom 1995). It
 * owes nothing to what was found. It is of one test: what the false discovery rate takes for other tests of
 * the same release comes on top of it. Pure; NAN for NAN.
 */

#include <stddef.h>

#include "correlation.h"

/* By a z of variance v, where the best of so many lags pays for the search by Sidak. tests >= 1. */
double detectable_r(double v, size_t tests);

/* By a team's own search: at the lag that has most pairs, since no other could have shown a smaller one. NAN
 * for a team that is not analysed. */
double detectable_team_r(const struct correlation *correlation, size_t team);

/* By a mean z with that standard error and Student's distribution, where the best of so many lags pays for
 * the search by Sidak, as the mismatch test does by its maximum. NAN unless df > 0. */
double detectable_pooled_r(double se, double df, size_t tests);

#endif
