/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_AGREEMENT_ANALYSIS_H
#define PULSSID_STATS_AGREEMENT_ANALYSIS_H

/*
 * Is a dimension a property of teams (statistics.md 2)? Period by period over the published leaves, and over
 * the window. A function of the leaves alone. Owned through agreement_analysis_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agreement_cells.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "math/icc.h"
#include "store/agreement_store.h"

/* Periods from which on a window's figures are no single period's. */
#define AGREEMENT_MANY_PERIODS 6

enum agreement_verdict {
    AGREEMENT_UNKNOWN, /* no period with five teams, or nothing known of how teams agree */
    AGREEMENT_OK,
    AGREEMENT_WEAK, /* members agree, or teams differ, not both */
    AGREEMENT_NOT_A_TEAM_PROPERTY,
};

struct agreement_period {
    int32_t period;
    bool shows_spread;  /* the figures may be shown */
    struct icc icc;     /* k and n alone below AGREEMENT_MIN_TEAMS teams */
    double rwgj_median; /* over teams; NAN: none known */
};

struct agreement_analysis {
    size_t n;                        /* periods with a published leaf */
    struct agreement_period *period; /* [n], rising */
    size_t analysed;                 /* those with AGREEMENT_MIN_TEAMS teams */
    double rwgj_median;              /* over the periods analysed; NAN where none has it, as the next three */
    double icc1_median;
    double icc2_median;
    double significant; /* share of those with an F test in which p < .05 */
    bool agree;         /* rwgj_median is .70 or more */
    bool differ;        /* icc1_median is .05 or more, or at least half of the F tests are significant */
    enum agreement_verdict verdict;
    bool is_shown; /* none of the figures is one period's that hides its dispersion */
};

/* leaves by period. OUT_OF_MEMORY. */
bool agreement_analysis_new(const struct agreement_leaf *leaves, size_t n,
                            struct agreement_analysis **ret_analysis, struct error *err) MUST_CHECK;
struct agreement_analysis *agreement_analysis_free(struct agreement_analysis *analysis);
DEFINE_CLEANUP(agreement_analysis_free, struct agreement_analysis)

/* The leaves of the last period; *ret_n: how many. NULL and 0 for none. */
const struct agreement_leaf *agreement_analysis_last(const struct agreement_leaf *leaves, size_t n,
                                                     size_t *ret_n);

/* The medians that review a metric over some of the periods, from `first` on. */
struct agreement_median {
    double icc1;
    double not_significant; /* share of the F tests in which p >= .05; NAN without a test */
};
bool agreement_analysis_since(const struct agreement_analysis *analysis, size_t first,
                              struct agreement_median *ret_median, struct error *err) MUST_CHECK;

#endif
