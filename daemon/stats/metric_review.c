/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to find in a metric, and what follows. */
#include "metric_review.h"

#include <math.h>
#include <stdlib.h>

#include "math/moments.h"
#include "math/series.h"

#define EXHAUSTED 0.60
#define AT_AN_END 0.15
#define NO_SD 5.0      /* points */
#define NO_TEAM_SD 1.0 /* points */
#define CONSTANT 1e-9  /* variance */
#define NO_ICC 0.02
#define NOT_SIGNIFICANT 0.75
#define UNRELIABLE 0.60
#define WEAK_RELIABILITY 0.70
#define REDUNDANT_ITEMS 0.95
#define SUSPECT_ITEM 0.30
#define REDUNDANT 0.90
#define RESPONSE_DOWN 0.15
#define ITEMS_LEFT_OUT 0.10

/* By team, each in the order of periods. */
static int compare_teams(const void *a, const void *b)
{
    const struct agreement_leaf *x = a;
    const struct agreement_leaf *y = b;
    int by_team = (x->team_id > y->team_id) - (x->team_id < y->team_id);
    return by_team != 0 ? by_team : (x->period > y->period) - (x->period < y->period);
}

static void take_team(const struct agreement_leaf *leaves, size_t n, struct metric_review *review)
{
    double means[METRIC_PERIODS];
    for (size_t i = 0; i < n; i++) {
        means[i] = leaves[i].mean;
    }
    double variance = moments_of(means, n).variance;
    if (n >= METRIC_MIN_SERIES) {
        review->team_sd = fmax(review->team_sd, sqrt(variance)); /* fmax passes NAN over */
        review->constant_teams += variance < CONSTANT;
    }
}

/* How much the means of teams move from survey to survey. leaves: of the periods reviewed. */
static bool take_teams(const struct agreement_leaf *leaves, size_t n, struct metric_review *review,
                       struct error *err)
{
    struct agreement_leaf *sorted CLEANUP(free) = calloc(n + 1, sizeof *sorted);
    if (sorted == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to review %zu cells", n);
    }
    for (size_t i = 0; i < n; i++) {
        sorted[i] = leaves[i];
    }
    qsort(sorted, n, sizeof *sorted, compare_teams);
    for (size_t start = 0, end; start < n; start = end) {
        end = start + 1;
        while (end < n && sorted[end].team_id == sorted[start].team_id) {
            end++;
        }
        take_team(sorted + start, end - start, review);
    }
    return true;
}

/* Fitted change of the response rate from the first to the last of the periods up to `last`. */
static bool take_rates(const struct metric_history *history, int32_t last, int32_t half_year,
                       struct metric_review *review, struct error *err)
{
    double *rates CLEANUP(free) = calloc((size_t)half_year + 1, sizeof *rates);
    int32_t known = 0;
    int32_t ends[2] = {0, 0};
    if (rates == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for response rates");
    }
    for (int32_t t = 0; t < half_year; t++) {
        rates[t] = NAN;
    }
    for (size_t i = 0; i < history->n_rates; i++) {
        const struct metric_rate *rate = &history->rates[i];
        int32_t t = rate->period - last + half_year - 1;
        if (t >= 0 && t < half_year && rate->invited > 0.0) {
            rates[t] = rate->responses / rate->invited;
            ends[0] = known == 0 ? t : ends[0];
            ends[1] = t;
            known++;
        }
    }
    double slope = series_detrend(rates, (size_t)half_year);
    review->response_change = 2 * known >= half_year ? slope * (double)(ends[1] - ends[0]) : NAN;
    return true;
}

/* Index of the first period reviewed. */
static size_t first_of(const struct agreement_analysis *agreement)
{
    return agreement->n > METRIC_PERIODS ? agreement->n - METRIC_PERIODS : 0;
}

static size_t skip_leaves(const struct metric_input *input, int32_t first)
{
    size_t i = 0;
    while (i < input->n_leaves && input->leaves[i].period < first) {
        i++;
    }
    return i;
}

static struct metric_pooling pool_since(const struct metric_history *history, int32_t first)
{
    size_t i = 0;
    while (i < history->n_pools && history->pools[i].period < first) {
        i++;
    }
    return metric_pooling_of(history->pools + i, history->n_pools - i);
}

bool metric_review_of(const struct metric_input *input, struct metric_review *ret_review, struct error *err)
{
    const struct agreement_analysis *agreement = input->agreement;
    size_t at = first_of(agreement);
    struct metric_review review = {.first = agreement->period[at].period, .team_sd = NAN};
    size_t skipped = skip_leaves(input, review.first);
    int32_t last = agreement->period[agreement->n - 1].period;
    if (!take_teams(input->leaves + skipped, input->n_leaves - skipped, &review, err) ||
        !take_rates(input->history, last, input->half_year, &review, err) ||
        !agreement_analysis_since(agreement, at, &review.median, err)) {
        return false;
    }
    review.pooling = pool_since(input->history, review.first);
    review.is_shown = review.pooling.is_shown || review.pooling.periods >= AGREEMENT_MANY_PERIODS;
    *ret_review = review;
    return true;
}

