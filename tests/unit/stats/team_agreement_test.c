/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells in PostgreSQL to stored agreement. */
#include "stats/team_agreement.h"

#include <math.h>

#include "../agreement_sample.h"
#include "store/store_trial.h"

static const struct cycle_opts opts = {.window_weeks = 52, .window_months = 24};

static int set_up(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(*state, agreement_sample);
    return 0;
}

static size_t run(const struct fixture_pg *fixture, int32_t release)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    size_t dimensions = 99;
    if (!team_agreement_run(db, &opts, release, &dimensions, &err)) {
        fail_msg("%s", err.text);
    }
    assert_false(db_in_transaction(db));
    return dimensions;
}

/* Means 10 points apart: MSB 2500, MSW 100. In the last week there are four teams. */
static void dimensions_are_judged(void **state)
{
    assert_int_equal(run(*state, 8), 2);
    assert_stored(*state,
                  "SELECT dimension, period, state, periods, round(rwgj_median::numeric, 9), "
                  "round(icc1_median::numeric, 6), icc2_median, significant, verdict, grade "
                  "FROM pulssid.agreement WHERE dimension = 'wellbeing'",
                  "(wellbeing,2908,published,7,0.870000000,0.705882,0.96,1,ok,description)");
    assert_stored(*state,
                  "SELECT state, periods, rwgj_median, round(icc1_median::numeric, 6), significant, verdict, "
                  "grade FROM pulssid.agreement WHERE dimension = 'safety'",
                  "(published,7,,-0.111111,0,,cannot_tell)");
    assert_stored(*state,
                  "SELECT period, shows_spread, k, n, n0, round(msb::numeric, 6), msw, rwgj_median FROM "
                  "pulssid.agreement_period WHERE dimension = 'wellbeing' AND period IN (2901, 2902, 2908) "
                  "ORDER BY 1",
                  "(2901,f,5,50,10,2500.000000,100,0.87) (2902,t,5,50,10,2500.000000,100,0.87) "
                  "(2908,f,4,40,,,,0.875)");
    /* No ICC(1) in the last week, so no reliability. */
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.agreement_team"), 0);
}

static void teams_have_a_reliability(void **state)
{
    assert_int_equal(run(*state, 7), 2);
    assert_stored(
        *state,
        "SELECT team_id, round(reliability::numeric, 6) FROM pulssid.agreement_team WHERE dimension = "
        "'wellbeing' ORDER BY 1",
        "(1,0.960000) (2,0.960000) (3,0.960000) (4,0.960000) (5,0.960000)");
    assert_stored(
        *state, "SELECT DISTINCT reliability FROM pulssid.agreement_team WHERE dimension = 'safety'", "(0)");
    assert_stored(*state, "SELECT count(*) FROM exact.agreement", "(10)");
    assert_stored(*state, "SELECT DISTINCT state FROM exact.agreement WHERE dimension = 'safety'",
                  "(insufficient)");
}

/* One week that hides its dispersion hides the window until there are six. */
static void a_young_organisation_hides_its_first_week(void **state)
{
    run(*state, 1);
    run(*state, 5);
    run(*state, 6);
    assert_stored(*state,
                  "SELECT release, state, verdict, text_en = 'Hidden to protect respondents.' FROM "
                  "pulssid.agreement WHERE dimension = 'wellbeing' ORDER BY 1",
                  "(1,suppressed,ok,t) (5,suppressed,ok,t) (6,published,ok,f)");
}

static void an_analysis_is_made_once(void **state)
{
    assert_int_equal(run(*state, 8), 2);
    fixture_pg_run(*state, "UPDATE pulssid.agreement SET verdict = 'weak'");
    assert_int_equal(run(*state, 8), 0);
    assert_stored(*state, "SELECT DISTINCT verdict FROM pulssid.agreement", "(weak)");
}

static void too_few_teams_are_insufficient(void **state)
{
    fixture_pg_run(*state, "DELETE FROM pulssid.cell WHERE team_id = 5");
    run(*state, 8);
    assert_stored(*state,
                  "SELECT DISTINCT state, periods, icc1_median, rwgj_median, verdict, grade FROM "
                  "pulssid.agreement",
                  "(insufficient,0,,,,cannot_tell)");
    assert_stored(*state, "SELECT DISTINCT state FROM report.agreement_organisation", "(insufficient)");
}

/* All of it is undone when a part of it cannot be stored. */
static void a_failure_leaves_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    size_t dimensions = 99;
    fixture_pg_run(*state,
                   "ALTER TABLE pulssid.agreement ADD CONSTRAINT fail CHECK (dimension <> 'wellbeing')");
    bool done = team_agreement_run(db, &opts, 8, &dimensions, &err);
    fixture_pg_run(*state, "ALTER TABLE pulssid.agreement DROP CONSTRAINT fail");
    assert_false(done);
    assert_non_null(strstr(err.text, "agreement on wellbeing"));
    assert_false(db_in_transaction(db));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.agreement"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(dimensions_are_judged, set_up),
        cmocka_unit_test_setup(teams_have_a_reliability, set_up),
        cmocka_unit_test_setup(a_young_organisation_hides_its_first_week, set_up),
        cmocka_unit_test_setup(an_analysis_is_made_once, set_up),
        cmocka_unit_test_setup(too_few_teams_are_insufficient, set_up),
        cmocka_unit_test_setup(a_failure_leaves_nothing, set_up),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
