/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells in PostgreSQL to the stored review of metrics. */
#include "stats/metrics.h"

#include <math.h>

#include "../agreement_sample.h"
#include "store/store_trial.h"

static struct cycle_opts opts_of(size_t n_links)
{
    return (struct cycle_opts){.window_weeks = 52,
                               .window_months = 24,
                               .n_links = n_links,
                               .links = {{"wellbeing", "csat"}, {"safety", "csat"}},
                               .max_lag_weeks = 1,
                               .max_lag_months = 1,
                               .min_series = 6,
                               .min_pairs = 5,
                               .min_centre = 0,
                               .min_pool = 4};
}

static int set_up(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(*state, agreement_sample);
    return 0;
}

static void run_by(const struct fixture_pg *fixture, int32_t release, const struct cycle_opts *opts)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    if (!metrics_run(db, opts, release, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(db_in_transaction(db));
}

static void run(const struct fixture_pg *fixture, int32_t release, size_t n_links)
{
    struct cycle_opts opts = opts_of(n_links);
    run_by(fixture, release, &opts);
}

/* 50 people a week: of 4000 hundredths the mean is 80, of 330000 their squares. */
static void metrics_are_reviewed(void **state)
{
    run(*state, 8, 0);
    assert_stored(*state,
                  "SELECT dimension, period, items_period, state, periods, n, mean, round(sd::numeric, 6), "
                  "ceiling, floor, complete, round(item_missing::numeric, 6), verdict, link_customer "
                  "FROM pulssid.metric WHERE dimension = 'wellbeing'",
                  "(wellbeing,2908,2907,published,7,350,80,14.162382,0.2,0.1,308,0.060000,review,)");
    /* Items of sums 700 and 770, squares 2800 and 3150, product 2100, over 308 people. */
    assert_stored(
        *state,
        "SELECT round(alpha::numeric, 6) = round(2 * (1 - (a + b) / (a + b + 2 * c)), 6), findings "
        "FROM pulssid.metric, (SELECT 2800 - 700 * 700 / 308.0 AS a, 3150 - 770 * 770 / 308.0 AS b, "
        "2100 - 700 * 770 / 308.0 AS c) x WHERE dimension = 'wellbeing'",
        "(t,\"{unreliable,ceiling,suspect_item}\")");
    assert_stored(*state,
                  "SELECT state, periods, n, alpha, constant_teams, findings, verdict, grade FROM "
                  "pulssid.metric WHERE dimension = 'safety'",
                  "(insufficient,0,,,5,{},,cannot_tell)");
    assert_stored(*state, "SELECT active, most, text_fi FROM pulssid.metric_set", "(3,8,)");
}

static void without_a_lag_there_is_no_link(void **state)
{
    run(*state, 8, 1);
    assert_stored(*state, "SELECT DISTINCT link_customer, link_r, link_verdict FROM pulssid.metric", "(,,)");
}

/* Teams move alike, which min_centre 0 leaves in: wellbeing and csat are the same. */
static void metrics_are_held_against_customers(void **state)
{
    fixture_pg_run(*state, "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, "
                           "stouffer_z, stouffer_p) VALUES (8, 'wellbeing', 'csat', 'published', 0, '{}', "
                           "'{}', '{}')");
    run(*state, 8, 2);
    assert_stored(
        *state,
        "SELECT dimension, link_customer, link_lag, link_k, link_verdict, link_grade, link_r > 0.99 "
        "FROM pulssid.metric ORDER BY 1",
        "(safety,csat,,,,,) (wellbeing,csat,0,5,linked,description,t)");
}

static void run_with_link(const struct fixture_pg *fixture, const char *employee)
{
    char insert[512];
    snprintf(insert, sizeof insert,
             "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, stouffer_z, "
             "stouffer_p, evidence) VALUES (8, '%s', 'csat', 'published', 0, '{}', '{}', '{}', 'confirmed')",
             employee);
    fixture_pg_run(fixture, insert);
    run(fixture, 8, 2);
}

/* What a formal test found of another dimension's link says nothing of this one's. */
static void an_association_takes_a_test_of_its_own_link(void **state)
{
    const char *grade = "SELECT link_verdict, link_grade FROM pulssid.metric WHERE dimension = 'wellbeing'";
    run_with_link(*state, "wellbeing");
    assert_stored(*state, grade, "(linked,association)");
    set_up(state);
    run_with_link(*state, "safety");
    assert_stored(*state, grade, "(linked,description)");
}

/* In whatever order the links are, and whatever their customers; one without a link against the first. */
static void a_metric_is_held_against_its_own_link(void **state)
{
    struct cycle_opts opts = opts_of(2);
    opts.links[0] = (struct cycle_link){"safety", "ces"};
    opts.links[1] = (struct cycle_link){"wellbeing", "csat"};
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, "
        "stouffer_z, stouffer_p) VALUES (8, 'wellbeing', 'csat', 'published', 0, '{}', '{}', "
        "'{}'), (8, 'safety', 'ces', 'published', -1, '{}', '{}', '{}');"
        "UPDATE pulssid.cell SET mean = 50 + team_id + (7 * team_id * period) % 11 WHERE dimension "
        "= 'safety' AND state = 'published';"
        "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, "
        "responses, invited) SELECT team_id, period, CASE dimension WHEN 'csat' THEN 'ces' ELSE 'zeal' "
        "END, state, kind, n, mean, sd, responses, invited FROM pulssid.cell WHERE dimension IN "
        "('csat', 'wellbeing')");
    run_by(*state, 8, &opts);
    assert_stored(
        *state,
        "SELECT dimension, link_customer, link_lag, link_r > 0.99 FROM pulssid.metric WHERE dimension "
        "<> 'safety' ORDER BY 1",
        "(wellbeing,csat,0,t) (zeal,ces,-1,f)");
    assert_stored(*state, "SELECT link_customer, link_lag FROM pulssid.metric WHERE dimension = 'safety'",
                  "(ces,-1)");
}

