/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each parameter that lets answers into the log is found, in every way in which it can come into force. */
#include "store/log_settings.h"

#include "heard.h"

static struct heard look_with(const struct fixture_pg *fixture, const char *user, const char *options,
                              bool carries_answers)
{
    char conninfo[FIXTURE_CONNINFO_SIZE + 64];
    struct db *db CLEANUP(db_close) = NULL;
    struct heard heard = {0};
    const struct finding_sink sink = {heard_found, &heard};
    struct error err;
    fixture_pg_conninfo(fixture, user, conninfo);
    strcat(conninfo, options);
    if (!db_open(conninfo, NULL, &db, &err) || !log_settings_check(db, carries_answers, &sink, &err)) {
        fail_msg("%s", err.text);
    }
    return heard;
}

static struct heard look(const struct fixture_pg *fixture, const char *user)
{
    return look_with(fixture, user, "", strcmp(user, "pulssid_report") != 0);
}

static void roles_as_made_are_clean(void **state)
{
    const char *const users[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        struct heard heard = look(*state, users[i]);
        assert_string_equal(heard.sentences, "");
    }
}

/* Sets a parameter on a role, looks, and sets it back. */
static struct heard look_at(const struct fixture_pg *fixture, const char *user, const char *const setting[3])
{
    char sql[160];
    snprintf(sql, sizeof sql, "ALTER ROLE %s SET %s = '%s'", user, setting[0], setting[1]);
    fixture_pg_run(fixture, sql);
    struct heard heard = look(fixture, user);
    snprintf(sql, sizeof sql, "ALTER ROLE %s SET %s = '%s'", user, setting[0], setting[2]);
    fixture_pg_run(fixture, sql);
    return heard;
}

/* What it is, and what it has to be. */
static const char *const leaking[][3] = {
    {"log_error_verbosity", "default", "terse"},
    {"log_min_error_statement", "error", "panic"},
    {"log_min_messages", "warning", "fatal"},
    {"log_parameter_max_length", "-1", "0"},
    {"log_parameter_max_length_on_error", "64", "0"},
    {"log_statement", "mod", "none"},
    {"track_activities", "on", "off"},
    {"debug_print_parse", "on", "off"},
    {"debug_print_rewritten", "on", "off"},
    {"debug_print_plan", "on", "off"},
};

static void what_leaks_is_wrong_for_those_who_carry_answers(void **state)
{
    for (size_t i = 0; i < sizeof leaking / sizeof *leaking; i++) {
        static const char *const users[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
        for (size_t user = 0; user < 3; user++) {
            char line[256];
            struct heard heard = look_at(*state, users[user], leaking[i]);
            snprintf(
                line, sizeof line, "for the role %s %s is %s and should be %s: %s; pulssid migrate sets it, ",
                users[user], leaking[i][0], leaking[i][1], leaking[i][2],
                user < 2 ? "answers can reach the log" : "more is told than needs be, though no answers");
            heard_line(&heard, line);
            heard_counts(&heard, user < 2, user == 2);
        }
    }
}

/* Which statement was slow is one thing, with what parameters another. */
static void durations_are_wrong_with_parameters(void **state)
{
    static const char *const parameters = "ALTER ROLE pulssid_ingest SET log_parameter_max_length = ";
    static const char *const settings[][3] = {
        {"log_min_duration_statement", "0", "-1"},
        {"log_min_duration_sample", "500", "-1"},
        {"log_transaction_sample_rate", "0.5", "0"},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        char sql[128];
        char line[128];
        snprintf(line, sizeof line, "for the role pulssid_ingest %s is %s and should be %s: ", settings[i][0],
                 settings[i][1], settings[i][2]);
        struct heard heard = look_at(*state, "pulssid_ingest", settings[i]);
        heard_line(&heard, line);
        heard_counts(&heard, 0, 1);
        snprintf(sql, sizeof sql, "%s 64", parameters);
        fixture_pg_run(*state, sql);
        heard = look_at(*state, "pulssid_ingest", settings[i]);
        snprintf(sql, sizeof sql, "%s 0", parameters);
        fixture_pg_run(*state, sql);
        heard_line(&heard, line);
        heard_counts(&heard, 2, 0);
    }
}

/* Notices go to the client alone. */
static void notices_are_a_warning(void **state)
{
    static const char *const setting[3] = {"client_min_messages", "notice", "error"};
    struct heard heard = look_at(*state, "pulssid_ingest", setting);
    heard_counts(&heard, 0, 1);
}

/* Of the role that writes submissions; what the others write is published. */
static void counting_submissions_is_a_warning(void **state)
{
    static const char *const setting[3] = {"track_counts", "on", "off"};
    struct heard heard = look_at(*state, "pulssid_ingest", setting);
    heard_line(&heard, "for the role pulssid_ingest track_counts is on and should be off: more is told than "
                       "needs be, though no answers; ");
    heard_counts(&heard, 0, 1);
}

/* In this database alone, and by the connection string. */
static void other_ways_are_seen(void **state)
{
    fixture_pg_run(*state, "ALTER ROLE pulssid_stats IN DATABASE postgres SET log_statement = 'all'");
    struct heard heard = look(*state, "pulssid_stats");
    fixture_pg_run(*state, "ALTER ROLE pulssid_stats IN DATABASE postgres RESET log_statement");
    heard_line(&heard, "for the role pulssid_stats log_statement is all and should be none: ");
    heard_counts(&heard, 1, 0);
    heard = look_with(*state, "pulssid_ingest", " options='-c debug_print_plan=on'", true);
    assert_string_equal(
        heard.sentences,
        "for the role pulssid_ingest debug_print_plan is on and should be off: answers can reach "
        "the log; take it out of the connection string\n");
    heard_counts(&heard, 1, 0);
}

static void what_the_server_alone_sees_to_is_a_warning(void **state)
{
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET log_statement;"
                           "ALTER ROLE pulssid_ingest RESET debug_print_plan");
    struct heard heard = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET log_statement = 'none';"
                           "ALTER ROLE pulssid_ingest SET debug_print_plan = 'off'");
    assert_string_equal(
        heard.sentences,
        "not set on the role pulssid_ingest, and right by the server's configuration alone: "
        "debug_print_plan, log_statement; pulssid migrate sets it, over a superuser's connection\n");
    heard_counts(&heard, 0, 1);
}

