/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every member of an analysis of silos reaches its column, all in one transaction; and what was said before.
 */
#include "store/silo_store.h"

#include <math.h>

#include "store_trial.h"

static int released(void **state)
{
    store_trial_release(*state, 9);
    return 0;
}

static const double list[] = {NAN, 0.5, 2, 3, 4, 5, 6, 7, 8, 9};

/* Numbers tell where they come from. */
static const struct silo_row silo = {"w1",
                                     2,
                                     3,
                                     1,
                                     5,
                                     6,
                                     7,
                                     8,
                                     9,
                                     10,
                                     11,
                                     "none",
                                     "w13",
                                     14,
                                     15,
                                     16,
                                     17,
                                     {"w18", 19, 20, 21, 22, 23, 24, 25, 1, 27, 28, 29, 30, 31, 32, 33, 34},
                                     {"w35", 36, 37, 38, 39, 40, 41, 42, 1, 44, 45, 46, 47, 48, 49, 50, 51},
                                     "w52",
                                     "w53",
                                     "w54",
                                     "w55",
                                     56,
                                     57,
                                     58,
                                     59,
                                     60};
static const struct silo_team_row team = {7,
                                          "w8",
                                          9,
                                          10,
                                          11,
                                          12,
                                          13,
                                          14,
                                          15,
                                          "none",
                                          "inward",
                                          {list + 0, 7},
                                          {list + 1, 7},
                                          {list + 2, 7},
                                          "w21",
                                          "w22",
                                          "w23",
                                          "w24",
                                          "w25",
                                          "w26",
                                          "w27",
                                          {list + 1, 4},
                                          {list + 2, 4},
                                          {list + 0, 4},
                                          {list + 1, 6},
                                          {list + 2, 6},
                                          {list + 0, 6},
                                          {list + 1, 6},
                                          {list + 2, 6},
                                          36,
                                          37,
                                          38,
                                          39,
                                          40,
                                          41,
                                          42,
                                          43,
                                          44,
                                          45,
                                          46,
                                          47,
                                          48,
                                          "w49",
                                          "w50",
                                          "w51",
                                          "confirmed",
                                          "w52",
                                          53,
                                          54,
                                          55,
                                          56,
                                          57,
                                          58,
                                          59,
                                          60,
                                          "w61",
                                          62,
                                          63,
                                          "w64",
                                          65,
                                          {list + 0, 4},
                                          67};
static const struct path_summary_row paths = {"w5",
                                              6,
                                              7,
                                              8,
                                              9,
                                              {list + 1, 4},
                                              11,
                                              12,
                                              13,
                                              14,
                                              15,
                                              16,
                                              17,
                                              18,
                                              19,
                                              20,
                                              21,
                                              22,
                                              {list + 2, 5},
                                              {list + 0, 5},
                                              {list + 1, 5},
                                              {list + 2, 5},
                                              {list + 0, 5},
                                              "w28",
                                              29,
                                              1,
                                              30,
                                              31,
                                              32,
                                              33,
                                              34,
                                              35,
                                              36,
                                              "w37",
                                              "w38",
                                              "w39"};

/* Held in service_store_test. */
static const struct service_results service = {
    .service = {.volume_quality = "insufficient",
                .text_volume_fi = "w",
                .text_volume_en = "w",
                .text_volume_sv = "w"},
};

