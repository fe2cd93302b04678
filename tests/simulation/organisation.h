/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SIMULATION_ORGANISATION_H
#define PULSSID_TESTS_SIMULATION_ORGANISATION_H

/*
 * Organisations with known silos: 12 teams in four units over 30 weeks, like the sample organisation of
 * tests/data. Employees and customers answer on the scales of the questions, one by one, and what comes out
 * is what pulssid would have published: means of five answers or more.
 */

#include <gsl/gsl_rng.h>
#include <stdbool.h>

#include "stats/silo_analysis.h"

#define SIM_TEAMS 12
#define SIM_PERIODS 30

struct simulation_opts {
    double severity; /* of siloed teams: 1 is wellbeing +9, customers -10, orientation to customers -18,
                        collaboration as they rate it +8, as others do -26, as they rate others -7, 45 %
                        handed on. Whatever it is, their customers do not follow their wellbeing, and they
                        hand on to anyone */
    bool siloed[SIM_TEAMS];
    double handing_on[SIM_TEAMS]; /* share of visits, of teams that are not siloed */
    double sd_wellbeing;          /* of teams' levels, points */
    double sd_customer;
    double sd_orientation;
};

struct simulated {
    double series[SILO_SERIES][SIM_TEAMS * SIM_PERIODS];
    double handoff[SIM_TEAMS * SIM_TEAMS];
    double rating[SIM_TEAMS * SIM_TEAMS];
    int32_t unit[SIM_TEAMS];
    bool router[SIM_TEAMS];
    double headcount[SIM_TEAMS];
    struct silo_input input; /* points to the above */
};

void simulate(gsl_rng *generator, const struct simulation_opts *opts, struct simulated *ret);

#endif
