/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A statement's result as its readers see it: sizes, names, types, and what is null. */
#include <libpq-fe.h>
#include <string.h>

#include "store/pg.h"
#include "unit.h"

/* A result of two columns, to be filled by put(). */
static PGresult *make_result(void)
{
    char team[] = "team";
    char digest[] = "digest";
    /* Types beyond the range of a signed number are possible too. */
    PGresAttDesc columns[] = {{.name = team, .typid = 23, .typlen = 4},
                              {.name = digest, .typid = 4000000000, .format = 1, .typlen = -1}};
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_non_null(result);
    assert_int_equal(PQsetResultAttrs(result, 2, columns), 1);
    return result;
}

/* len -1: null. */
static void put(PGresult *result, int row, int column, const char *bytes, int len)
{
    char copy[16] = "";
    memcpy(copy, bytes, len < 0 ? 0 : (size_t)len);
    assert_int_equal(PQsetvalue(result, row, column, len < 0 ? NULL : copy, len), 1);
}

static const struct pg_result *seen(const PGresult *result)
{
    return (const struct pg_result *)result;
}

static void columns_are_known_also_without_rows(void **state)
{
    (void)state;
    PGresult *result = make_result();
    assert_int_equal(pg_rows(seen(result)), 0);
    assert_int_equal(pg_columns(seen(result)), 2);
    assert_string_equal(pg_column_name(seen(result), 0), "team");
    assert_string_equal(pg_column_name(seen(result), 1), "digest");
    assert_int_equal(pg_column_oid(seen(result), 0), 23);
    assert_int_equal(pg_column_oid(seen(result), 1), 4000000000);
    PQclear(result);
}

static void cells_are_read_by_row_then_column(void **state)
{
    (void)state;
    PGresult *result = make_result();
    put(result, 0, 0, "10", 2);
    put(result, 0, 1, "one", 3);
    put(result, 1, 0, "20", 2);
    put(result, 1, 1, "three", 5);
    assert_int_equal(pg_rows(seen(result)), 2);
    assert_string_equal(pg_value(seen(result), 0, 1), "one");
    assert_string_equal(pg_value(seen(result), 1, 0), "20");
    assert_int_equal(pg_value_len(seen(result), 0, 1), 3);
    assert_int_equal(pg_value_len(seen(result), 1, 0), 2);
    assert_int_equal(pg_value_len(seen(result), 1, 1), 5);
    PQclear(result);
}

static void null_is_not_the_empty_text(void **state)
{
    (void)state;
    PGresult *result = make_result();
    put(result, 0, 0, "", -1);
    put(result, 0, 1, "", 0);
    assert_null(pg_value(seen(result), 0, 0));
    assert_non_null(pg_value(seen(result), 0, 1));
    assert_string_equal(pg_value(seen(result), 0, 1), "");
    assert_int_equal(pg_value_len(seen(result), 0, 0), 0);
    assert_int_equal(pg_value_len(seen(result), 0, 1), 0);
    PQclear(result);
}

static void a_value_may_hold_zero_bytes(void **state)
{
    (void)state;
    PGresult *result = make_result();
    put(result, 0, 0, "1", 1);
    put(result, 0, 1, "\0a\0b", 4);
    assert_int_equal(pg_value_len(seen(result), 0, 1), 4);
    assert_memory_equal(pg_value(seen(result), 0, 1), "\0a\0b", 4);
    PQclear(result);
}

static void a_command_gives_neither_rows_nor_columns(void **state)
{
    (void)state;
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_COMMAND_OK);
    assert_int_equal(pg_rows(seen(result)), 0);
    assert_int_equal(pg_columns(seen(result)), 0);
    PQclear(result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_known_also_without_rows),
        cmocka_unit_test(cells_are_read_by_row_then_column),
        cmocka_unit_test(null_is_not_the_empty_text),
        cmocka_unit_test(a_value_may_hold_zero_bytes),
        cmocka_unit_test(a_command_gives_neither_rows_nor_columns),
    };
    return cmocka_run_group_tests_name("pg_result", tests, NULL, NULL);
}
