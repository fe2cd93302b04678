/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is found in metrics, and what follows. */
#include "stats/metric_review.h"

#include <math.h>
#include <string.h>

#include "some_leaves.h"

/* A review without any finding. */
static struct metric_review good(void)
{
    struct metric_review r = {.team_sd = 5, .median = {0.2, 0.1}, .response_change = -0.14, .is_shown = true};
    r.pooling = metric_pooling_of(NULL, 0);
    r.pooling.periods = 13;
    r.pooling.n = 1000;
    r.pooling.sd = 15;
    r.pooling.ceiling = 0.15;
    r.pooling.floor = 0.15;
    r.pooling.item_missing = 0.1;
    r.pooling.n_items = 3;
    r.pooling.alpha = 0.8;
    r.pooling.omega = 0.82;
    r.pooling.item_rest[0] = r.pooling.item_rest[1] = r.pooling.item_rest[2] = 0.3;
    return r;
}

/* The findings of a review by name, and its verdict. */
static void assert_found_with(struct metric_review r, enum metric_link_verdict verdict, double redundant_r,
                              const char *expected)
{
    static const char *const verdicts[] = {"unknown", "keep", "review", "retire"};
    struct metric_link link = metric_link_unknown();
    char text[512] = "";
    link.verdict = verdict;
    metric_review_judge(&r, &link, redundant_r);
    for (enum metric_finding f = 0; f < METRIC_FINDINGS; f++) {
        strcat(text, r.found[f] ? metric_review_name(f) : "");
        strcat(text, r.found[f] ? " " : "");
    }
    strcat(text, verdicts[r.verdict]);
    assert_string_equal(text, expected);
}

static void assert_found(struct metric_review r, const char *expected)
{
    assert_found_with(r, METRIC_LINK_INCONCLUSIVE, 0.89, expected);
}

#define FOUND(change, expected)                                                                              \
    do {                                                                                                     \
        struct metric_review r = good();                                                                     \
        change;                                                                                              \
        assert_found(r, expected);                                                                           \
    } while (0)

static void every_finding_has_its_bound(void **state)
{
    (void)state;
    assert_found(good(), "keep");
    FOUND(r.pooling.ceiling = 0.151, "ceiling keep");
    FOUND(r.pooling.ceiling = 0.6, "ceiling keep");
    FOUND(r.pooling.ceiling = 0.601, "exhausted_ceiling review");
    FOUND(r.pooling.floor = 0.151, "floor keep");
    FOUND(r.pooling.floor = 0.601, "exhausted_floor review");
    FOUND(r.pooling.sd = 5, "keep");
    FOUND(r.pooling.sd = 4.99, "no_variance review");
    FOUND(r.team_sd = 1, "keep");
    FOUND(r.team_sd = 0.99, "no_variance review");
    FOUND(r.constant_teams = 1, "no_variance review");
    FOUND(r.median.icc1 = 0.019, "keep");
    FOUND(r.median.not_significant = 0.75, "keep");
    FOUND((r.median = (struct agreement_median){0.019, 0.75}), "no_discrimination keep");
    FOUND((r.median = (struct agreement_median){0.019, 0.74}), "keep");
    FOUND((r.median = (struct agreement_median){0.02, 1}), "keep");
    FOUND(r.pooling.omega = 0.69, "weak_reliability keep");
    FOUND(r.pooling.alpha = 0.69, "weak_reliability keep");
    FOUND(r.pooling.omega = 0.59, "unreliable review");
    FOUND((r.pooling.omega = NAN, r.pooling.alpha = 0.59), "unreliable review");
    FOUND(r.pooling.alpha = 0.951, "redundant_items keep");
    FOUND(r.pooling.item_rest[1] = 0.29, "suspect_item keep");
    FOUND(r.pooling.item_rest[3] = 0.29, "keep"); /* there is no fourth item */
    FOUND(r.response_change = -0.15, "response_down keep");
    FOUND(r.pooling.item_missing = 0.101, "items_left_out keep");
}

static void what_is_not_known_is_not_found(void **state)
{
    (void)state;
    struct metric_review r = good();
    r.pooling.sd = r.team_sd = r.median.icc1 = r.median.not_significant = NAN;
    r.pooling.alpha = r.pooling.omega = r.response_change = NAN;
    r.pooling.item_rest[0] = r.pooling.item_rest[1] = r.pooling.item_rest[2] = NAN;
    assert_found_with(r, METRIC_LINK_UNKNOWN, NAN, "keep");
}

static void links_and_other_metrics_count(void **state)
{
    (void)state;
    assert_found_with(good(), METRIC_LINK_NONE, 0, "no_link keep");
    assert_found_with(good(), METRIC_LINK_LINKED, 0.9, "redundant keep");
    assert_found_with(good(), METRIC_LINK_INCONCLUSIVE, -0.9, "redundant keep");
    assert_found_with(good(), METRIC_LINK_NONE, 0.95, "no_link redundant review");
}

static void verdicts_follow_the_rule(void **state)
{
    (void)state;
    struct metric_review two_hard = good();
    struct metric_review one_hard = good();
    struct metric_review two_soft = good();
    two_hard.pooling.ceiling = 0.9;
    two_hard.constant_teams = 3;
    one_hard.pooling.ceiling = 0.9;
    two_soft.pooling.ceiling = 0.2;
    two_soft.pooling.floor = 0.2;
    assert_found_with(two_hard, METRIC_LINK_NONE, 0, "exhausted_ceiling no_variance no_link retire");
    assert_found_with(two_hard, METRIC_LINK_INCONCLUSIVE, 0, "exhausted_ceiling no_variance review");
    assert_found_with(one_hard, METRIC_LINK_NONE, 0, "exhausted_ceiling no_link review");
    assert_found_with(two_soft, METRIC_LINK_INCONCLUSIVE, 0, "ceiling floor review");
    two_soft.pooling.n = 0;
    assert_found_with(two_soft, METRIC_LINK_NONE, 1, "unknown");
}

