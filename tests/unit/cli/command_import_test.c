/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid import`: all of a file or none, each fault with its place, and how far it is. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "command_said.h"

#define HEAD "survey,version,team,on,wb1\n"
#define GOOD "employee-pulse,1,T01,2024-09-03,4\n"
#define LOST "employee-pulse,1,T99,2024-09-03,4\n"
#define NO_TEAM ": team: there is no team T99 in 2024-W36\n"

static int found(void **state)
{
    fixture_pg_clear(fixture_command_pg(*state));
    fixture_command_organisation(*state);
    return 0;
}

static int64_t count(const struct fixture_command *fixture, const char *table)
{
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pulssid.%s", table);
    return fixture_pg_number(fixture_command_pg(fixture), sql);
}

static bool is_progress(const char *line)
{
    return strcmp(line + strspn(line, "0123456789"), " %") == 0;
}

/* Takes the next line of what was written to standard error, with progress left out; NULL at the end. */
static const char *next_sentence(char **at)
{
    const char *line;
    do {
        line = strsep(at, "\n");
    } while (line != NULL && is_progress(line));
    return line;
}

/* The sentences on standard error, each "FILE…" in place of "pulssid: /…/past.csv…". */
static void assert_sentences(const struct fixture_command *fixture, const char *path, const char *expected)
{
    struct buffer text CLEANUP(buffer_free) = {0};
    char *errors CLEANUP(free) = strdup(fixture_command_errors(fixture));
    char prefix[160];
    char *at = errors;
    int len = snprintf(prefix, sizeof prefix, "pulssid: %s", path);
    for (const char *line = next_sentence(&at); line != NULL && *line != '\0'; line = next_sentence(&at)) {
        assert_int_equal(strncmp(line, prefix, (size_t)len), 0);
        buffer_printf(&text, "FILE%s\n", line + len);
    }
    buffer_append(&text, "", 1);
    assert_string_equal((const char *)buffer_span(&text).data, expected);
}

/* Nothing of a file with these rows is stored, and no period opened. */
static void assert_rejected(struct fixture_command *fixture, const char *rows, const char *sentences)
{
    char text[1024];
    snprintf(text, sizeof text, HEAD "%s", rows);
    const char *path = fixture_command_file(fixture, "past.csv", text);
    assert_int_equal(FIXTURE_COMMAND(fixture, "import", path), 1);
    assert_string_equal(fixture_command_output(fixture), "");
    assert_sentences(fixture, path, sentences);
    assert_int_equal(count(fixture, "submission"), 0);
    assert_int_equal(count(fixture, "period"), 0);
}

static void same_file_again_gives_duplicates_alone(void **state)
{
    const char *path =
        fixture_command_file(*state, "past.csv", HEAD GOOD "employee-pulse,1,T02,2024-09-10,5\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "import", path), 0);
    assert_string_equal(fixture_command_output(*state), "2 stored, 0 duplicates\n");
    assert_int_equal(FIXTURE_COMMAND(*state, "import", path), 0);
    assert_string_equal(fixture_command_output(*state), "0 stored, 2 duplicates\n");
    assert_int_equal(count(*state, "submission"), 2);
    assert_int_equal(count(*state, "period"), 2);
}

/* The first row is stored before the others are read. */
static void one_fault_and_nothing_is_stored(void **state)
{
    assert_rejected(*state, GOOD GOOD LOST GOOD,
                    "FILE:4" NO_TEAM "FILE: 1 of the 4 submissions read are wrong; nothing is stored\n");
}

/* What the reader refuses and what the check refuses are told alike, in the order of the file. */
static void every_fault_is_told_with_its_place(void **state)
{
    assert_rejected(*state,
                    LOST "employee-pulse,1,T01,yesterday,4\n" GOOD "employee-pulse,1,T01,2024-09-03,6\n",
                    "FILE:2" NO_TEAM
                    "FILE:3: field on: expected a day such as 2026-11-21, from 1970-01-05 to 9999-12-31\n"
                    "FILE:5: answers.wb1: expected 0 to 5\n"
                    "FILE: 3 of the 4 submissions read are wrong; nothing is stored\n");
}

/* Behind a row that is cut nothing is read. */
static void a_cut_file_ends_there(void **state)
{
    assert_rejected(*state, GOOD "employee-pulse,1,T01\n" LOST,
                    "FILE:3: expected 5 fields, as in the header, and found 3\n"
                    "FILE: 1 of the 2 submissions read are wrong; nothing is stored\n");
}

static void twenty_faults_are_enough(void **state)
{
    char rows[1024] = "";
    char sentences[2048] = "";
    for (int line = 2; line <= 23; line++) {
        strcat(rows, LOST);
        if (line < 22) {
            sprintf(sentences + strlen(sentences), "FILE:%d" NO_TEAM, line);
        }
    }
    strcat(sentences, "FILE: 22 of the 22 submissions read are wrong; nothing is stored\n");
    assert_rejected(*state, rows, sentences);
}

static void progress_goes_by_tens(void **state)
{
    char text[4096] = HEAD;
    const char *path = fixture_command_file(*state, "past.csv", text);
    assert_int_equal(FIXTURE_COMMAND(*state, "import", path), 0);
    assert_string_equal(fixture_command_output(*state), "0 stored, 0 duplicates\n");
    assert_string_equal(fixture_command_errors(*state), "100 %\n");
    for (int i = 0; i < 100; i++) {
        strcat(text, GOOD);
    }
    path = fixture_command_file(*state, "past.csv", text);
    assert_int_equal(FIXTURE_COMMAND(*state, "import", path), 0);
    assert_string_equal(fixture_command_errors(*state),
                        "10 %\n20 %\n30 %\n40 %\n50 %\n60 %\n70 %\n80 %\n90 %\n100 %\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(same_file_again_gives_duplicates_alone, found),
        cmocka_unit_test_setup(one_fault_and_nothing_is_stored, found),
        cmocka_unit_test_setup(every_fault_is_told_with_its_place, found),
        cmocka_unit_test_setup(a_cut_file_ends_there, found),
        cmocka_unit_test_setup(twenty_faults_are_enough, found),
        cmocka_unit_test_setup(progress_goes_by_tens, found),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
