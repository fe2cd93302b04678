/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows from an array: every bit of a double, nulls of every kind, lists, failures. */
#include "store/bulk.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "fixture_pg.h"

struct thing {
    double whole;
    double real;
    const char *text;
    struct bulk_list list;
};

static const struct bulk_column columns[] = {
    {"whole", "integer", BULK_NUMBER, offsetof(struct thing, whole)},
    {"\"real\"", "double precision", BULK_NUMBER, offsetof(struct thing, real)},
    {"words", "text", BULK_TEXT, offsetof(struct thing, text)},
    {"list", "double precision[]", BULK_LIST, offsetof(struct thing, list)},
};

static const struct bulk_table table = {
    "bulk_test.thing", "key", "$1::text", sizeof(struct thing), sizeof columns / sizeof columns[0], columns};

static int start(void **state)
{
    *state = fixture_pg_new();
    fixture_pg_run(*state,
                   "CREATE SCHEMA bulk_test; CREATE TABLE bulk_test.thing (key text, whole integer NOT NULL,"
                   " \"real\" double precision, words text, list double precision[])");
    return 0;
}

static int clear(void **state)
{
    fixture_pg_run(*state, "TRUNCATE bulk_test.thing");
    return 0;
}

static void keeps_every_bit(void **state)
{
    const struct thing things[] = {
        {1, 0.1 + 0.2, "a", {NULL, 0}}, {2, DBL_MIN, "a", {NULL, 0}}, {3, -DBL_MAX, "a", {NULL, 0}}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(bulk_insert(db, &table, DB_PARAMS("k"), things, 3, &err));
    assert_true(db_query(db, "SELECT \"real\", key FROM bulk_test.thing ORDER BY whole", DB_NO_PARAMS,
                         &result, &err));
    assert_int_equal(db_rows(result), 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(db_double(result, i, 0) == things[i].real);
        assert_string_equal(db_text(result, i, 1), "k");
    }
}

static void tells_null_from_words(void **state)
{
    const double values[] = {1.5, NAN};
    const struct thing things[] = {
        {1, NAN, NULL, {NULL, 0}}, {2, 0, "NULL", {values, 2}}, {3, 0, "-2 4, {x}", {values, 0}}};
    struct error err = {0};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    assert_true(bulk_insert(db, &table, DB_PARAMS("k"), things, 3, &err));
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM bulk_test.thing WHERE whole = 1 AND \"real\" IS NULL"
                                  " AND words IS NULL AND list IS NULL"),
        1);
    assert_int_equal(
        fixture_pg_number(*state, "SELECT count(*) FROM bulk_test.thing WHERE whole = 2 AND words = 'NULL'"
                                  " AND list IS NOT DISTINCT FROM '{1.5,NULL}'::float8[]"),
        1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM bulk_test.thing WHERE whole = 3"
                                               " AND words = '-2 4, {x}' AND list = '{}'::float8[]"),
                     1);
}

static void no_rows_are_no_statement(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    struct bulk_table nowhere = table;
    nowhere.name = "bulk_test.nowhere";
    assert_true(bulk_insert(db, &nowhere, DB_PARAMS("k"), NULL, 0, &err));
}

/* Lists that make a step each, and rows of which several do. */
static void many_rows_go_in_steps(void **state)
{
    enum { ROWS = BULK_STEP_VALUES, LONG = 7 };
    static double values[BULK_STEP_VALUES];
    static struct thing things[ROWS + LONG];
    for (size_t i = 0; i < ROWS + LONG; i++) {
        things[i] = (struct thing){(double)i, (double)i / 7, "a", {values, i < LONG ? BULK_STEP_VALUES : 1}};
    }
    struct error err = {0};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    fixture_pg_run(
        *state, "CREATE SEQUENCE bulk_test.statements; CREATE FUNCTION bulk_test.count() RETURNS trigger"
                " LANGUAGE plpgsql AS 'BEGIN PERFORM nextval(''bulk_test.statements''); RETURN NULL; END';"
                "CREATE TRIGGER count BEFORE INSERT ON bulk_test.thing EXECUTE FUNCTION bulk_test.count()");
    assert_true(bulk_insert(db, &table, DB_PARAMS("k"), things, ROWS + LONG, &err));
    assert_int_equal(fixture_pg_number(*state, "SELECT last_value FROM bulk_test.statements"), LONG + 4);
    fixture_pg_run(*state, "DROP TRIGGER count ON bulk_test.thing; DROP FUNCTION bulk_test.count();"
                           " DROP SEQUENCE bulk_test.statements");
    assert_int_equal(fixture_pg_number(*state, "SELECT count(DISTINCT whole) FROM bulk_test.thing"
                                               " WHERE \"real\" = whole / 7::float8"),
                     ROWS + LONG);
    assert_int_equal(fixture_pg_number(*state, "SELECT sum(cardinality(list)) FROM bulk_test.thing"),
                     LONG * BULK_STEP_VALUES + ROWS);
}

static void a_refused_row_refuses_all(void **state)
{
    const struct thing things[] = {{1, 0, "a", {NULL, 0}}, {NAN, 0, "a", {NULL, 0}}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    assert_false(bulk_insert(db, &table, DB_PARAMS("k"), things, 2, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_non_null(strstr(err.text, "whole"));
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM bulk_test.thing"), 0);
}

/* A number or an element, in whichever row; a list's values past its end are not looked at. */
static void an_infinite_number_is_refused(void **state)
{
    const double values[] = {1, -INFINITY};
    const struct thing bad[][2] = {{{1, 0, "a", {NULL, 0}}, {2, INFINITY, "a", {NULL, 0}}},
                                   {{1, 0, "a", {NULL, 0}}, {2, 0, "a", {values, 2}}}};
    const char *const named[] = {"\"real\"", "list"};
    const struct thing good = {1, 0, "a", {values, 1}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    for (size_t i = 0; i < 2; i++) {
        struct error err = {0};
        assert_false(bulk_insert(db, &table, DB_PARAMS("k"), bad[i], 2, &err));
        assert_int_equal(err.code, ERROR_INTERNAL);
        assert_non_null(strstr(err.text, named[i]));
        assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM bulk_test.thing"), 0);
    }
    struct error err = {0};
    assert_true(bulk_insert(db, &table, DB_PARAMS("k"), &good, 1, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(keeps_every_bit, clear),
        cmocka_unit_test_setup(tells_null_from_words, clear),
        cmocka_unit_test_setup(no_rows_are_no_statement, clear),
        cmocka_unit_test_setup(many_rows_go_in_steps, clear),
        cmocka_unit_test_setup(a_refused_row_refuses_all, clear),
        cmocka_unit_test_setup(an_infinite_number_is_refused, clear),
    };
    return cmocka_run_group_tests(tests, start, fixture_pg_stop_group);
}
