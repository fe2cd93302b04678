/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid key`: what is made works, is listed without its secret, and ends when it is revoked. */
#include "fixture_command.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

static int start(void **state)
{
    *state = fixture_command_new();
    fixture_command_organisation(*state);
    return 0;
}

static int stop(void **state)
{
    fixture_command_free(*state);
    return 0;
}

static void assert_usage(struct fixture_command *fixture, const char *const *words, const char *sentence)
{
    assert_int_equal(fixture_command_run(fixture, words), 2);
    assert_string_equal(fixture_command_output(fixture), "");
    assert_string_equal(fixture_command_errors(fixture), sentence);
}
#define ASSERT_USAGE(fixture, sentence, ...)                                                                 \
    assert_usage((fixture), (const char *const[]){__VA_ARGS__, NULL}, "pulssid: " sentence "\n")

static void prints_number_and_secret_once(void **state)
{
    int id;
    char secret[65];
    assert_int_equal(FIXTURE_COMMAND(*state, "key", "create", "--role", "submitter", "--name", "kiosk",
                                     "--survey", "employee-pulse", "--survey", "customer-pulse", "--expires",
                                     "2099-12-31"),
                     0);
    assert_int_equal(sscanf(fixture_command_output(*state), "%d.%64[0-9a-f]", &id, secret), 2);
    assert_int_equal(strlen(secret), 64);
    assert_int_equal(FIXTURE_COMMAND(*state, "key", "list"), 0);
    const char *list = fixture_command_output(*state);
    assert_non_null(strstr(list, "kiosk"));
    assert_non_null(strstr(list, "2099-12-31"));
    assert_null(strstr(list, secret));
}

static void refuses_what_makes_no_key(void **state)
{
    ASSERT_USAGE(*state, "--role: expected submitter or analyst", "key", "create", "--role", "boss", "--name",
                 "x");
    ASSERT_USAGE(*state, "--survey: an analyst reads every survey", "key", "create", "--role", "analyst",
                 "--name", "x", "--survey", "csat");
    ASSERT_USAGE(*state, "--survey: not a code is not a survey's code", "key", "create", "--role",
                 "submitter", "--name", "x", "--survey", "not a code");
    ASSERT_USAGE(*state, "--expires: 2001-01-01 is before today", "key", "create", "--role", "analyst",
                 "--name", "x", "--expires", "2001-01-01");
    ASSERT_USAGE(*state, "--name: expected who or what uses the key, in at most 200 bytes of UTF-8", "key",
                 "create", "--role", "analyst", "--name", "\xff");
}

static void revokes_by_number(void **state)
{
    int id;
    char command[16], sentence[48];
    assert_int_equal(FIXTURE_COMMAND(*state, "key", "create", "--role", "analyst", "--name", "hr"), 0);
    assert_int_equal(sscanf(fixture_command_output(*state), "%d.", &id), 1);
    snprintf(command, sizeof command, "%d", id);
    snprintf(sentence, sizeof sentence, "key %d is revoked\n", id);
    assert_int_equal(FIXTURE_COMMAND(*state, "key", "revoke", command), 0);
    assert_string_equal(fixture_command_output(*state), sentence);
    const struct fixture_pg *pg = fixture_command_pg(*state);
    assert_int_equal(fixture_pg_number(pg, "SELECT count(*) FROM pulssid.api_key WHERE revoked"), 1);
}

static void refuses_a_number_that_is_none(void **state)
{
    ASSERT_USAGE(*state, "key revoke: expected the key's number, the part before the dot", "key", "revoke",
                 "7.ab");
    assert_int_equal(FIXTURE_COMMAND(*state, "key", "revoke", "999999"), 1);
    assert_non_null(strstr(fixture_command_errors(*state), "999999"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_number_and_secret_once),
        cmocka_unit_test(refuses_what_makes_no_key),
        cmocka_unit_test(revokes_by_number),
        cmocka_unit_test(refuses_a_number_that_is_none),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