static void every_finding_has_a_name(void **state)
{
    (void)state;
    for (enum metric_finding f = 0; f < METRIC_FINDINGS; f++) {
        assert_non_null(metric_review_name(f));
    }
    assert_null(metric_review_name(METRIC_FINDINGS));
}

/* 20 periods of five teams, of which the pool has every one. */
struct history {
    struct leaves leaves;
    struct metric_pool pools[20];
    struct metric_rate rates[20];
    struct metric_history history;
};

static void make_history(struct history *h)
{
    memset(h, 0, sizeof *h);
    for (int32_t t = 0; t < 20; t++) {
        leaves_add(&h->leaves, 100 + t, 5, t < 10 ? ALIKE : APART, 0.9);
        h->pools[t] = (struct metric_pool){.period = 100 + t,
                                           .shows_spread = true,
                                           .n = 50,
                                           .sum = 50 * t,
                                           .squares = 50 * t * t,
                                           .unit = 100,
                                           .submissions = 50,
                                           .items = 1,
                                           .form = (char *)"f"};
        h->rates[t] = (struct metric_rate){100 + t, 90 - 3 * t, 100};
    }
    h->history = (struct metric_history){20, h->pools, 20, h->rates};
}

static struct metric_review review_of(const struct history *h, int32_t half_year)
{
    CLEANUP(agreement_analysis_free) struct agreement_analysis *a = leaves_analyse(&h->leaves);
    const struct metric_input input = {h->leaves.all, h->leaves.n, a, &h->history, half_year};
    struct metric_review review;
    struct error err;
    assert_true(metric_review_of(&input, &review, &err));
    return review;
}

static void the_last_thirteen_surveys_count(void **state)
{
    (void)state;
    struct history h;
    make_history(&h);
    struct metric_review r = review_of(&h, 26);
    assert_int_equal(r.first, 107);
    assert_int_equal(r.pooling.periods, 13);
    assert_near(r.pooling.mean, 13);
    assert_near(r.median.icc1, 2400.0 / 3400);
    assert_near(r.median.not_significant, 3.0 / 13);
    /* Team 5 stands at 50 three times, at 90 ten times; team 1 at 50. */
    assert_near(r.team_sd, sqrt(1600 * 3 * 10.0 / 13 / 12));
    assert_int_equal(r.constant_teams, 1);
    assert_true(r.is_shown);
    assert_int_equal(r.verdict, METRIC_UNKNOWN);
}

static void a_team_of_few_surveys_says_nothing_of_time(void **state)
{
    (void)state;
    struct history h;
    make_history(&h);
    h.leaves.n = 0;
    for (int32_t t = 0; t < METRIC_MIN_SERIES - 1; t++) {
        leaves_add(&h.leaves, 100 + t, 5, APART, 0.9);
    }
    struct metric_review r = review_of(&h, 26);
    assert_true(isnan(r.team_sd));
    assert_int_equal(r.constant_teams, 0);
    leaves_add(&h.leaves, 110, 2, APART, 0.9);
    r = review_of(&h, 26);
    assert_near(r.team_sd, 0);
    assert_int_equal(r.constant_teams, 2);
}

static void response_rates_have_a_trend(void **state)
{
    (void)state;
    struct history h;
    make_history(&h);
    assert_near(review_of(&h, 26).response_change, -0.03 * 19); /* of twenty weeks */
    assert_near(review_of(&h, 6).response_change, -0.03 * 5);
    for (size_t t = 0; t < 19; t++) {
        h.rates[t].invited = NAN;
    }
    assert_true(isnan(review_of(&h, 26).response_change));
    make_history(&h);
    h.history.n_rates =
        13; /* the last seven are not known: those of 107 … 112 lie within half a year of 119 */
    assert_near(review_of(&h, 26).response_change, -0.03 * 12);
    h.history.n_rates = 12;
    assert_true(isnan(review_of(&h, 26).response_change));
    make_history(&h);
    h.rates[3].invited = 0;
    assert_near(review_of(&h, 26).response_change, -0.03 * 19);
}

static void few_surveys_hide_what_one_hides(void **state)
{
    (void)state;
    struct history h;
    make_history(&h);
    h.pools[15].shows_spread = false;
    assert_true(review_of(&h, 26).is_shown);
    h.history.pools = h.pools + 15;
    h.history.n_pools = 5;
    assert_false(review_of(&h, 26).is_shown);
    h.history.pools = h.pools + 16;
    h.history.n_pools = 4;
    assert_true(review_of(&h, 26).is_shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_finding_has_its_bound),
        cmocka_unit_test(what_is_not_known_is_not_found),
        cmocka_unit_test(links_and_other_metrics_count),
        cmocka_unit_test(verdicts_follow_the_rule),
        cmocka_unit_test(every_finding_has_a_name),
        cmocka_unit_test(the_last_thirteen_surveys_count),
        cmocka_unit_test(a_team_of_few_surveys_says_nothing_of_time),
        cmocka_unit_test(response_rates_have_a_trend),
        cmocka_unit_test(few_surveys_hide_what_one_hides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
