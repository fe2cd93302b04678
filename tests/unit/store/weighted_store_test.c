/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weighted means reach their columns. */
#include "store/weighted_store.h"

#include <math.h>

#include "store_trial.h"

static int opened(void **state)
{
    fixture_pg_clear(*state);
    fixture_pg_run(*state, "INSERT INTO pulssid.period VALUES (2852, 'W', '2024-09-02', '2024-09-08', "
                           "'published', 5, 5, false)");
    return 0;
}

static void every_member_reaches_its_column(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct cell_key key = {2852, "mood"};
    const struct weighted_row row = {2, 3, 4.5, 5, 6, 7, 8, NAN, NAN, 11, 12, "true"};
    struct error err = {0};
    assert_true(weighted_store_insert(db, &key, &row, &err));
    assert_stored(*state, "SELECT * FROM pulssid.weighted_mean", "(0,2852,mood,2,3,4.5,5,6,7,8,,,11,12,t)");
}

static void a_mean_is_written_once(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    const struct cell_key key = {2852, "mood"};
    const struct weighted_row row = {2, 3, 4.5, 5, 6, 7, 8, 9, 10, 11, 12, "false"};
    struct error err = {0};
    assert_true(weighted_store_insert(db, &key, &row, &err));
    assert_false(weighted_store_insert(db, &key, &row, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_member_reaches_its_column, opened),
        cmocka_unit_test_setup(a_mean_is_written_once, opened),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
