/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_PENALTY_H
#define PULSSID_MATH_PENALTY_H

/*
 * Satisfaction lost with each further handoff (statistics.md 5.2): the slope of satisfaction y on handoffs h,
 * with an effect of each group of contacts taken out, and an error that stands unequal spread (HC1, MacKinnon
 * & White 1985). Groups are the teams where contacts entered, alone or by period; one group for all gives the
 * plain regression.
 *
 * By Frisch and Waugh the slope with group effects is the slope of y about its group's mean on h about its
 * group's mean, so sums of products of those deviations over all groups say everything: a group's own are not
 * needed once they are added. Beside the figures of teams, and with what is known of each contact's way, what
 * is kept tells of few all the same, so it is told in steps (stats/path_summary.h). It is an association:
 * hard cases are both passed on and dissatisfying. Pure.
 */

#include <stddef.h>
#include <stdint.h>

#include "lack.h"

/* `n` contacts with as many handoffs. */
struct penalty_cases {
    double h;
    int64_t n;
    double y;  /* sum of their satisfaction, each 0..100 */
    double yy; /* sum of its squares */
};

/* Over all groups; all 0 at first. Products are of deviations from the group's means. Sums of different
 * groups may be added member by member. */
struct penalty_sums {
    int64_t n;         /* rated contacts */
    int64_t handed_on; /* with h >= 1 */
    int64_t groups;    /* that have contacts */
    double h;          /* plain sums */
    double y;
    double hh;
    double hy;
    double hhyy;
    double hhhy;
    double hhhh;
};

struct penalty_opts {
    int64_t min_n;
    int64_t min_handed_on;
};

struct penalty {
    enum lack lack;   /* NOTHING; CONTACTS; VARIATION: in no group does h differ */
    int64_t n;        /* known whatever is lacking */
    double df;        /* n - groups - 1 */
    double slope;     /* points a handoff */
    double intercept; /* at h = 0, of one group */
    double se;
    double lo; /* 95 % */
    double hi;
    double p; /* two-sided */
};

/* Adds a group: one that has contacts counts, whatever their number. */
void penalty_add(struct penalty_sums *sums, const struct penalty_cases *cases, size_t len);
struct penalty penalty_of(const struct penalty_sums *sums, const struct penalty_opts *opts);

#endif
