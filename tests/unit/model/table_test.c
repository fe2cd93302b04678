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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_table_knows_nothing),
        cmocka_unit_test(an_empty_table_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
