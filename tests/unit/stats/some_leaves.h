/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SOME_LEAVES_H
#define PULSSID_TESTS_SOME_LEAVES_H

/* Published leaves made up for tests of agreement and of metrics: teams of ten with an SD of 10, whose means
 * are 10 points apart, or all the same. */

#include "../unit.h"
#include "stats/agreement_analysis.h"

#define SOME_LEAVES 512
#define APART 10.0
#define ALIKE 0.0
#define assert_near(got, expected) assert_true(fabs((got) - (expected)) <= 1e-9)

struct leaves {
    struct agreement_leaf all[SOME_LEAVES];
    size_t n;
};

/* Adds `teams` leaves of a period, which comes after those that are there: means 50, 50 + step …. */
static inline void leaves_add(struct leaves *leaves, int32_t period, size_t teams, double step, double rwgj)
{
    assert_in_range(leaves->n + teams, 0, SOME_LEAVES);
    for (size_t i = 0; i < teams; i++) {
        leaves->all[leaves->n++] = (struct agreement_leaf){.period = period,
                                                           .team_id = (int32_t)i + 1,
                                                           .n = 10,
                                                           .mean = 50 + step * (double)i,
                                                           .sd = 10,
                                                           .rwgj = rwgj,
                                                           .shows_spread = true};
    }
}

static inline struct agreement_analysis *leaves_analyse(const struct leaves *leaves)
{
    struct agreement_analysis *analysis = NULL;
    struct error err = {0};
    if (!agreement_analysis_new(leaves->all, leaves->n, &analysis, &err)) {
        fail_msg("%s", err.text);
    }
    return analysis;
}

#endif
