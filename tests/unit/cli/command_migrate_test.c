/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid migrate`: a database from nothing, once more, and all of it or nothing. */
#include "../clerk.h"
#include "base/embedded.h"
#include "command_said.h"

static int empty(void **state)
{
    fixture_pg_run(fixture_command_pg(*state), "DROP SCHEMA IF EXISTS pulssid, report, exact CASCADE");
    return 0;
}

static int whole(void **state)
{
    empty(state);
    assert_int_equal(FIXTURE_COMMAND(*state, "migrate"), 0);
    return 0;
}

/* A schema without surveys. */
static int without_surveys(void **state)
{
    whole(state);
    fixture_pg_run(fixture_command_pg(*state), "TRUNCATE pulssid.survey CASCADE");
    return 0;
}

static int64_t number(void **state, const char *sql)
{
    return fixture_pg_number(fixture_command_pg(*state), sql);
}

#define LOADED                                                                                               \
    "loaded survey collaboration-pulse version 1\n"                                                          \
    "loaded survey customer-pulse version 1\n"                                                               \
    "loaded survey employee-pulse version 1\n"

static void each_step_is_told_once(void **state)
{
    char output[1024] = "";
    size_t n;
    const struct embedded_file *migrations = embedded_migrations(&n);
    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(output);
        snprintf(output + used, sizeof output - used, "applied %s\n", migrations[i].name);
    }
    strcat(output, LOADED "the schema is ready\n");
    ASSERT_DONE(*state, output, "migrate");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.survey"), 3);
    ASSERT_DONE(*state, "the schema is up to date\n", "migrate");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.survey"), 3);
}

/* A newer program may bring surveys and no migration. */
static void surveys_come_to_a_schema_that_is_there(void **state)
{
    ASSERT_DONE(*state, LOADED "the schema is up to date\n", "migrate");
}

static void the_calendar_is_chosen_once(void **state)
{
    assert_int_equal(FIXTURE_COMMAND(*state, "migrate", "--period", "month"), 0);
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.calendar WHERE kind = 'month'"), 1);
    ASSERT_FAILED(*state, "this database counts in months since it was made; weeks need a new database",
                  "migrate", "--period", "week");
    ASSERT_DONE(*state, "the schema is up to date\n", "migrate");
    ASSERT_DONE(*state, "the schema is up to date\n", "migrate", "--period", "month");
}

static void another_calendar_is_wrong_usage(void **state)
{
    ASSERT_USAGE(*state, "--period: expected week or month, not year", "migrate", "--period", "year");
    ASSERT_USAGE(*state, "--period: expected week or month, not ", "migrate", "--period=");
    assert_int_equal(number(state, "SELECT count(*) FROM pg_namespace WHERE nspname = 'pulssid'"), 0);
}

/* The last survey does not fit what is stored: those before it are not stored either. */
static void a_survey_that_fails_takes_everything_with_it(void **state)
{
    fixture_pg_run(fixture_command_pg(*state),
                   "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES "
                   "('employee-pulse', 1, 'employee', '{\"questions\": []}')");
    assert_int_equal(FIXTURE_COMMAND(*state, "migrate"), 1);
    assert_string_equal(fixture_command_errors(*state),
                        "pulssid: employee-pulse.json: employee-pulse version 1 is stored with another "
                        "definition, and a version never changes\n");
    assert_int_equal(number(state, "SELECT count(*) FROM pulssid.survey"), 1);
}

/* Whoever reset them, and whatever else was done to the roles since the schema was made. */
static void every_run_sees_to_the_roles(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, "ALTER ROLE pulssid_ingest RESET ALL; ALTER ROLE pulssid_stats NOLOGIN;"
                       "DROP OWNED BY pulssid_report; DROP ROLE pulssid_report");
    ASSERT_DONE(*state,
                "made the role pulssid_report\nthe role pulssid_stats may log in\nthe schema is up to date\n",
                "migrate");
    assert_int_equal(number(state,
                            "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'pulssid\\_%' AND rolcanlogin "
                            "AND 'log_error_verbosity=terse' = ANY (rolconfig)"),
                     3);
    ASSERT_DONE(*state, "the schema is up to date\n", "migrate");
}

/* The owner is no superuser everywhere, and then cannot set all that keeps answers out of the log. */
static void what_cannot_be_set_is_a_warning(void **state)
{
    const struct fixture_pg *pg = fixture_command_pg(*state);
    fixture_pg_run(pg, CLERK_SQL "GRANT ALL ON SCHEMA pulssid, exact, report TO clerk;"
                                 "GRANT ALL ON ALL TABLES IN SCHEMA pulssid, exact, report TO clerk;"
                                 "GRANT ALL ON ALL FUNCTIONS IN SCHEMA pulssid, exact, report TO clerk;"
                                 "ALTER ROLE pulssid_ingest RESET log_statement;"
                                 "ALTER ROLE pulssid_stats RESET track_activities");
    fixture_command_log_in(*state, "admin", "clerk");
    fixture_command_configure(*state, "");
    int status = FIXTURE_COMMAND(*state, "migrate");
    fixture_command_log_in(*state, "admin", "postgres");
    fixture_command_configure(*state, "");
    fixture_pg_run(pg, "DROP OWNED BY clerk; DROP ROLE clerk");
    assert_int_equal(status, 0);
    assert_string_equal(
        fixture_command_errors(*state),
        "pulssid: warning: not set for pulssid_ingest: log_statement = none: permission denied to set "
        "parameter \"log_statement\"; run pulssid migrate as a superuser\n"
        "pulssid: warning: not set for pulssid_stats: track_activities = off: permission denied to "
        "set parameter \"track_activities\"; run pulssid migrate as a superuser\n");
    ASSERT_DONE(*state, "the schema is up to date\n", "migrate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_step_is_told_once, empty),
        cmocka_unit_test_setup(surveys_come_to_a_schema_that_is_there, without_surveys),
        cmocka_unit_test_setup(the_calendar_is_chosen_once, empty),
        cmocka_unit_test_setup(another_calendar_is_wrong_usage, empty),
        cmocka_unit_test_setup(a_survey_that_fails_takes_everything_with_it, without_surveys),
        cmocka_unit_test_setup(every_run_sees_to_the_roles, whole),
        cmocka_unit_test_setup(what_cannot_be_set_is_a_warning, whole),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