static double smallest_item_rest(const struct metric_pooling *pooling)
{
    double smallest = NAN;
    for (size_t i = 0; i < pooling->n_items; i++) {
        smallest = fmin(smallest, pooling->item_rest[i]);
    }
    return smallest;
}

/* Comparisons with NAN are false, so what is not known is no finding. */
static void find(struct metric_review *r, const struct metric_link *link, double redundant_r)
{
    const struct metric_pooling *p = &r->pooling;
    double lower = fmin(p->alpha, p->omega);
    double upper = fmax(p->alpha, p->omega);
    bool *found = r->found;
    found[METRIC_EXHAUSTED_CEILING] = p->ceiling > EXHAUSTED;
    found[METRIC_EXHAUSTED_FLOOR] = p->floor > EXHAUSTED;
    r->still[METRIC_STILL_RESPONDENTS] = p->sd < NO_SD;
    r->still[METRIC_STILL_TEAMS] = r->team_sd < NO_TEAM_SD;
    r->still[METRIC_STILL_A_TEAM] = r->constant_teams > 0;
    found[METRIC_NO_VARIANCE] = false;
    for (size_t i = 0; i < METRIC_STILLS; i++) {
        found[METRIC_NO_VARIANCE] = found[METRIC_NO_VARIANCE] || r->still[i];
    }
    found[METRIC_UNRELIABLE] = lower < UNRELIABLE;
    found[METRIC_CEILING] = p->ceiling > AT_AN_END && !found[METRIC_EXHAUSTED_CEILING];
    found[METRIC_FLOOR] = p->floor > AT_AN_END && !found[METRIC_EXHAUSTED_FLOOR];
    found[METRIC_NO_DISCRIMINATION] = r->median.icc1 < NO_ICC && r->median.not_significant >= NOT_SIGNIFICANT;
    found[METRIC_WEAK_RELIABILITY] = lower < WEAK_RELIABILITY && !found[METRIC_UNRELIABLE];
    found[METRIC_REDUNDANT_ITEMS] = upper > REDUNDANT_ITEMS;
    found[METRIC_SUSPECT_ITEM] = smallest_item_rest(p) < SUSPECT_ITEM;
    found[METRIC_NO_LINK] = link->verdict == METRIC_LINK_NONE;
    found[METRIC_REDUNDANT] = fabs(redundant_r) >= REDUNDANT;
    found[METRIC_RESPONSE_DOWN] = r->response_change <= -RESPONSE_DOWN;
    found[METRIC_ITEMS_LEFT_OUT] = p->item_missing > ITEMS_LEFT_OUT;
}

void metric_review_judge(struct metric_review *review, const struct metric_link *link, double redundant_r)
{
    size_t hard = 0;
    size_t soft = 0;
    if (review->pooling.n == 0) {
        return;
    }
    find(review, link, redundant_r);
    for (size_t i = 0; i < METRIC_FINDINGS; i++) {
        hard += review->found[i] && i < METRIC_HARD_FINDINGS;
        soft += review->found[i] && i >= METRIC_HARD_FINDINGS;
    }
    review->verdict = hard >= 2 && review->found[METRIC_NO_LINK] ? METRIC_CANDIDATE_TO_RETIRE
                      : hard >= 1 || soft >= 2                   ? METRIC_REVIEW
                                                                 : METRIC_KEEP;
}

const char *metric_review_name(enum metric_finding finding)
{
    static const char *const names[METRIC_FINDINGS] = {
        [METRIC_EXHAUSTED_CEILING] = "exhausted_ceiling",
        [METRIC_EXHAUSTED_FLOOR] = "exhausted_floor",
        [METRIC_NO_VARIANCE] = "no_variance",
        [METRIC_UNRELIABLE] = "unreliable",
        [METRIC_CEILING] = "ceiling",
        [METRIC_FLOOR] = "floor",
        [METRIC_NO_DISCRIMINATION] = "no_discrimination",
        [METRIC_WEAK_RELIABILITY] = "weak_reliability",
        [METRIC_REDUNDANT_ITEMS] = "redundant_items",
        [METRIC_SUSPECT_ITEM] = "suspect_item",
        [METRIC_NO_LINK] = "no_link",
        [METRIC_REDUNDANT] = "redundant",
        [METRIC_RESPONSE_DOWN] = "response_down",
        [METRIC_ITEMS_LEFT_OUT] = "items_left_out",
    };
    return finding < METRIC_FINDINGS ? names[finding] : NULL;
}