/* Both are part of the role's session from its beginning. */
static void a_plan_in_the_log_is_wrong(void **state)
{
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET session_preload_libraries = 'auto_explain'");
    struct heard unset = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET auto_explain.log_min_duration = 250");
    struct heard heard = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET session_preload_libraries");
    struct heard unloaded = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET auto_explain.log_min_duration");
    heard_line(&unset, "not set on the role pulssid_ingest, and right by the server's configuration alone: "
                       "auto_explain.log_min_duration; ");
    heard_counts(&unset, 0, 1);
    heard_line(&heard,
               "for the role pulssid_ingest auto_explain.log_min_duration is 250 and should be -1: answers ");
    heard_counts(&heard, 1, 0);
    heard_counts(&unloaded, 0, 0);
}

static void restart(struct fixture_pg *fixture, const char *sql)
{
    fixture_pg_run(fixture, sql);
    fixture_pg_stop(fixture);
    fixture_pg_start(fixture);
}

/* An audit of statements is harmless; with their parameters it is not. */
static void an_audit_with_parameters_is_wrong(void **state)
{
    restart(*state, "ALTER SYSTEM SET shared_preload_libraries = 'pgaudit'");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET pgaudit.log = 'all';"
                           "ALTER ROLE pulssid_ingest SET pgaudit.log_parameter = 'off'");
    struct heard without = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET pgaudit.log_parameter = 'on'");
    struct heard with = look(*state, "pulssid_ingest");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET pgaudit.log_parameter;"
                           "ALTER ROLE pulssid_ingest RESET pgaudit.log");
    restart(*state, "ALTER SYSTEM RESET shared_preload_libraries");
    heard_counts(&without, 0, 0);
    heard_line(&with,
               "for the role pulssid_ingest pgaudit.log_parameter is on and should be off: answers can ");
    heard_counts(&with, 1, 0);
}

/* How many statements mend the settings of a role; runs them. */
static size_t mend(const struct fixture_pg *fixture, const char *role)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    struct error err;
    if (!log_settings_missing(db, role, &rows, &err)) {
        fail_msg("%s", err.text);
    }
    for (size_t row = 0; row < db_rows(rows); row++) {
        if (!db_script(db, db_text(rows, row, 0), &err)) {
            fail_msg("%s: %s", db_text(rows, row, 1), err.text);
        }
    }
    return db_rows(rows);
}

static void what_is_missing_can_be_mended(void **state)
{
    assert_int_equal(mend(*state, "pulssid_ingest"), 0);
    fixture_pg_run(*state, "CREATE DATABASE beside");
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET ALL;"
                           "ALTER ROLE pulssid_stats SET log_statement = 'ddl';"
                           "ALTER ROLE pulssid_stats IN DATABASE postgres SET log_statement = 'all';"
                           "ALTER ROLE pulssid_stats IN DATABASE beside SET log_statement = 'all'");
    assert_int_equal(mend(*state, "pulssid_ingest"), 15);
    assert_int_equal(mend(*state, "pulssid_stats"), 2);
    assert_int_equal(mend(*state, "pulssid_ingest") + mend(*state, "pulssid_stats"), 0);
    fixture_pg_run(*state, "ALTER ROLE pulssid_stats IN DATABASE beside RESET log_statement");
    fixture_pg_run(*state, "DROP DATABASE beside");
    roles_as_made_are_clean(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roles_as_made_are_clean),
        cmocka_unit_test(what_leaks_is_wrong_for_those_who_carry_answers),
        cmocka_unit_test(durations_are_wrong_with_parameters),
        cmocka_unit_test(notices_are_a_warning),
        cmocka_unit_test(counting_submissions_is_a_warning),
        cmocka_unit_test(other_ways_are_seen),
        cmocka_unit_test(what_the_server_alone_sees_to_is_a_warning),
        cmocka_unit_test(a_plan_in_the_log_is_wrong),
        cmocka_unit_test(an_audit_with_parameters_is_wrong),
        cmocka_unit_test(what_is_missing_can_be_mended),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
