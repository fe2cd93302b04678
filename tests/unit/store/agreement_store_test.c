/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of published cells counts in agreement, and where its results go. */
#include "store/agreement_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../agreement_sample.h"
#include "store_trial.h"

static int start(void **state)
{
    fixture_pg_start_group(state);
    fixture_pg_run(*state, agreement_sample);
    return 0;
}

static struct agreement_key key_of(int32_t release, int32_t weeks)
{
    return (struct agreement_key){release, {.weeks = weeks, .months = 1}};
}

/* Dimensions joined by spaces. */
static void assert_dimensions(const struct fixture_pg *fixture, struct agreement_key key,
                              const char *expected)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    char(*dimensions)[CODE_SIZE] CLEANUP(free) = NULL;
    struct error err = {0};
    char text[256] = "";
    size_t n = 9;
    if (!agreement_store_dimensions(db, &key, &dimensions, &n, &err)) {
        fail_msg("%s", err.text);
    }
    for (size_t i = 0; i < n; i++) {
        strcat(strcat(text, i == 0 ? "" : " "), dimensions[i]);
    }
    assert_string_equal(text, expected);
}

static void employee_means_are_dimensions(void **state)
{
    assert_dimensions(*state, key_of(8, 52), "safety wellbeing");
    assert_dimensions(*state, key_of(1, 1), "safety wellbeing");
    assert_dimensions(*state, key_of(0, 52), "");
}

/* The caller frees. */
static struct agreement_leaf *load(const struct fixture_pg *fixture, struct agreement_key key,
                                   const char *dimension, size_t *ret_n)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct agreement_leaf *leaves = NULL;
    struct error err = {0};
    if (!agreement_leaves_read(db, &key, dimension, &leaves, ret_n, &err)) {
        fail_msg("%s", err.text);
    }
    return leaves;
}

static void published_leaves_count(void **state)
{
    size_t n;
    struct agreement_leaf *leaves CLEANUP(free) = load(*state, key_of(8, 52), "wellbeing", &n);
    assert_int_equal(n, 8 * 5 - 1);
    for (size_t i = 1; i < n; i++) {
        bool in_order = leaves[i].period > leaves[i - 1].period || leaves[i].team_id > leaves[i - 1].team_id;
        assert_true(in_order && leaves[i].team_id <= 5);
    }
    assert_int_equal(leaves[0].period, 2901);
    assert_int_equal(leaves[0].team_id, 1);
    assert_true(leaves[0].n == 10 && leaves[0].mean == 50 && leaves[0].sd == 10 && leaves[0].rwgj == 0.89);
    assert_false(leaves[0].shows_spread);
    assert_true(leaves[5].shows_spread);
    assert_false(leaves[n - 1].shows_spread); /* nothing was pooled in the last week */
    assert_int_equal(leaves[n - 1].team_id, 4);
}

static void what_was_not_kept_is_not_known(void **state)
{
    size_t n;
    struct agreement_leaf *leaves CLEANUP(free) = load(*state, key_of(8, 52), "safety", &n);
    assert_int_equal(n, 39);
    assert_true(isnan(leaves[0].rwgj));
    assert_false(leaves[0].shows_spread);
}

static void a_window_has_a_length_and_an_end(void **state)
{
    size_t n;
    struct agreement_leaf *short_one CLEANUP(free) = load(*state, key_of(8, 2), "wellbeing", &n);
    assert_int_equal(n, 9);
    assert_int_equal(short_one[0].period, 2907);
    struct agreement_leaf *early CLEANUP(free) = load(*state, key_of(3, 2), "wellbeing", &n);
    assert_int_equal(n, 10);
    assert_int_equal(early[0].period, 2902);
    assert_int_equal(early[9].period, 2903);
    struct agreement_leaf *none CLEANUP(free) = load(*state, key_of(8, 52), "nonsense", &n);
    assert_int_equal(n, 0);
    assert_non_null(none);
}

/* The calendar says which of the two lengths counts. */
static void months_have_their_own_length(void **state)
{
    size_t n;
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET kind = 'month'");
    struct agreement_leaf *leaves CLEANUP(free) = load(*state, key_of(8, 52), "wellbeing", &n);
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET kind = 'week'");
    assert_int_equal(n, 4);
    assert_int_equal(leaves[0].period, 2908);
}