static bool save(struct db *db, int32_t release, const struct silo_team_row *teams, size_t n,
                 struct error *err)
{
    const struct silo_results results = {silo, teams, n, paths, &service};
    return silo_store_save(db, release, &results, err);
}

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_true(save(db, 2, &team, 1, &err));
    assert_stored(
        *state, "SELECT * FROM pulssid.silo",
        "(2,w1,2,3,t,5,6,7,8,9,10,11,none,w13,14,15,16,17,w18,19,20,21,22,23,24,25,t,27,28,29,30,"
        "31,32,33,34,w35,36,37,38,39,40,41,42,t,44,45,46,47,48,49,50,51,w52,w53,w54,w55,56,57,58,59,60)");
    assert_stored(
        *state, "SELECT * FROM pulssid.silo_team",
        "(7,2,w8,9,10,11,12,13,14,15,none,inward,\"{NULL,0.5,2,3,4,5,6}\",\"{0.5,2,3,4,5,6,7}\",\"{"
        "2,3,4,5,6,7,8}\",w21,w22,w23,w24,w25,w26,w27,\"{0.5,2,3,4}\",\"{2,3,4,5}\",\"{NULL,0.5,2,"
        "3}\",\"{0.5,2,3,4,5,6}\",\"{2,3,4,5,6,7}\",\"{NULL,0.5,2,3,4,5}\",\"{0.5,2,3,4,5,6}\",\"{"
        "2,3,4,5,6,7}\",36,37,38,39,40,41,42,43,44,45,46,47,48,w49,w50,w51,confirmed,w52,53,54,55,56,57,58,"
        "59,60,w61,62,63,w64,65,"
        "\"{NULL,0.5,2,3}\",67)");
    assert_stored(
        *state, "SELECT * FROM pulssid.path_summary",
        "(2,w5,6,7,8,9,\"{0.5,2,3,4}\",11,12,13,14,15,16,17,18,19,20,21,22,\"{2,3,4,5,6}\",\"{NULL,0.5,2,3,4}"
        "\",\"{0.5,2,3,4,5}\",\"{2,3,4,5,6}\",\"{NULL,0.5,2,3,4}\",w28,29,30,31,32,33,34,35,36,w37,w38,w39,"
        "1)");
}

static void what_is_unknown_is_null(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct silo_team_row unknown = team;
    struct error err = {0};
    unknown.reason = unknown.a1_reason = NULL;
    unknown.index = unknown.q = unknown.community = NAN;
    assert_true(save(db, 2, &unknown, 1, &err));
    assert_stored(*state, "SELECT reason, a1_reason, index, q, community FROM pulssid.silo_team", "(,,,,)");
}

static void all_or_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct silo_team_row twice[] = {team, team};
    struct silo_totals totals = {true, 9, 9};
    struct error err = {0};
    assert_false(save(db, 2, twice, 2, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(db_in_transaction(db));
    assert_true(silo_store_find(db, 2, &totals, &err));
    assert_false(totals.found);
    assert_int_equal(totals.judged + totals.flagged, 0);
    assert_true(save(db, 2, twice, 1, &err));
    assert_true(silo_store_find(db, 2, &totals, &err));
    assert_true(totals.found);
    assert_int_equal(totals.judged, 6);
    assert_int_equal(totals.flagged, 7);
    assert_false(save(db, 2, twice, 0, &err));
}

static void nothing_was_said_before_the_first(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct silo_past *past CLEANUP(silo_past_free) = NULL;
    struct error err = {0};
    assert_true(save(db, 5, &team, 1, &err));
    assert_true(silo_store_past(db, 5, &past, &err));
    assert_false(past->tested);
    assert_int_equal(past->n, 0);
}

/* Release 6 was tested, 7 not. */
static void the_last_test_and_the_last_states(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct silo_past *past CLEANUP(silo_past_free) = NULL;
    struct silo_team_row teams[] = {team, team};
    struct error err = {0};
    teams[0].team_id = 9;
    teams[0].evidence_kept = "confirmed";
    teams[1].evidence_kept = "preliminary";
    assert_true(save(db, 3, teams, 2, &err) && save(db, 6, teams, 1, &err) && save(db, 7, teams, 2, &err));
    fixture_pg_run(*state,
                   "UPDATE pulssid.silo SET tested = release <> 7, first = 100 * release, periods = 52");
    assert_true(silo_store_past(db, 8, &past, &err));
    assert_true(past->tested);
    assert_int_equal(past->last_tested, 651);
    assert_int_equal(past->n, 2);
    assert_int_equal(past->team_id[0], 7);
    assert_string_equal(past->evidence[0], "preliminary");
    assert_int_equal(past->team_id[1], 9);
    assert_string_equal(past->evidence[1], "confirmed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_member_reaches_its_column, released),
        cmocka_unit_test_setup(what_is_unknown_is_null, released),
        cmocka_unit_test_setup(all_or_nothing, released),
        cmocka_unit_test_setup(nothing_was_said_before_the_first, released),
        cmocka_unit_test_setup(the_last_test_and_the_last_states, released),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
