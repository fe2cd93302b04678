/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written of items, and read back as it was. */
#include "store/item_store.h"

#include <math.h>
#include <string.h>

#include "store/period_store.h"
#include "submitted.h"

#define PERIOD 2852

static const struct item_form form = {
    .n = 2, .scale = 4, .options = 5, .items = {{"a", 0, 4}, {"NULL", 5, 1}}};
static const struct item_key key = {PERIOD, "mood"};

static void agreement_is_written(void **state)
{
    const struct agreement_cell cells[] = {{3, 7, 0.75, 0.5, 0.25, "false"}, {1, 5, NAN, NAN, NAN, "true"}};
    struct item_form mixed = form;
    struct error err = {0};
    mixed.options = 0;
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(item_store_insert_cells(db, &key, &form, cells, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &mixed, cells + 1, 1, &err));
    assert_true(item_store_insert_cells(db, &key, &form, NULL, 0, &err));
    assert_stored(*state,
                  "SELECT team_id, period, dimension, items, options, n, rwgj_uniform, rwgj_slightskew, adm, "
                  "constant FROM pulssid.agreement_cell ORDER BY 1",
                  "(1,2852,mood,2,,5,,,,t) (3,2852,mood,2,5,7,0.75,0.5,0.25,f)");
}

static struct dimension_pool pool_of(bool has_items)
{
    struct dimension_pool pool = {.teams = 5,
                                  .n = 30,
                                  .sum = 40,
                                  .squares = INT64_MAX,
                                  .unit = 24,
                                  .shows_spread = has_items,
                                  .has_items = has_items,
                                  .form = &form};
    pool.pool =
        (struct item_pool){.submissions = 31, .unanswered = 2, .ceiling = 3, .floor = 4, .complete = 29};
    memcpy(pool.pool.sums, (int64_t[]){50, 60}, 2 * sizeof(int64_t));
    memcpy(pool.pool.products, (int64_t[]){70, 80, 90}, 3 * sizeof(int64_t));
    return pool;
}

static void a_pool_is_written(void **state)
{
    struct dimension_pool with = pool_of(true);
    struct dimension_pool without = pool_of(false);
    const struct item_key other = {PERIOD, "other"};
    struct error err = {0};
    submit(*state, "(1, 1, 2852, 7, '{1,1}')");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    if (!item_store_insert_pool(db, &key, &with, &err) ||
        !item_store_insert_pool(db, &other, &without, &err)) {
        fail_msg("%s", err.text);
    }
    assert_stored(*state,
                  "SELECT period, dimension, shows_spread, teams, n, sum, squares, unit, submissions, "
                  "unanswered, ceiling, floor, complete FROM pulssid.dimension_pool ORDER BY 2",
                  "(2852,mood,t,5,30,40,9223372036854775807,24,31,2,3,4,29) "
                  "(2852,other,f,5,30,40,9223372036854775807,24,31,2,3,4,29)");
    assert_stored(*state,
                  "SELECT items, worst, best, sums, products FROM pulssid.dimension_pool ORDER BY dimension",
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",\"{50,60}\",\"{70,80,90}\") "
                  "(\"{a,\"\"NULL\"\"}\",\"{0,5}\",\"{4,1}\",,)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agreement_is_written),
        cmocka_unit_test(a_pool_is_written),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