static bool withholds(const struct fixture_pg *fixture, int32_t release, const char *dimension)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "pulssid_stats");
    struct error err = {0};
    bool answer;
    if (!agreement_store_withholds(db, release, dimension, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    return answer;
}

/* By the verdict of that release, where it may be told. */
static void a_dimension_that_is_not_of_teams_is_withheld(void **state)
{
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.agreement (release, dimension, period, state, periods, verdict, text_fi, "
        "text_en, text_sv) VALUES"
        " (3, 'engagement', 2903, 'published', 6, 'not_a_team_property', '', '', ''),"
        " (3, 'wellbeing', 2903, 'published', 6, 'weak', '', '', ''),"
        " (3, 'safety', 2903, 'suppressed', 2, 'not_a_team_property', '', '', ''),"
        " (4, 'engagement', 2904, 'published', 6, 'ok', '', '', '')");
    assert_true(withholds(*state, 3, "engagement"));
    assert_true(withholds(*state, 3, "enps"));
    assert_false(withholds(*state, 3, "wellbeing"));
    assert_false(withholds(*state, 3, "safety"));
    assert_false(withholds(*state, 3, "csat"));
    assert_false(withholds(*state, 4, "engagement"));
    fixture_pg_run(*state, "TRUNCATE pulssid.agreement CASCADE");
}

static void results_are_stored_by_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct agreement_period_row periods[] = {
        {2901, "false", 5, 50, 10, 2500, 100, 25, 1e-9, 0.7, 0.3, 0.9, 0.96, 0.9, 0.99, 0.87},
        {2902, "true", 4, 40, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN}};
    const struct agreement_team_row teams[] = {{1, 0.96}, {2, 0.5}};
    const struct agreement_results results = {.organisation = {.dimension = "wellbeing",
                                                               .period = 2902,
                                                               .state = "published",
                                                               .periods = 1,
                                                               .rwgj_median = 0.87,
                                                               .icc1_median = 0.7,
                                                               .icc2_median = NAN,
                                                               .significant = 1,
                                                               .verdict = "ok",
                                                               .grade = "description",
                                                               .text_fi = "ä {}",
                                                               .text_en = "e, e",
                                                               .text_sv = "å"},
                                              .period = periods,
                                              .periods = 2,
                                              .team = teams,
                                              .teams = 2};
    struct error err = {0};
    bool found = true;
    assert_true(agreement_store_find(db, 2, &found, &err));
    assert_false(found);
    if (!agreement_store_save(db, 2, &results, &err)) {
        fail_msg("%s", err.text);
    }
    assert_true(agreement_store_find(db, 2, &found, &err));
    assert_true(found);
    assert_true(agreement_store_find(db, 3, &found, &err));
    assert_false(found);
    assert_stored(*state, "SELECT * FROM pulssid.agreement",
                  "(2,wellbeing,2902,published,1,0.87,0.7,,1,ok,description,\"ä {}\",\"e, e\",å)");
    assert_stored(*state, "SELECT * FROM pulssid.agreement_period ORDER BY period",
                  "(2,wellbeing,2901,f,5,50,10,2500,100,25,1e-09,0.7,0.3,0.9,0.96,0.9,0.99,0.87) "
                  "(2,wellbeing,2902,t,4,40,,,,,,,,,,,,)");
    assert_stored(*state, "SELECT * FROM pulssid.agreement_team ORDER BY 1",
                  "(1,2,wellbeing,0.96) (2,2,wellbeing,0.5)");
    assert_false(agreement_store_save(db, 2, &results, &err)); /* never twice */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(employee_means_are_dimensions),
        cmocka_unit_test(published_leaves_count),
        cmocka_unit_test(what_was_not_kept_is_not_known),
        cmocka_unit_test(a_window_has_a_length_and_an_end),
        cmocka_unit_test(months_have_their_own_length),
        cmocka_unit_test(a_dimension_that_is_not_of_teams_is_withheld),
        cmocka_unit_test(results_are_stored_by_release),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
