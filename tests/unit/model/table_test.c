/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/table.h"

#include <string.h>

#include "../unit.h"

static void a_new_table_knows_nothing(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table *t = table_new(3, 2);
    assert_non_null(t);
    for (size_t row = 0; row < 2; row++) {
        for (size_t column = 0; column < 3; column++) {
            assert_null(table_cell(t, row, column));
        }
    }
    t->cells[5] = strdup("x");
    assert_string_equal(table_cell(t, 1, 2), "x");
}

static void an_empty_table_is_one(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table *t = table_new(0, 0);
    assert_non_null(t);
    assert_int_equal(t->n_columns + t->n_rows, 0);
    assert_null(table_free(NULL));
}

/* Two columns of four, of three rows; what is dropped is freed. */
static void columns_are_dropped_by_their_names(void **state)
{
    (void)state;
    CLEANUP(table_free) struct table *t = table_new(4, 3);
    assert_non_null(t);
    static const char *const names[] = {"text_fi", "team", "text_en", "a_text_"};
    for (size_t i = 0; i < 12; i++) {
        strcpy(t->columns[i % 4].name, names[i % 4]);
        t->cells[i] = i == 7 ? NULL : strdup((char[]){(char)('a' + i), 0});
    }
    table_drop(t, "text_");
    assert_int_equal(t->n_columns, 2);
    assert_string_equal(t->columns[0].name, "team");
    assert_string_equal(t->columns[1].name, "a_text_");
    assert_string_equal(table_cell(t, 0, 0), "b");
    assert_string_equal(table_cell(t, 0, 1), "d");
    assert_string_equal(table_cell(t, 1, 0), "f");
    assert_null(table_cell(t, 1, 1));
    assert_string_equal(table_cell(t, 2, 1), "l");
    table_drop(t, "");
    assert_int_equal(t->n_columns, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_table_knows_nothing),
        cmocka_unit_test(an_empty_table_is_one),
        cmocka_unit_test(columns_are_dropped_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