/* The first link is withheld, or of too few teams; the second has a lag. */
static void the_first_link_with_a_lag_counts(void **state)
{
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, "
                   "stouffer_z, stouffer_p) VALUES (8, 'wellbeing', 'csat', 'insufficient', NULL, '{}', "
                   "'{}', '{}'), (8, 'safety', 'csat', 'published', -1, '{}', '{}', '{}')");
    run(*state, 8, 2);
    assert_stored(*state, "SELECT link_customer, link_lag FROM pulssid.metric WHERE dimension = 'wellbeing'",
                  "(csat,-1)");
}

/* A third metric that goes as wellbeing goes, the other way; a fourth does in part. */
static void metrics_that_go_together_are_found(void **state)
{
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, "
                   "responses, invited) SELECT team_id, period, 'ease', state, kind, n, 100 - mean, sd, "
                   "responses, invited FROM pulssid.cell WHERE dimension = 'wellbeing'");
    run(*state, 8, 0);
    assert_stored(*state, "SELECT dimension, redundant_with, redundant_r FROM pulssid.metric ORDER BY 1",
                  "(ease,,) (safety,,) (wellbeing,,)"); /* 39 cells are too few */
    set_up(state);
    fixture_pg_run(
        *state, "INSERT INTO pulssid.team (code) SELECT 'S' || t FROM generate_series(7, 10) t;"
                "INSERT INTO pulssid.period_team (team_id, period, name, role) SELECT t, p, 's', 'normal' "
                "FROM generate_series(7, 10) t, generate_series(2901, 2908) p;"
                "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses) "
                "SELECT t, p, 'wellbeing', 'published', 'mean', 10, 50 + p % 3, 10, 10 FROM "
                "generate_series(7, 10) t, generate_series(2901, 2908) p;"
                "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses, "
                "invited) SELECT team_id, period, 'ease', state, kind, n, 100 - mean, sd, responses, invited "
                "FROM pulssid.cell WHERE dimension = 'wellbeing';"
                "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses, "
                "invited) SELECT team_id, period, 'zeal', state, kind, n, mean + 4 * (period % 2), sd, "
                "responses, invited FROM pulssid.cell WHERE dimension = 'wellbeing'");
    run(*state, 8, 0);
    assert_stored(
        *state,
        "SELECT dimension, redundant_with, abs(redundant_r) > 0.999999, 'redundant' = ANY (findings) "
        "FROM pulssid.metric ORDER BY 1",
        "(ease,wellbeing,t,f) (safety,,,f) (wellbeing,ease,t,t) (zeal,ease,f,f)");
}

static void a_review_is_made_once(void **state)
{
    run(*state, 8, 0);
    fixture_pg_run(*state, "UPDATE pulssid.metric SET n = 1");
    run(*state, 8, 0);
    assert_stored(*state, "SELECT DISTINCT n FROM pulssid.metric", "(1)");
}

static void many_metrics_are_warned_of(void **state)
{
    fixture_pg_run(*state,
                   "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, responses) "
                   "SELECT 0, 2908, 'd' || d, 'published', 'mean', 50, 50, 50 FROM generate_series(1, 6) "
                   "d");
    run(*state, 8, 0);
    assert_stored(*state, "SELECT active, left(text_en, 22), too_many FROM exact.metrics_organisation",
                  "(9,\"9 metrics are in use. \",t)");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.metric"),
                     2); /* no team has them */
}

static void a_failure_leaves_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct cycle_opts opts = opts_of(0);
    struct error err = {0};
    fixture_pg_run(*state, "ALTER TABLE pulssid.metric ADD CONSTRAINT fail CHECK (dimension <> 'wellbeing')");
    bool done = metrics_run(db, &opts, 8, &err);
    fixture_pg_run(*state, "ALTER TABLE pulssid.metric DROP CONSTRAINT fail");
    assert_false(done);
    assert_non_null(strstr(err.text, "metric wellbeing"));
    assert_false(db_in_transaction(db));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.metric"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(metrics_are_reviewed, set_up),
        cmocka_unit_test_setup(without_a_lag_there_is_no_link, set_up),
        cmocka_unit_test_setup(metrics_are_held_against_customers, set_up),
        cmocka_unit_test_setup(an_association_takes_a_test_of_its_own_link, set_up),
        cmocka_unit_test_setup(a_metric_is_held_against_its_own_link, set_up),
        cmocka_unit_test_setup(the_first_link_with_a_lag_counts, set_up),
        cmocka_unit_test_setup(metrics_that_go_together_are_found, set_up),
        cmocka_unit_test_setup(a_review_is_made_once, set_up),
        cmocka_unit_test_setup(many_metrics_are_warned_of, set_up),
        cmocka_unit_test_setup(a_failure_leaves_nothing, set_up),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
