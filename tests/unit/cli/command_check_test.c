/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid check`: everything that is wrong is told at once, a warning fails nothing, and the rest is said to
 * be well. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../tls/self_signed.h"
#include "base/clock.h"
#include "fixture_command.h"
#include "model/calendar.h"
#include "unit.h"

#define DAY_S 86400

/* As an operator's server: `check` warns of one that does not wait for its disk. */
static void wait_for_the_disk(const struct fixture_pg *pg)
{
    fixture_pg_run(pg, "ALTER SYSTEM SET fsync = on");
    fixture_pg_run(pg, "SELECT pg_reload_conf()");
    while (fixture_pg_number(pg, "SELECT (current_setting('fsync') = 'on')::integer") == 0) {
        usleep(10000);
    }
}

static int start(void **state)
{
    *state = fixture_command_new();
    wait_for_the_disk(fixture_command_pg(*state));
    return clock_set_zone("UTC") ? 0 : -1;
}

static int stop(void **state)
{
    fixture_command_free(*state);
    return 0;
}

/* Runs `check` with a certificate that ends at noon of a day, and these lines beside; its exit status. */
static int check_until(struct fixture_command *fixture, int32_t last_day, const char *lines)
{
    struct self_signed made;
    char config[512];
    self_signed_make(&made, (long)last_day * DAY_S + DAY_S / 2 - time(NULL), NULL);
    snprintf(config, sizeof config, "[server]\ncertificate = %s\nprivate_key = %s\n%s", made.certificate,
             made.key, lines);
    fixture_command_configure(fixture, config);
    int status = FIXTURE_COMMAND(fixture, "check");
    self_signed_remove(&made);
    return status;
}

static int check_with(struct fixture_command *fixture, const char *lines)
{
    return check_until(fixture, clock_today() + 100, lines);
}

static void assert_line(const struct fixture_command *fixture, const char *line)
{
    if (strstr(fixture_command_output(fixture), line) == NULL) {
        fail_msg("no %s in\n%s", line, fixture_command_output(fixture));
    }
}

static void assert_no_line(const struct fixture_command *fixture, const char *line)
{
    if (strstr(fixture_command_output(fixture), line) != NULL) {
        fail_msg("%s in\n%s", line, fixture_command_output(fixture));
    }
}

static void what_is_well_is_said(void **state)
{
    assert_int_equal(check_with(*state, ""), 0);
    assert_string_equal(fixture_command_errors(*state), "");
    assert_memory_equal(fixture_command_output(*state), "ok: configuration /", 19);
    assert_line(*state, "/pulssid.conf\nok: certificate, until 2");
    assert_line(*state, "\nok: [database] ingest\nok: [database] stats\nok: [database] query\n");
}

/* Told 21 days ahead; once more when midnight comes between. */
static void a_certificate_is_to_be_renewed_in_time(void **state)
{
    static const struct {
        int32_t days;
        int status;
        const char *line;
    } cases[] = {{21, 0, "ok: certificate, until %s\n"},
                 {20, 0, "warning: the certificate expires on %s\n"},
                 {0, 0, "warning: the certificate expires on %s\n"},
                 {-1, 1, "wrong: the certificate expired on %s\n"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases;) {
        char day[DAY_TEXT_SIZE];
        char line[80];
        int32_t today = clock_today();
        int status = check_until(*state, today + cases[i].days, "");
        if (clock_today() != today) {
            continue;
        }
        calendar_format_day(today + cases[i].days, day);
        snprintf(line, sizeof line, cases[i].line, day);
        assert_line(*state, line);
        assert_int_equal(status, cases[i].status);
        i++;
    }
}

static void all_that_is_wrong_is_told_and_counted(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "ALTER ROLE pulssid_stats NOLOGIN;"
                                               "ALTER ROLE pulssid_report SET log_statement = 'all'");
    fixture_command_configure(*state, "[server]\nlisten = 8443\ncertificate = /nonexistent.pem\n"
                                      "[stats]\nlinks = wellbeing\n");
    int status = FIXTURE_COMMAND(*state, "check");
    fixture_pg_run(fixture_command_pg(*state), "ALTER ROLE pulssid_stats LOGIN;"
                                               "ALTER ROLE pulssid_report SET log_statement = 'none'");
    assert_int_equal(status, 1);
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 4 wrong, 1 warnings\n");
    assert_line(*state, "wrong: [server] listen: 8443: ");
    assert_line(*state, "wrong: [stats] links: ");
    assert_line(*state, "wrong: /nonexistent.pem: ");
    assert_line(*state, "wrong: [database] stats: ");
    assert_line(*state, "ok: [database] ingest\n");
    assert_line(*state, "ok: [database] query\n");
    assert_no_line(*state, "ok: configuration");
    assert_no_line(*state, "ok: certificate");
    assert_no_line(*state, "ok: [database] stats");
}

/* It says what could be better about a role that is well all the same. */
static void a_warning_fails_nothing(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "ALTER ROLE pulssid_report SET log_statement = 'all'");
    int status = check_with(*state, "");
    fixture_pg_run(fixture_command_pg(*state), "ALTER ROLE pulssid_report SET log_statement = 'none'");
    assert_int_equal(status, 0);
    assert_string_equal(fixture_command_errors(*state), "");
    assert_line(*state, "warning: for the role pulssid_report log_statement is all and should be none");
    assert_line(*state, "ok: [database] query\n");
}

static void stats_alone_may_count(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(
        pg,
        "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', 5, 5, false);"
        "SELECT pulssid.period_close(2901, '2025-09-01');"
        "GRANT SELECT (path) ON pulssid.submission_2025_w33 TO pulssid_stats, pulssid_ingest");
    int status = check_with(*state, "");
    fixture_pg_run(pg, "DROP TABLE pulssid.submission_2025_w33; TRUNCATE pulssid.period CASCADE");
    assert_int_equal(status, 1);
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 1 wrong, 0 warnings\n");
    assert_line(*state,
                "wrong: the role pulssid_ingest can read answers in pulssid.submission_2025_w33: REVOKE ");
    assert_line(*state, "\nok: [database] stats\nok: [database] query\n");
    assert_no_line(*state, "ok: [database] ingest");
}

/* And `migrate` puts them right. */
static void answers_in_the_log_are_wrong(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "ALTER ROLE pulssid_ingest SET log_statement = 'all';"
                                               "ALTER ROLE pulssid_stats SET track_activities = on");
    int status = check_with(*state, "");
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 2 wrong, 0 warnings\n");
    assert_line(*state,
                "wrong: for the role pulssid_ingest log_statement is all and should be none: answers can "
                "reach the log; pulssid migrate sets it, over a superuser's connection\n"
                "wrong: for the role pulssid_stats track_activities is on and should be off: answers can ");
    assert_int_equal(status, 1);
    assert_int_equal(FIXTURE_COMMAND(*state, "migrate"), 0);
    assert_int_equal(check_with(*state, ""), 0);
    assert_line(*state, "\nok: [database] ingest\nok: [database] stats\nok: [database] query\n");
}

/* Told once, with the later; what a pipe's role can read, it can read for both. */
static void pipes_that_share_a_role_are_wrong(void **state)
{
    fixture_command_log_in(*state, "query", "pulssid_ingest");
    int status = check_with(*state, "");
    fixture_command_log_in(*state, "query", "pulssid_report");
    assert_int_equal(status, 1);
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 1 wrong, 0 warnings\n");
    assert_line(*state,
                "ok: [database] ingest\nok: [database] stats\n"
                "wrong: [database] ingest and query log in as the same role, pulssid_ingest: give each pipe "
                "its own\n");
    assert_no_line(*state, "ok: [database] query");
}

static void pipes_whose_roles_are_one_by_membership_are_wrong(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, "GRANT pulssid_ingest TO pulssid_report");
    int status = check_with(*state, "");
    fixture_pg_run(pg, "REVOKE pulssid_ingest FROM pulssid_report");
    assert_int_equal(status, 1);
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 1 wrong, 1 warnings\n");
    assert_line(
        *state,
        "ok: [database] ingest\nok: [database] stats\n"
        "wrong: the role pulssid_report may become pulssid_ingest, the role of another pipe: REVOKE ");
    assert_no_line(*state, "ok: [database] query");
}

/* All three as the superuser: each is told that it is one, and two that they share it. */
static void a_superuser_for_all_is_wrong(void **state)
{
    static const char *const pipes[] = {"ingest", "stats", "query"};
    static const char *const roles[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        fixture_command_log_in(*state, pipes[i], "postgres");
    }
    int status = check_with(*state, "");
    for (size_t i = 0; i < 3; i++) {
        fixture_command_log_in(*state, pipes[i], roles[i]);
    }
    assert_int_equal(status, 1);
    assert_line(*state, "wrong: the role postgres has SUPERUSER, with which it can read everything: ");
    assert_line(*state, "wrong: [database] ingest and stats log in as the same role, postgres: ");
    assert_line(*state, "wrong: [database] stats and query log in as the same role, postgres: ");
    assert_no_line(*state, "may become");
    assert_no_line(*state, "ok: [database]");
}

/* A role that cannot be looked at is not well. */
static void a_check_that_cannot_be_made_is_wrong(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "REVOKE SELECT ON pg_catalog.pg_settings FROM PUBLIC;"
                                               "GRANT SELECT ON pg_catalog.pg_settings TO pulssid_stats");
    int status = check_with(*state, "");
    fixture_pg_run(fixture_command_pg(*state), "GRANT SELECT ON pg_catalog.pg_settings TO PUBLIC");
    assert_int_equal(status, 1);
    assert_string_equal(fixture_command_errors(*state), "pulssid: check: 2 wrong, 0 warnings\n");
    assert_line(*state, "wrong: [database] ingest: permission denied for view pg_settings\n");
    assert_line(*state, "ok: [database] stats\n");
    assert_line(*state, "wrong: [database] query: permission denied for view pg_settings\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_well_is_said),
        cmocka_unit_test(a_certificate_is_to_be_renewed_in_time),
        cmocka_unit_test(all_that_is_wrong_is_told_and_counted),
        cmocka_unit_test(a_warning_fails_nothing),
        cmocka_unit_test(stats_alone_may_count),
        cmocka_unit_test(answers_in_the_log_are_wrong),
        cmocka_unit_test(pipes_that_share_a_role_are_wrong),
        cmocka_unit_test(pipes_whose_roles_are_one_by_membership_are_wrong),
        cmocka_unit_test(a_superuser_for_all_is_wrong),
        cmocka_unit_test(a_check_that_cannot_be_made_is_wrong),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
