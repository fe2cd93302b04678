/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The results of a linkage are stored whole or not at all. */
#include "store/linkage_store.h"

#include <math.h>

#include "store_trial.h"

static const struct linkage_key key = {2, "mood", "csat"};

static int released(void **state)
{
    store_trial_release(*state, 2);
    return 0;
}

static const double lags[] = {-1, 0, 1};
static const double figures[] = {0.1, NAN, -3};
/* Every member another number, in the order of the columns; the seed has more bits than a double. */
static const struct linkage_organisation_row organisation = {"published",
                                                             1,
                                                             {lags, 3},
                                                             {figures, 3},
                                                             {figures, 2},
                                                             4,
                                                             5,
                                                             6,
                                                             7,
                                                             "9007199254740993",
                                                             9,
                                                             10,
                                                             11,
                                                             12,
                                                             13,
                                                             14,
                                                             15,
                                                             16,
                                                             {lags, 2},
                                                             18,
                                                             {figures, 1},
                                                             20,
                                                             {lags, 1},
                                                             {NULL, 0},
                                                             23,
                                                             24,
                                                             NAN,
                                                             "preliminary",
                                                             "true",
                                                             2,
                                                             29,
                                                             30,
                                                             31,
                                                             32,
                                                             33,
                                                             34,
                                                             35,
                                                             36,
                                                             37,
                                                             38,
                                                             39,
                                                             40,
                                                             41,
                                                             {lags, 2},
                                                             43,
                                                             44,
                                                             {NULL, 0},
                                                             46,
                                                             47,
                                                             48,
                                                             49,
                                                             {lags, 1},
                                                             51,
                                                             52,
                                                             {lags, 3},
                                                             "true",
                                                             NULL,
                                                             {figures, 1},
                                                             "no_link",
                                                             "customer_leads",
                                                             "-1",
                                                             "association",
                                                             "confirmed"};
static const struct linkage_team_row team = {7,
                                             "published",
                                             3,
                                             4,
                                             5,
                                             6,
                                             7.5,
                                             8,
                                             9,
                                             10,
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
                                             "wellbeing_leads",
                                             "-1 0",
                                             23,
                                             24,
                                             25,
                                             26,
                                             27,
                                             28,
                                             29,
                                             30,
                                             31,
                                             32,
                                             33,
                                             34,
                                             35,
                                             36,
                                             0.1 + 0.2,
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
                                             49,
                                             "confirmed",
                                             "none",
                                             52,
                                             53,
                                             54,
                                             55,
                                             56,
                                             57,
                                             58,
                                             59,
                                             60,
                                             61,
                                             62,
                                             "leads_in_time",
                                             "preliminary",
                                             "confirmed"};
static const struct linkage_lag_row lag_rows[] = {{7, -1, 3, 0.5, 0.25, 2, -3, 1},
                                                  {7, 0, 2, NAN, NAN, NAN, NAN, NAN}};

static const struct linkage_claim_row claims[] = {
    {0, 1, "link", "association", "Yhdessä, ilman lainausmerkkejä.", "Together, with a comma.",
     "Ihop; {så}."},
    {7, 1, "link", "cannot_tell", "Ei voi sanoa.", "It cannot be told.", "Går inte att säga."}};

static bool save(struct db *db, const struct linkage_lag_row *lag, struct error *err)
{
    const struct linkage_results results = {organisation, &team, 1, lag, 2, claims, 2};
    return linkage_store_save(db, &key, &results, err);
}

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_true(save(db, lag_rows, &err));
    assert_stored(
        *state, "SELECT * FROM pulssid.linkage",
        "(2,mood,csat,published,1,\"{-1,0,1}\",\"{0.1,NULL,-3}\",\"{0.1,NULL}\",4,5,6,7,"
        "9007199254740993,9,10,11,12,13,14,15,16,\"{-1,0}\",18,{0.1},20,{-1},,23,24,,"
        "preliminary,t,2,29,30,31,32,33,34,35,36,37,38,39,40,41,\"{-1,0}\",43,44,,46,47,48,49,{-1},51,"
        "52,\"{-1,0,1}\",t,,{0.1},no_link,customer_leads,-1,association,confirmed)");
    assert_stored(
        *state, "SELECT * FROM pulssid.linkage_team",
        "(7,2,mood,csat,published,3,4,5,6,7.5,8,9,10,11,12,13,14,15,16,17,18,19,20,wellbeing_leads,"
        "\"-1 0\",23,24,25,26,27,28,29,30,31,32,33,34,35,36,0.30000000000000004,38,39,40,41,"
        "42,43,44,45,46,47,48,49,confirmed,none,52,53,54,55,56,57,58,59,60,61,62,leads_in_time,preliminary,"
        "confirmed)");
    assert_stored(*state, "SELECT * FROM pulssid.linkage_lag ORDER BY lag",
                  "(7,2,mood,csat,-1,3,0.5,0.25,2,-3,1) (7,2,mood,csat,0,2,,,,,)");
    assert_stored(*state, "SELECT * FROM pulssid.linkage_claim ORDER BY team_id",
                  "(0,2,mood,csat,1,link,association,\"Yhdessä, ilman lainausmerkkejä.\","
                  "\"Together, with a comma.\",\"Ihop; {så}.\") (7,2,mood,csat,1,link,cannot_tell,"
                  "\"Ei voi sanoa.\",\"It cannot be told.\",\"Går inte att säga.\")");
}

static void results_are_saved_whole_or_not_at_all(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    const struct linkage_lag_row twice[] = {lag_rows[0], lag_rows[0]};
    assert_false(save(db, twice, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_false(db_in_transaction(db));
    assert_int_equal(fixture_pg_number(*state, "SELECT (SELECT count(*) FROM pulssid.linkage) + (SELECT "
                                               "count(*) FROM pulssid.linkage_team) + (SELECT count(*) FROM "
                                               "pulssid.linkage_claim)"),
                     0);
    assert_true(save(db, lag_rows, &err));
    assert_false(db_in_transaction(db));
}

static void assert_found(struct db *db, struct linkage_key asked, bool expected, size_t teams)
{
    struct error err = {0};
    bool found_one = !expected;
    size_t n = 77;
    assert_true(linkage_store_find(db, &asked, &found_one, &n, &err));
    assert_int_equal(found_one, expected);
    assert_int_equal(n, teams);
}

/* Only a published team had enough data. */
static void an_analysis_is_found_by_its_whole_key(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    assert_found(db, key, false, 77);
    assert_true(save(db, lag_rows, &err));
    assert_found(db, key, true, 1);
    assert_found(db, (struct linkage_key){1, "mood", "csat"}, false, 77);
    assert_found(db, (struct linkage_key){2, "csat", "mood"}, false, 77);
    fixture_pg_run(*state, "UPDATE pulssid.linkage_team SET status = 'insufficient'");
    assert_found(db, key, true, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_member_reaches_its_column, released),
        cmocka_unit_test_setup(results_are_saved_whole_or_not_at_all, released),
        cmocka_unit_test_setup(an_analysis_is_found_by_its_whole_key, released),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
