/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the review of metrics reads, and where its results go. */
#include "store/metric_store.h"

#include <math.h>

#include "../agreement_sample.h"
#include "store_trial.h"

static int start(void **state)
{
    fixture_pg_start_group(state);
    fixture_pg_run(*state, agreement_sample);
    return 0;
}

static struct metric_history *load(const struct fixture_pg *fixture, int32_t release, const char *dimension)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    const struct agreement_key key = {release, {.weeks = 52, .months = 24}};
    struct metric_history *history = NULL;
    struct error err = {0};
    if (!metric_store_load(db, &key, dimension, &history, &err)) {
        fail_msg("%s", err.text);
    }
    return history;
}

static void pools_and_rates_of_a_window(void **state)
{
    CLEANUP(metric_history_free) struct metric_history *history = load(*state, 8, "wellbeing");
    assert_int_equal(history->n_pools, 7);
    const struct metric_pool *pool = &history->pools[0];
    assert_int_equal(pool->period, 2901);
    assert_false(pool->shows_spread);
    assert_true(history->pools[1].shows_spread);
    assert_true(pool->n == 50 && pool->sum == 4000 && pool->squares == 330000 && pool->unit == 100);
    assert_true(pool->submissions == 50 && pool->unanswered == 6 && pool->ceiling == 10 && pool->floor == 5);
    assert_true(pool->complete == 44 && pool->items == 2);
    assert_true(pool->sums[0] == 100 && pool->sums[1] == 110);
    assert_true(pool->products[0] == 400 && pool->products[1] == 300 && pool->products[2] == 450);
    assert_string_equal(pool->form, history->pools[6].form);
    assert_int_equal(history->n_rates, 8);
    assert_int_equal(history->rates[0].period, 2901);
    assert_true(history->rates[7].responses == 50 && history->rates[7].invited == 100);
}

static void an_earlier_release_knows_less(void **state)
{
    CLEANUP(metric_history_free) struct metric_history *history = load(*state, 3, "wellbeing");
    assert_int_equal(history->n_pools, 3);
    assert_int_equal(history->n_rates, 3);
    CLEANUP(metric_history_free) struct metric_history *other = load(*state, 8, "safety");
    assert_int_equal(other->n_pools, 0);
    assert_int_equal(other->n_rates, 8);
}

/* Where one of the items was asked on other bounds, or turned round, they are others. */
static void forms_differ_by_items_and_bounds(void **state)
{
    static const char *const changes[] = {"items = '{a,c}'", "worst = '{1,4}'", "best = '{5,0}'"};
    for (size_t i = 0; i < 3; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "UPDATE pulssid.dimension_pool SET %s WHERE period = 2907", changes[i]);
        fixture_pg_run(*state, sql);
        CLEANUP(metric_history_free) struct metric_history *history = load(*state, 8, "wellbeing");
        assert_string_equal(history->pools[0].form, history->pools[5].form);
        assert_string_not_equal(history->pools[0].form, history->pools[6].form);
        fixture_pg_run(*state, "UPDATE pulssid.dimension_pool SET items = '{a,b}', worst = '{0,4}', best = "
                               "'{4,0}'");
    }
}

static void sums_that_were_not_kept(void **state)
{
    fixture_pg_run(*state,
                   "UPDATE pulssid.dimension_pool SET sums = NULL, products = NULL WHERE period = 2902");
    CLEANUP(metric_history_free) struct metric_history *history = load(*state, 8, "wellbeing");
    assert_null(history->pools[1].sums);
    assert_null(history->pools[1].products);
    assert_non_null(history->pools[2].sums);
}

/* wellbeing, safety and csat; enps is asked in the question of engagement. */
static void metrics_in_use_are_counted(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    int64_t active = 0;
    assert_true(metric_store_active(db, 8, 13, &active, &err));
    assert_int_equal(active, 3);
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, contacts) "
                   "VALUES (0, 2902, 'nps', 'published', 'nps', 9, 10, 9), (0, 2903, 'old', "
                   "'suppressed', 'mean', NULL, NULL, NULL), (3, 2903, 'unit', 'published', 'mean', 9, "
                   "9, NULL)");
    assert_true(metric_store_active(db, 8, 13, &active, &err));
    assert_int_equal(active, 4);
    assert_true(metric_store_active(db, 8, 6, &active, &err)); /* from 2903 on */
    assert_int_equal(active, 3);
    assert_true(metric_store_active(db, 1, 13, &active, &err));
    assert_int_equal(active, 3);
}

