/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What statements of a role's file give, and what they do not. */
#include "store/grant_text.h"

#include <string.h>

#include "../unit.h"

static const char text[] =
    "-- GRANT SELECT ON pulssid.secret TO a;\n"
    "GRANT USAGE ON SCHEMA pulssid, exact TO a;\n"
    "GRANT SELECT, INSERT ON pulssid.cell, pulssid.published_cell,\n    pulssid.release TO a;\n"
    "GRANT SELECT (id, note), INSERT, UPDATE (revoked) ON pulssid.api_key TO a;\n"
    "GRANT SELECT ON ALL TABLES IN SCHEMA exact TO a;\n"
    "GRANT EXECUTE ON FUNCTION pulssid.shown(double precision, integer),\n    pulssid.period_close TO a;\n";

static bool gives(const char *privilege, const char *schema, const char *object, const char *column)
{
    struct grant_right right = {privilege, schema, object, column, strcmp(privilege, "EXECUTE") == 0};
    return grant_text_gives(text, &right);
}

static void rights_to_tables(void **state)
{
    (void)state;
    assert_true(gives("SELECT", "pulssid", "cell", ""));
    assert_true(gives("INSERT", "pulssid", "published_cell", ""));
    assert_true(gives("SELECT", "pulssid", "release", ""));
    assert_false(gives("DELETE", "pulssid", "cell", ""));
    assert_false(gives("UPDATE", "pulssid", "release", ""));
    assert_false(gives("SELECT", "exact2", "cell", ""));
    assert_false(gives("SELECT", "pulssid", "published", ""));
    assert_false(gives("SELECT", "pulssid", "cells", ""));
    assert_false(gives("SELECT", "pulssid", "secret", "")); /* in a comment */
}

static void rights_to_columns(void **state)
{
    (void)state;
    assert_true(gives("SELECT", "pulssid", "api_key", "id"));
    assert_true(gives("SELECT", "pulssid", "api_key", "note"));
    assert_true(gives("UPDATE", "pulssid", "api_key", "revoked"));
    assert_true(gives("INSERT", "pulssid", "api_key", ""));
    assert_true(gives("INSERT", "pulssid", "api_key", "id"));
    assert_false(gives("SELECT", "pulssid", "api_key", ""));
    assert_false(gives("SELECT", "pulssid", "api_key", "revoked"));
    assert_false(gives("UPDATE", "pulssid", "api_key", "id"));
    assert_false(gives("SELECT", "pulssid", "api_key", "not"));
}

static void rights_to_schemas(void **state)
{
    (void)state;
    assert_true(gives("USAGE", "pulssid", "", ""));
    assert_true(gives("USAGE", "exact", "", ""));
    assert_false(gives("USAGE", "report", "", ""));
    assert_false(gives("CREATE", "pulssid", "", ""));
    assert_false(gives("SELECT", "exact", "", "")); /* of its tables, not of itself */
}

static void rights_to_a_schemas_tables_and_functions(void **state)
{
    (void)state;
    assert_true(gives("SELECT", "exact", "scores", ""));
    assert_false(gives("INSERT", "exact", "scores", ""));
    assert_true(gives("EXECUTE", "pulssid", "shown", ""));
    assert_true(gives("EXECUTE", "pulssid", "period_close", ""));
    assert_false(gives("EXECUTE", "pulssid", "period_seal", ""));
    assert_false(gives("EXECUTE", "exact", "scores", ""));
    struct grant_right of_a_table = {"EXECUTE", "pulssid", "period_close", "", false};
    assert_false(grant_text_gives(text, &of_a_table));
    struct grant_right cell = {"SELECT", "pulssid", "cell", "", false};
    assert_false(grant_text_gives("", &cell));
    assert_false(grant_text_gives("\nGRANT SELECT ON pulssid.cell", &cell));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rights_to_tables),
        cmocka_unit_test(rights_to_columns),
        cmocka_unit_test(rights_to_schemas),
        cmocka_unit_test(rights_to_a_schemas_tables_and_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
