/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every member of what a search found reaches its column, inside the caller's transaction. */
#include "store/change_store.h"

#include <math.h>

#include "store_trial.h"

static int released(void **state)
{
    store_trial_release(*state, 2);
    return 0;
}

static const double run[] = {NAN, 0.1, -3};
static const struct change_series_row series[] = {
    {7, "published", 3, 4, {run, 3}, {run + 1, 2}, {run + 2, 1}},
    {8, "few_teams", 5, 6, {NULL, 0}, {NULL, 0}, {NULL, 0}}};
static const struct change_row rows[] = {
    {7, 2, -1, 1, 5, 6, 7, 0.1 + 0.2, 9, 10, "väli −1", "interval", "intervall"},
    {8, 2, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, "f", "e", "s"}};
static const struct change_results found = {{NAN, 2, 3, 4, 5, 6, 7, 8, 9}, series, 2, rows, 2};

static void add(struct db *db, int32_t release, const char *dimension)
{
    struct error err = {0};
    if (!change_store_add(db, release, dimension, &found, &err)) {
        fail_msg("%s", err.text);
    }
}

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    add(db, 2, "mood");
    assert_stored(*state, "SELECT * FROM pulssid.change_search", "(2,mood,,2,3,4,5,6,7,8,9)");
    assert_stored(*state, "SELECT * FROM pulssid.change_series ORDER BY team_id",
                  "(7,2,mood,published,3,4,\"{NULL,0.1,-3}\",\"{0.1,-3}\",{-3}) (8,2,mood,few_teams,5,6,,,)");
    assert_stored(*state, "SELECT * FROM pulssid.change ORDER BY team_id",
                  "(7,2,mood,2,-1,1,5,6,7,0.30000000000000004,9,10,\"väli −1\",interval,intervall) "
                  "(8,2,mood,2,0,,,,,,,,f,e,s)");
}

static void the_transaction_is_the_caller_s(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct change_totals totals;
    assert_true(db_begin(db, &err));
    add(db, 2, "mood");
    add(db, 2, "csat");
    assert_false(change_store_add(db, 2, "mood", &found, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_true(db_in_transaction(db));
    db_rollback(db);
    assert_true(change_store_find(db, 2, &totals, &err));
    assert_int_equal(totals.dimensions, 0);
}

static void totals_are_over_the_dimensions_of_a_release(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct error err = {0};
    struct change_totals totals = {77, 77, 77};
    assert_true(change_store_find(db, 2, &totals, &err));
    assert_int_equal(totals.dimensions + totals.judged + totals.alarms, 0);
    add(db, 1, "csat");
    add(db, 2, "mood");
    add(db, 2, "csat");
    assert_true(change_store_find(db, 2, &totals, &err));
    assert_int_equal(totals.dimensions, 2);
    assert_int_equal(totals.judged, 16);
    assert_int_equal(totals.alarms, 18);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_member_reaches_its_column, released),
        cmocka_unit_test_setup(the_transaction_is_the_caller_s, released),
        cmocka_unit_test_setup(totals_are_over_the_dimensions_of_a_release, released),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
