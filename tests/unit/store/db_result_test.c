/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What statements have given: cells of every kind, and none. */
#include <math.h>

#include "../unit.h"
#include "fixture_pg.h"
#include "store/db.h"
#include "store/pg.h"

static void reads_every_kind_of_cell(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_query(
        db, "SELECT $1::text, $2::int, -9007199254740993::int8, 0.1::float8 + 0.2::float8, NULL::float8",
        DB_PARAMS("ä", NULL), &result, &err));
    assert_int_equal(db_rows(result), 1);
    assert_int_equal(db_columns(result), 5);
    assert_string_equal(db_text(result, 0, 0), "ä");
    assert_null(db_text(result, 0, 1));
    assert_int_equal(db_int(result, 0, 1), 0);
    assert_true(db_int(result, 0, 2) == -9007199254740993);
    assert_true(db_double(result, 0, 3) == 0.1 + 0.2);
    assert_true(isnan(db_double(result, 0, 4)));
}

static void a_result_may_have_no_rows(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_query(db, "SELECT 1, 2 WHERE false", DB_NO_PARAMS, &result, &err));
    assert_int_equal(db_rows(result), 0);
    assert_int_equal(db_columns(result), 2);
    assert_null(db_result_free(NULL));
}

static void reads_as_a_pipelines_result(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_query(db, "SELECT 'x'", DB_NO_PARAMS, &result, &err));
    assert_int_equal(pg_rows(db_result_as_pg(result)), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_kind_of_cell),
        cmocka_unit_test(a_result_may_have_no_rows),
        cmocka_unit_test(reads_as_a_pipelines_result),
    };
    return cmocka_run_group_tests_name("db_result", tests, fixture_pg_start_group, fixture_pg_stop_group);
}
