/* SPDX-License-Identifier: GPL-3.0-or-later */
/* That every right of the roles is looked at: each that is there was given, and others are told. */
#include "store/grant_check.h"

#include "heard.h"

static struct heard look(const struct fixture_pg *fixture, const char *user, const char *pipe)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, user);
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    assert_true(grant_check_run(db, pipe, &sink, &err));
    return heard;
}

static void what_is_given_is_silent(void **state)
{
    static const char *const users[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        struct heard heard = look(*state, users[i], users[i]);
        assert_string_equal(heard.sentences, "");
    }
}

/* Which is one finding by itself, not one for each right. */
static void the_role_of_another_pipe_is_told_elsewhere(void **state)
{
    struct heard heard = look(*state, "pulssid_ingest", "pulssid_report");
    assert_string_equal(heard.sentences, "");
}

/* Every right of a role, given to another by name, is one that nothing gives. */
static void what_another_pipe_is_given_is_wrong(void **state)
{
    fixture_pg_run(*state, "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA pulssid TO reader;"
                           "GRANT SELECT ON pulssid.period TO reader;"
                           "GRANT SELECT, INSERT ON pulssid.cell TO reader;"
                           "GRANT SELECT (id) ON pulssid.api_key TO reader;"
                           "GRANT EXECUTE ON FUNCTION pulssid.withdraw TO reader");
    struct heard as_report = look(*state, "reader", "pulssid_report");
    struct heard as_stats = look(*state, "reader", "pulssid_stats");
    fixture_pg_run(*state, "DROP OWNED BY reader; DROP ROLE reader");
    heard_line(&as_report, "the role reader has EXECUTE on FUNCTION pulssid.withdraw(");
    heard_line(&as_report, "the role reader has INSERT on pulssid.cell, ");
    heard_line(&as_report, "the role reader has SELECT on pulssid.cell, ");
    heard_line(&as_report, "the role reader has SELECT (id) on pulssid.api_key, ");
    heard_line(&as_report, "the role reader has SELECT on pulssid.period, ");
    heard_line(&as_report, "the role reader has USAGE on SCHEMA pulssid, ");
    heard_counts(&as_report, 6, 0);
    heard_line(&as_stats, "the role reader has EXECUTE on FUNCTION pulssid.withdraw(");
    heard_counts(&as_stats, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given_is_silent),
        cmocka_unit_test(the_role_of_another_pipe_is_told_elsewhere),
        cmocka_unit_test(what_another_pipe_is_given_is_wrong),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
