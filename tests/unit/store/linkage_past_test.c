/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read back of stored linkage. */
#include "store/linkage_past.h"

#include <math.h>

#include "store_trial.h"

/* Releases 1 to 3 of two pairs; teams 5 and 3, stored in that order. */
static int stored(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(
        *state,
        "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, '1970-01-11'::date + 7 * "
        "p,"
        " 'published', 5, 5, false FROM generate_series(1, 3) p;"
        "INSERT INTO pulssid.release SELECT p, p, '', sha256(''), sha256('') FROM generate_series(1, 3) p;"
        "INSERT INTO pulssid.linkage (release, employee, customer, state, lags, stouffer_z, stouffer_p, "
        "mismatch_p,"
        "  evidence, tested) SELECT r, e, 'csat', 'published', '{}', '{}', '{}', CASE WHEN r > 1 THEN r / "
        "10.0 END,"
        "  CASE WHEN r > 1 THEN 'confirmed' ELSE 'none' END, CASE WHEN r > 1 THEN 1 END"
        "  FROM generate_series(1, 2) r, unnest('{mood,zeal}'::text[]) e;"
        "INSERT INTO pulssid.linkage_team (team_id, release, employee, customer, status, n_pairs, "
        "min_series, n_white,"
        "  min_pairs, p_sidak, loo_p_two, evidence, loo_evidence) SELECT t, r, e, 'csat', 'published', 20, "
        "20, 16, 16,"
        "  CASE WHEN t > 3 THEN r / 4.0 END, t / 8.0, CASE WHEN t = r + 3 THEN 'preliminary' ELSE 'none' "
        "END, 'confirmed'"
        "  FROM unnest('{5,3}'::int[]) t, generate_series(1, 2) r, unnest('{mood,zeal}'::text[]) e");
    return 0;
}

static double sum(const struct linkage_p_values *values)
{
    double all = 0.0;
    for (size_t i = 0; i < values->n; i++) {
        all += isnan(values->p[i]) ? 100.0 : values->p[i];
    }
    return all;
}

/* Of both pairs and both teams; a p that is not there is one that was not tested. */
static void tests_of_a_release_are_those_of_all_its_links(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_tested tested CLEANUP(linkage_tested_free) = {0};
    struct error err = {0};
    assert_true(linkage_past_tested(db, 2, &tested, &err));
    assert_int_equal(tested.own.n, 4);
    assert_true(sum(&tested.own) == 2 * 0.5 + 200);
    assert_int_equal(tested.common_lag.n, 4);
    assert_true(sum(&tested.common_lag) == 2.0);
    assert_int_equal(tested.whole.n, 2);
    assert_true(sum(&tested.whole) == 0.4);
}

static void a_release_without_links_has_no_tests(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_tested tested CLEANUP(linkage_tested_free) = {0};
    struct error err = {0};
    assert_true(linkage_past_tested(db, 3, &tested, &err));
    assert_int_equal(tested.own.n + tested.common_lag.n + tested.whole.n, 0);
}

static struct linkage_past *load(struct db *db, int32_t release, const char *employee)
{
    const struct linkage_key key = {release, employee, "csat"};
    struct linkage_past *past = NULL;
    struct error err = {0};
    assert_true(linkage_past_load(db, &key, &past, &err));
    return past;
}

static void the_past_is_the_newest_analysis_before(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_past *past CLEANUP(linkage_past_free) = load(db, 3, "zeal");
    assert_true(past->was_tested);
    assert_int_equal(past->tested, 1);
    assert_string_equal(past->evidence, "confirmed");
    assert_int_equal(past->teams, 2);
    assert_int_equal(past->team[0].team_id, 3);
    assert_string_equal(past->team[0].evidence, "none");
    assert_int_equal(past->team[1].team_id, 5);
    assert_string_equal(past->team[1].evidence, "preliminary");
    assert_string_equal(past->team[1].loo_evidence, "confirmed");
}

/* Where a release tested nothing it shows nothing: what it keeps is the past. */
static void what_is_kept_comes_before_what_is_shown(void **state)
{
    fixture_pg_run(*state,
                   "UPDATE pulssid.linkage SET evidence = 'none', evidence_kept = 'preliminary';"
                   "UPDATE pulssid.linkage_team SET evidence_kept = 'confirmed', loo_evidence = 'none',"
                   " loo_evidence_kept = 'preliminary' WHERE team_id = 3");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_past *past CLEANUP(linkage_past_free) = load(db, 3, "zeal");
    assert_string_equal(past->evidence, "preliminary");
    assert_string_equal(past->team[0].evidence, "confirmed");
    assert_string_equal(past->team[0].loo_evidence, "preliminary");
    assert_string_equal(past->team[1].evidence, "preliminary");
    assert_string_equal(past->team[1].loo_evidence, "confirmed");
}

static void the_release_itself_is_not_its_past(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_past *past CLEANUP(linkage_past_free) = load(db, 2, "mood");
    assert_false(past->was_tested);
    assert_string_equal(past->evidence, "none");
    assert_string_equal(past->team[1].evidence, "none");
}

static void before_the_first_analysis_there_is_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct linkage_past *first CLEANUP(linkage_past_free) = load(db, 1, "mood");
    assert_false(first->was_tested);
    assert_null(first->evidence);
    assert_int_equal(first->teams, 0);
    struct linkage_past *other CLEANUP(linkage_past_free) = load(db, 3, "grit");
    assert_int_equal(other->teams, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(tests_of_a_release_are_those_of_all_its_links, stored),
        cmocka_unit_test_setup(a_release_without_links_has_no_tests, stored),
        cmocka_unit_test_setup(the_past_is_the_newest_analysis_before, stored),
        cmocka_unit_test_setup(what_is_kept_comes_before_what_is_shown, stored),
        cmocka_unit_test_setup(the_release_itself_is_not_its_past, stored),
        cmocka_unit_test_setup(before_the_first_analysis_there_is_nothing, stored),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
