/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rights and settings that break a promise are found; the roles as migrations make them are clean. */
#include "store/role_check.h"

#include <stdio.h>
#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

struct found {
    size_t wrong;
    size_t warnings;
    char last[512];
};

static void on_found(void *ctx, bool wrong, const char *sentence)
{
    struct found *found = ctx;
    found->wrong += wrong;
    found->warnings += !wrong;
    snprintf(found->last, sizeof found->last, "%s", sentence);
}

static struct found look(struct fixture_pg *fixture, const char *user, bool may_read_answers)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, user);
    struct found found = {0};
    struct error err = {0};
    if (!role_check_run(db, may_read_answers, on_found, &found, &err)) {
        fail_msg("%s", err.text);
    }
    return found;
}

static void roles_as_made_are_clean(void **state)
{
    const char *const users[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        struct found found = look(*state, users[i], i == 1);
        assert_string_equal(found.last, "");
    }
}

static void superuser_is_wrong(void **state)
{
    struct found found = look(*state, "postgres", true);
    assert_true(found.wrong >= 1);
    fixture_pg_run(*state, "ALTER ROLE pulssid_report SUPERUSER");
    found = look(*state, "pulssid_report", true);
    fixture_pg_run(*state, "ALTER ROLE pulssid_report NOSUPERUSER");
    assert_true(found.wrong >= 1);
}

static void right_to_answers_is_wrong(void **state)
{
    fixture_pg_run(*state, "GRANT SELECT (path) ON pulssid.submission TO pulssid_ingest");
    struct found found = look(*state, "pulssid_ingest", false);
    fixture_pg_run(*state, "REVOKE SELECT (path) ON pulssid.submission FROM pulssid_ingest");
    assert_int_equal(found.wrong, 1);
    assert_string_equal(found.last, "the role pulssid_ingest can read answers in submission");
}

/* A partition has rights of its own. */
static void right_to_a_partition_is_wrong(void **state)
{
    fixture_pg_run(
        *state,
        "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', 5, 5, false);"
        "GRANT SELECT ON pulssid.submission_2025_w33 TO pulssid_report");
    struct found found = look(*state, "pulssid_report", false);
    fixture_pg_clear(*state);
    assert_int_equal(found.wrong, 1);
    assert_string_equal(found.last, "the role pulssid_report can read answers in submission_2025_w33");
}

static void leaking_setting_is_a_warning(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct found unset = {0};
    struct error err = {0};
    assert_true(role_check_unset(db, on_found, &unset, &err));
    assert_int_equal(unset.warnings, 0);
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET log_statement = 'all'");
    struct found found = look(*state, "pulssid_ingest", false);
    assert_int_equal(found.wrong, 0);
    assert_int_equal(found.warnings, 1);
    assert_non_null(strstr(found.last, "log_statement is all and should be none"));
    assert_true(role_check_unset(db, on_found, &unset, &err));
    assert_int_equal(unset.warnings, 1);
    assert_non_null(strstr(unset.last, "not set for pulssid_ingest: log_statement = none"));
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET log_statement = 'none'");
}

static void a_commit_that_does_not_wait_is_wrong(void **state)
{
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET synchronous_commit = off");
    struct found found = look(*state, "pulssid_ingest", false);
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET synchronous_commit");
    assert_int_equal(found.wrong, 1);
    assert_non_null(strstr(found.last, "synchronous_commit is off for the role pulssid_ingest"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_as_made_are_clean),
        cmocka_unit_test(superuser_is_wrong),
        cmocka_unit_test(right_to_answers_is_wrong),
        cmocka_unit_test(right_to_a_partition_is_wrong),
        cmocka_unit_test(leaking_setting_is_a_warning),
        cmocka_unit_test(a_commit_that_does_not_wait_is_wrong),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
