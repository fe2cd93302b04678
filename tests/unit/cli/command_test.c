/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from argv to a command: exit status, configuration, zone, log and standard output. */
#include "cli/command.h"

#include <time.h>

#include "caught.h"
#include "command_said.h"

static void assert_begins(const char *text, const char *with)
{
    if (strncmp(text, with, strlen(with)) != 0) {
        fail_msg("expected %s…, not %s", with, text);
    }
}

/* Runs a line that must fail, with one sentence on standard error and nothing on standard output. */
static void assert_fails(struct fixture_command *fixture, int status, const char *const *words,
                         const char *sentence)
{
    assert_int_equal(fixture_command_run(fixture, words), status);
    assert_string_equal(fixture_command_output(fixture), "");
    const char *errors = fixture_command_errors(fixture);
    assert_begins(errors, "pulssid: ");
    assert_non_null(strstr(errors, sentence));
    assert_ptr_equal(strchr(errors, '\n'), errors + strlen(errors) - 1);
}
#define ASSERT_FAILS(fixture, status, sentence, ...)                                                         \
    assert_fails((fixture), (status), (const char *const[]){__VA_ARGS__, NULL}, (sentence))

static void exit_status_tells_usage_from_failure(void **state)
{
    assert_int_equal(FIXTURE_COMMAND(*state, "--version"), 0);
    assert_string_equal(fixture_command_output(*state), "pulssid " PULSSID_VERSION "\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "team", "list", "--help"), 0);
    assert_begins(fixture_command_output(*state), "usage: pulssid team list ");
    assert_string_equal(fixture_command_errors(*state), "");
    ASSERT_FAILS(*state, 2, "there is no command nonsense", "nonsense");
    ASSERT_FAILS(*state, 2, "--part", "report", "scores", "--part", "nonsense");
    ASSERT_FAILS(*state, 1, "/nonexistent.csv: No such file", "team", "import", "/nonexistent.csv");
}

/* Files are verified, and the defaults printed, on a machine that has no configuration. */
static void configuration_is_read_where_it_is_needed(void **state)
{
    char *const words[] = {"pulssid", "team", "list", NULL};
    fixture_command_configure(*state, "[nonsense]\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "check", "--print-defaults"), 0);
    assert_non_null(strstr(fixture_command_output(*state), "#timezone = UTC\n"));
    ASSERT_FAILS(*state, 1, "pulssid: /nonexistent.json: ", "verify", "/nonexistent.json");
    ASSERT_FAILS(*state, 1, "pulssid.conf:6: [nonsense]: there is no such section", "verify");
    ASSERT_FAILS(*state, 1, "pulssid.conf:6: [nonsense]: there is no such section", "check");
    ASSERT_FAILS(*state, 1, "pulssid.conf:6: [nonsense]: there is no such section", "team", "list");
    fixture_command_configure(*state, "");
    if (access(CONFIG_DEFAULT_PATH, F_OK) != 0) {
        struct caught errors = caught_begin(stderr, NULL);
        int status = command_main(3, (char **)words);
        char *text CLEANUP(free) = caught_end(&errors);
        assert_int_equal(status, 1);
        assert_begins(text, "pulssid: " CONFIG_DEFAULT_PATH ": ");
    }
}

static long offset_from_utc(void)
{
    time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    return local.tm_gmtoff;
}

static void days_are_those_of_the_configured_zone(void **state)
{
    fixture_command_configure(*state, "[stats]\ntimezone = Pacific/Kiritimati\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "team", "list"), 0);
    assert_int_equal(offset_from_utc(), 14 * 3600);
    fixture_command_configure(*state, "[stats]\ntimezone = Pacific/Atlantis\n");
    ASSERT_FAILS(*state, 1, "pulssid.conf: [stats] timezone: there is no time zone Pacific/Atlantis", "team",
                 "list");
    fixture_command_configure(*state, "");
    assert_int_equal(FIXTURE_COMMAND(*state, "team", "list"), 0);
    assert_int_equal(offset_from_utc(), 0);
}

#define NOTICES                                                                                              \
    "database_notice text=\"\"\n"                                                                            \
    "database_notice text=\"table \\\"said\\\" does not exist, skipping\"\n"

/* What PostgreSQL says beside its results is logged at debug level, what its triggers say is not repeated.
 * Where standard error is not what the journal gave, though it gave something, lines are lines. */
static void log_is_as_configured(void **state)
{
    static const char *const words[] = {"key", "create", "--role", "analyst", "--name", "hr", NULL};
    fixture_pg_run(fixture_command_pg(*state),
                   "CREATE FUNCTION public.say() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE NOTICE 'said'; DROP TABLE IF EXISTS said; RETURN NULL; END $$;"
                   "CREATE TRIGGER say AFTER INSERT ON pulssid.api_key EXECUTE FUNCTION public.say();"
                   "ALTER ROLE pulssid_stats SET client_min_messages = notice");
    unsetenv("JOURNAL_STREAM");
    assert_int_equal(fixture_command_run(*state, words), 0);
    assert_string_equal(fixture_command_errors(*state), "");
    fixture_command_configure(*state, "[log]\nlevel = debug\n");
    assert_int_equal(fixture_command_run(*state, words), 0);
    assert_string_equal(fixture_command_errors(*state), NOTICES);
    setenv("JOURNAL_STREAM", "8:1", 1);
    assert_int_equal(fixture_command_run(*state, words), 0);
    unsetenv("JOURNAL_STREAM");
    assert_string_equal(fixture_command_errors(*state), NOTICES);
    fixture_command_configure(*state, "");
}

/* What a script reads from a full disk is not whole, whatever the command did. */
static void output_that_cannot_be_written_is_a_failure(void **state)
{
    (void)state;
    char *const words[] = {"pulssid", "--version", NULL};
    struct caught output = caught_begin(stdout, "/dev/full");
    struct caught errors = caught_begin(stderr, NULL);
    int status = command_main(2, (char **)words);
    char *text CLEANUP(free) = caught_end(&errors);
    caught_restore(&output);
    fclose(output.into);
    assert_int_equal(status, 1);
    assert_string_equal(text, "pulssid: standard output: No space left on device\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_status_tells_usage_from_failure),
        cmocka_unit_test(configuration_is_read_where_it_is_needed),
        cmocka_unit_test(days_are_those_of_the_configured_zone),
        cmocka_unit_test(log_is_as_configured),
        cmocka_unit_test(output_that_cannot_be_written_is_a_failure),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