static void the_lag_of_a_link(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct linkage_key link = {8, "wellbeing", "csat"};
    struct metric_common_lag common = {true, 9, true};
    assert_true(metric_store_common_lag(db, &link, &common, &err));
    assert_false(common.is_known || common.has_evidence);
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, "
                   "stouffer_z, stouffer_p) VALUES (8, 'wellbeing', 'csat', 'published', -2, '{}', '{}', "
                   "'{}'), (7, 'wellbeing', 'csat', 'insufficient', NULL, '{}', '{}', '{}')");
    assert_true(metric_store_common_lag(db, &link, &common, &err));
    assert_true(common.is_known && !common.has_evidence);
    assert_int_equal(common.lag, -2);
    fixture_pg_run(*state, "UPDATE pulssid.linkage SET evidence = 'preliminary'");
    assert_true(metric_store_common_lag(db, &link, &common, &err));
    assert_true(common.is_known && common.has_evidence);
    const struct linkage_key without = {7, "wellbeing", "csat"};
    assert_true(metric_store_common_lag(db, &without, &common, &err));
    assert_false(common.is_known);
}

static void results_are_stored_by_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const double item_rest[] = {0.5, NAN};
    const double ci[] = {-0.25, 0.5};
    const struct metric_row row = {.dimension = "wellbeing",
                                   .period = 2908,
                                   .items_period = 2907,
                                   .state = "published",
                                   .periods = 7,
                                   .n = 350,
                                   .mean = 80.5,
                                   .sd = 14,
                                   .ceiling = 0.25,
                                   .floor = 0.125,
                                   .team_sd = 3.5,
                                   .constant_teams = 1,
                                   .icc1_median = 0.75,
                                   .not_significant = 0.0625,
                                   .complete = 308,
                                   .alpha = 0.8,
                                   .item_rest = {item_rest, 2},
                                   .omega = NAN,
                                   .omega_std = NAN,
                                   .response_change = -0.5,
                                   .item_missing = 0.03125,
                                   .redundant_with = "safety",
                                   .redundant_r = 0.875,
                                   .link_customer = "csat",
                                   .link_lag = 2,
                                   .link_k = 5,
                                   .link_r = 0.375,
                                   .link_ci_r = {ci, 2},
                                   .link_ci90_r = {NULL, 2},
                                   .link_fe_p = 1e-7,
                                   .link_verdict = "linked",
                                   .link_grade = "association",
                                   .findings = "{ceiling,no_link}",
                                   .verdict = "review",
                                   .grade = "description",
                                   .text_fi = "ä",
                                   .text_en = "a, b",
                                   .text_sv = "å"};
    const struct metric_set_row set = {9, 8, "f", "e", NULL};
    struct error err = {0};
    bool found = true;
    assert_true(metric_store_find(db, 8, &found, &err));
    assert_false(found);
    if (!metric_store_save(db, 8, &row, &err) || !metric_store_save_set(db, 8, &set, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(metric_store_find(db, 8, &found, &err));
    assert_true(found);
    assert_stored(
        *state, "SELECT * FROM pulssid.metric",
        "(8,wellbeing,2908,2907,published,7,350,80.5,14,0.25,0.125,3.5,1,0.75,0.0625,308,0.8,\"{0.5,"
        "NULL}\",,,-0.5,0.03125,safety,0.875,csat,2,5,0.375,\"{-0.25,0.5}\",,1e-07,linked,association,\"{"
        "ceiling,no_link}\",review,description,ä,\"a, b\",å)");
    assert_stored(*state, "SELECT * FROM pulssid.metric_set", "(8,2908,9,8,f,e,)");
    assert_stored(*state, "SELECT items, link_kstar_lag FROM exact.metrics", "(\"{a,b}\",2)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_and_rates_of_a_window),      cmocka_unit_test(an_earlier_release_knows_less),
        cmocka_unit_test(forms_differ_by_items_and_bounds), cmocka_unit_test(sums_that_were_not_kept),
        cmocka_unit_test(metrics_in_use_are_counted),       cmocka_unit_test(the_lag_of_a_link),
        cmocka_unit_test(results_are_stored_by_release),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
