/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of PostgreSQL's text form, as the table that people read. The results are made by hand, without a
 * server. */
#include "store/report_table.h"

#include <libpq-fe.h>
#include <string.h>

#include "../unit.h"

enum {
    BOOL = 16,
    INT8 = 20,
    INT2 = 21,
    INT4 = 23,
    TEXT = 25,
    FLOAT4 = 700,
    FLOAT8 = 701,
    INT2S = 1005,
    INT4S = 1007,
    TEXTS = 1009,
    INT8S = 1016,
    FLOAT4S = 1021,
    FLOAT8S = 1022,
    VARCHAR = 1043,
    DATE = 1082,
    NUMERIC = 1700,
    NUMERICS = 1231
};

static void clear_local(PGresult **result)
{
    PQclear(*result);
}

/* One column called `figure` of a type, a row for each text; NULL: SQL null. */
static PGresult *result_of(Oid type, const char *const *texts, int n)
{
    char name[] = "figure";
    PGresAttDesc column = {.name = name, .typid = type};
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    assert_non_null(result);
    assert_int_equal(PQsetResultAttrs(result, 1, &column), 1);
    for (int row = 0; row < n; row++) {
        char text[700] = "";
        int len = texts[row] == NULL ? -1 : (int)strlen(texts[row]);
        assert_true(len < (int)sizeof text);
        memcpy(text, texts[row] == NULL ? "" : texts[row], (size_t)(len < 0 ? 0 : len));
        assert_int_equal(PQsetvalue(result, row, 0, text, len), 1);
    }
    return result;
}

static struct table *table_of(Oid type, const char *text, bool exact)
{
    PGresult *result CLEANUP(clear) = result_of(type, &text, 1);
    struct table *table = report_table_from((const struct pg_result *)result, SIZE_MAX, exact);
    assert_non_null(table);
    return table;
}

/* expected NULL: the cell is unknown. */
static void assert_shown(Oid type, const char *text, bool exact, const char *expected)
{
    struct table *table CLEANUP(table_free) = table_of(type, text, exact);
    if (expected == NULL) {
        assert_null(table_cell(table, 0, 0));
    } else {
        assert_non_null(table_cell(table, 0, 0));
        assert_string_equal(table_cell(table, 0, 0), expected);
    }
}

static void columns_have_the_names_and_types_of_the_result(void **state)
{
    (void)state;
    static const struct {
        Oid oid;
        enum column_type type;
    } known[] = {{BOOL, COLUMN_BOOLEAN},
                 {INT2, COLUMN_INTEGER},
                 {INT4, COLUMN_INTEGER},
                 {INT8, COLUMN_INTEGER},
                 {FLOAT4, COLUMN_NUMBER},
                 {FLOAT8, COLUMN_NUMBER},
                 {NUMERIC, COLUMN_NUMBER},
                 {INT2S, COLUMN_INTEGER_LIST},
                 {INT4S, COLUMN_INTEGER_LIST},
                 {INT8S, COLUMN_INTEGER_LIST},
                 {FLOAT4S, COLUMN_NUMBER_LIST},
                 {FLOAT8S, COLUMN_NUMBER_LIST},
                 {NUMERICS, COLUMN_NUMBER_LIST},
                 {TEXTS, COLUMN_CODE_LIST},
                 {VARCHAR, COLUMN_COUNT},
                 {TEXT, COLUMN_TEXT},
                 {DATE, COLUMN_TEXT}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct table *table CLEANUP(table_free) = table_of(known[i].oid, NULL, false);
        assert_int_equal(table->n_columns, 1);
        assert_string_equal(table->columns[0].name, "figure");
        assert_int_equal(table->columns[0].type, known[i].type);
    }
}

static void no_value_is_unknown_and_no_text_is_a_text(void **state)
{
    (void)state;
    static const Oid types[] = {BOOL, INT4, FLOAT8, FLOAT8S, TEXTS, TEXT};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        assert_shown(types[i], NULL, false, NULL);
    }
    assert_shown(TEXT, "", false, "");
    assert_shown(TEXT, "{NaN,\"x\"}", true, "{NaN,\"x\"}");
    assert_shown(VARCHAR, "<5", false, "<5");
    assert_shown(BOOL, "t", false, "true");
    assert_shown(BOOL, "f", false, "false");
}

static void what_is_no_number_is_unknown(void **state)
{
    (void)state;
    static const char *const none[] = {"NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        assert_shown(FLOAT8, none[i], false, NULL);
        assert_shown(FLOAT8, none[i], true, NULL);
        assert_shown(NUMERIC, none[i], false, NULL);
    }
    assert_shown(FLOAT8, "-0.5", false, "-0.5");
    assert_shown(FLOAT8, "1e-07", false, "1e-07");
}

/* Shown figures keep the zeros that rounding left; exact ones have each bit, and counts are what they are. */
static void exact_is_seventeen_digits(void **state)
{
    (void)state;
    assert_shown(NUMERIC, "62.50", false, "62.50");
    assert_shown(FLOAT8, "0.1", true, "0.10000000000000001");
    assert_shown(FLOAT8, "-62.333333333333336", true, "-62.333333333333336");
    assert_shown(FLOAT8S, "{0.1,2}", true, "0.10000000000000001 2");
    assert_shown(INT8, "9007199254740993", true, "9007199254740993");
    assert_shown(INT8S, "{9007199254740993}", true, "9007199254740993");
}

static void lists_hold_a_place_for_what_is_unknown(void **state)
{
    (void)state;
    assert_shown(FLOAT8S, "{0.5,NULL,NaN,-Infinity,-1}", false, "0.5 null null null -1");
    assert_shown(INT4S, "{-1,0,10}", false, "-1 0 10");
    assert_shown(FLOAT8S, "{}", false, "");
    assert_shown(TEXTS, "{}", false, "");
    assert_shown(TEXTS, "{T.01,\"NULL\",b-2}", false, "T.01 NULL b-2");
}

/* Longer than any double is a number of another kind; it must not be cut into a wrong one. */
static void a_number_is_never_cut(void **state)
{
    (void)state;
    char digits[601];
    memset(digits, '7', sizeof digits - 1);
    digits[600] = '\0';
    assert_shown(NUMERIC, digits, false, NULL);
    digits[511] = '\0';
    assert_shown(NUMERIC, digits, false, digits);
}

static void no_more_rows_than_asked(void **state)
{
    (void)state;
    static const char *const texts[] = {"a", NULL, "c"};
    PGresult *result CLEANUP(clear) = result_of(TEXT, texts, 3);
    for (size_t most = 0; most <= 4; most++) {
        struct table *table CLEANUP(table_free) =
            report_table_from((const struct pg_result *)result, most, false);
        assert_non_null(table);
        assert_int_equal(table->n_rows, most > 3 ? 3 : most);
        assert_int_equal(table->n_columns, 1);
        for (size_t row = 0; row < table->n_rows; row++) {
            const char *cell = table_cell(table, row, 0);
            assert_string_equal(cell == NULL ? "unknown" : cell, texts[row] == NULL ? "unknown" : texts[row]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_the_names_and_types_of_the_result),
        cmocka_unit_test(no_value_is_unknown_and_no_text_is_a_text),
        cmocka_unit_test(what_is_no_number_is_unknown),
        cmocka_unit_test(exact_is_seventeen_digits),
        cmocka_unit_test(lists_hold_a_place_for_what_is_unknown),
        cmocka_unit_test(a_number_is_never_cut),
        cmocka_unit_test(no_more_rows_than_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
