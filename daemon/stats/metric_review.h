/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_REVIEW_H
#define PULSSID_STATS_METRIC_REVIEW_H

/*
 * Does a metric still measure anything (statistics.md 7)? Over its last METRIC_PERIODS surveys: what is there
 * to find, and what follows by rule. A person decides. Pure; NAN for what is not known.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agreement_analysis.h"
#include "base/error.h"
#include "metric_link.h"
#include "metric_pooling.h"

#define METRIC_PERIODS 13
#define METRIC_MIN_SERIES 6 /* surveys of a team, for its variation over time */

/* Hard findings first: any of them calls for a review. */
enum metric_finding {
    METRIC_EXHAUSTED_CEILING, /* more than .60 of respondents at 100 */
    METRIC_EXHAUSTED_FLOOR,   /* … at 0 */
    METRIC_NO_VARIANCE,       /* see enum metric_still */
    METRIC_UNRELIABLE,        /* alpha or omega below .60 */
    METRIC_CEILING,           /* more than .15 at 100 (Terwee et al. 2007) */
    METRIC_FLOOR,             /* … at 0 */
    METRIC_NO_DISCRIMINATION, /* median ICC(1) below .02, and teams do not differ in .75 of the surveys */
    METRIC_WEAK_RELIABILITY,  /* alpha or omega below .70 */
    METRIC_REDUNDANT_ITEMS,   /* … above .95 */
    METRIC_SUSPECT_ITEM,      /* an item-rest correlation below .30 */
    METRIC_NO_LINK,           /* equivalence with no link to customers */
    METRIC_REDUNDANT,         /* moves with another metric within teams, |r| of .90 or more */
    METRIC_RESPONSE_DOWN,     /* response rate down by .15 or more in half a year */
    METRIC_ITEMS_LEFT_OUT,    /* more than .10 of items unanswered */
    METRIC_FINDINGS,
};
#define METRIC_HARD_FINDINGS 4

/* What METRIC_NO_VARIANCE is, any of them. */
enum metric_still {
    METRIC_STILL_RESPONDENTS, /* SD of respondents below 5 */
    METRIC_STILL_TEAMS,       /* … of every team over time below 1 */
    METRIC_STILL_A_TEAM,      /* a team that never moves */
    METRIC_STILLS,
};

enum metric_verdict { METRIC_UNKNOWN, METRIC_KEEP, METRIC_REVIEW, METRIC_CANDIDATE_TO_RETIRE };

/* What is known of one dimension in the analysis window. */
struct metric_input {
    const struct agreement_leaf *leaves; /* by period */
    size_t n_leaves;
    const struct agreement_analysis *agreement; /* of these leaves */
    const struct metric_history *history;
    int32_t half_year; /* in periods */
};

struct metric_review {
    int32_t first; /* period; the last is the agreement's */
    struct metric_pooling pooling;
    double team_sd;        /* largest over time, of teams with METRIC_MIN_SERIES surveys */
    size_t constant_teams; /* of these, those that never moved */
    struct agreement_median median;
    double response_change; /* by the trend over half a year, 0..1; NAN under half of its periods */
    bool is_shown;
    bool found[METRIC_FINDINGS]; /* set by metric_review_judge(), like the next */
    bool still[METRIC_STILLS];
    enum metric_verdict verdict; /* METRIC_UNKNOWN where no period has five teams */
};

/* Everything but findings and verdict. At least one leaf. OUT_OF_MEMORY. */
bool metric_review_of(const struct metric_input *input, struct metric_review *ret_review,
                      struct error *err) MUST_CHECK;

/* Findings and verdict. redundant_r: the largest correlation with another metric, NAN for none. */
void metric_review_judge(struct metric_review *review, const struct metric_link *link, double redundant_r);

/* "exhausted_ceiling" … */
const char *metric_review_name(enum metric_finding finding);

#endif
