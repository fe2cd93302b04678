/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a statement become findings. */
#include "store/finding.h"

#include "heard.h"

static void each_row_is_told(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    assert_true(finding_query(db, "SELECT $1 || x, x = 'b' FROM unnest('{a,b,c}'::text[]) x",
                              DB_PARAMS("found "), &sink, &err));
    assert_string_equal(heard.sentences, "found a\nfound b\nfound c\n");
    heard_counts(&heard, 1, 2);
    assert_true(finding_query(db, "SELECT 'none', true WHERE false", DB_NO_PARAMS, &sink, &err));
    heard_counts(&heard, 1, 2);
}

static void a_statement_that_fails_is_an_error(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    assert_false(finding_query(db, "SELECT 'x', nowhere", DB_NO_PARAMS, &sink, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    heard_counts(&heard, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_told),
        cmocka_unit_test(a_statement_that_fails_is_an_error),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
