/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SIMULATION_LINKED_ORGANISATION_H
#define PULSSID_TESTS_SIMULATION_LINKED_ORGANISATION_H

/*
 * Organisations whose link is known: each team has two slow series, first-order autoregressions, and in some
 * teams the customers' follows the employees' some periods later. On top of that what all teams have in
 * common in a period, and the sampling error of scores.
 */

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

struct linked_opts {
    size_t teams;
    size_t periods;
    double rho;         /* autocorrelation of either series */
    double r;           /* their correlation at the lag, in coupled teams */
    size_t lag;         /* periods by which employees come first */
    double coupled;     /* share of the teams, the first ones */
    double shock;       /* share of the variance that all teams have in common, either side its own */
    double reliability; /* share of the variance of a score that is no sampling error */
};

/* x and y[teams * periods], of variance 1 before the sampling error. lag below 64. */
void linked_draw(gsl_rng *generator, const struct linked_opts *opts, double *x, double *y);

bool linked_is_coupled(const struct linked_opts *opts, size_t team);

#endif
