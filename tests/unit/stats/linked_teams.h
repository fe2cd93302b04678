/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_LINKED_TEAMS_H
#define PULSSID_TESTS_LINKED_TEAMS_H

/*
 * Eight teams over forty periods, for tests of linkage that need no database. In teams 0 to 5 customers
 * follow wellbeing two periods later; team 6 goes the other way, one period earlier; team 7 was published too
 * rarely.
 */

#include <math.h>
#include <string.h>

#include "../unit.h"
#include "stats/linkage_analysis.h"
#include "stats/linkage_subject.h"

#define TEAMS 8
#define ANALYSED 7
#define PERIODS 40
#define ODD 6
#define RARE 7
#define LAGS 9
#define LAG(lag) ((size_t)((lag) + LAGS / 2)) /* index of a lag */

#define assert_unknown(got) assert_true(isnan(got))

struct linked_teams {
    double x[TEAMS * PERIODS];
    double y[TEAMS * PERIODS];
    double n[TEAMS * PERIODS]; /* answers behind each score, of either side */
    double invited[TEAMS * PERIODS];
};

/* 0 to 1, the same everywhere. */
static inline double linked_noise(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return (double)(*seed >> 8) / (double)(1 << 24);
}

static inline void linked_fill(struct linked_teams *teams)
{
    uint32_t seed = 7;
    for (size_t at = 0; at < (size_t)TEAMS * PERIODS; at++) {
        teams->n[at] = 10;
        teams->invited[at] = (double)(10 + 5 * (at % 3));
    }
    for (size_t i = 0; i < TEAMS; i++) {
        double *x = teams->x + i * PERIODS;
        double *y = teams->y + i * PERIODS;
        for (size_t t = 0; t < PERIODS; t++) {
            x[t] = 30 + 40 * linked_noise(&seed);
        }
        for (size_t t = 0; t < PERIODS; t++) {
            size_t from = i == ODD ? (t + 1) % PERIODS : (t + PERIODS - 2) % PERIODS;
            y[t] = 20 + 0.5 * x[from] + 25 * linked_noise(&seed);
        }
        for (size_t t = 10; i == RARE && t < PERIODS; t++) {
            x[t] = NAN;
        }
    }
}

static inline struct linkage_analysis_opts linked_opts(void)
{
    return (struct linkage_analysis_opts){
        .correlation = {.max_lag = 4, .min_series = 20, .min_pairs = 16, .min_centre = 6},
        .min_pool = 4,
        .permutations = 99,
        .seed = 5};
}

static inline struct linkage_analysis_input linked_input(const struct linked_teams *teams, size_t n)
{
    return (struct linkage_analysis_input){.series = {n, PERIODS, teams->x, teams->y, 0},
                                           .cells = {teams->n, teams->n, 12, 12},
                                           .invited = teams->invited,
                                           .responses = teams->n};
}

static const int32_t linked_ids[TEAMS] = {11, 12, 13, 14, 15, 16, 17, 18};

static inline struct linkage_subject linked_subject(const struct linkage_analysis_opts *opts)
{
    return (struct linkage_subject){"wellbeing", "csat", PERIOD_WEEK, linked_ids, opts};
}

/* Analyses the first n teams. */
static inline struct linkage_analysis *linked_analysis(const struct linkage_analysis_opts *opts, size_t n)
{
    struct linked_teams teams;
    struct linkage_analysis *analysis = NULL;
    struct error err = {0};
    linked_fill(&teams);
    struct linkage_analysis_input input = linked_input(&teams, n);
    if (!linkage_analysis_new(&input, opts, &analysis, &err)) {
        fail_msg("%s", err.text);
    }
    return analysis;
}

#endif
