/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SOME_REVIEW_H
#define PULSSID_TESTS_SOME_REVIEW_H

/* A reviewed metric, for tests of how it is told and stored. */

#include <math.h>
#include <string.h>

#include "../unit.h"
#include "stats/metric_text.h"

struct reviewed {
    struct metric_review review;
    struct metric_link link;
    struct metric_saying saying;
};

/* Nearly everybody at the top, teams alike, and a link of which nothing can be told. */
static inline void reviewed_fill(struct reviewed *r)
{
    memset(r, 0, sizeof *r);
    r->review.pooling = metric_pooling_of(NULL, 0);
    r->review.pooling.periods = 13;
    r->review.pooling.n = 1380;
    r->review.pooling.mean = 97.0471;
    r->review.pooling.sd = 8.07;
    r->review.pooling.ceiling = 0.881884;
    r->review.pooling.floor = 0.0;
    r->review.pooling.item_missing = 0.02;
    r->review.team_sd = 4.2;
    r->review.median = (struct agreement_median){-0.0242, 1};
    r->review.response_change = -0.035;
    r->review.is_shown = true;
    r->link = metric_link_unknown();
    r->link.lag = 2;
    r->link.estimate.k = 11;
    r->link.estimate.r = -0.0049;
    r->link.estimate.ci_r[0] = -0.151;
    r->link.estimate.ci_r[1] = 0.1414;
    r->link.estimate.fe_p = 0.94;
    r->link.ci90_r[0] = -0.1131;
    r->link.ci90_r[1] = 0.1034;
    r->link.verdict = METRIC_LINK_INCONCLUSIVE;
    metric_review_judge(&r->review, &r->link, NAN);
    r->saying = (struct metric_saying){.review = &r->review,
                                       .link = &r->link,
                                       .dimension = "safety",
                                       .customer = "csat",
                                       .redundant_with = "wellbeing",
                                       .redundant_r = -0.11};
}

#endif
