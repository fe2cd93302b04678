/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What bash itself makes of the script: the words that it offers at the end of a line. */
#include "cli/command_completion.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

/* A folder with the script and two files. */
static char folder[] = "/tmp/pulssid_completion_test.XXXXXX";

static void make_file(const char *name)
{
    int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
}

static int start(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    make_file("teams one.csv");
    make_file("two.csv");
    FILE *out = fopen("script", "we");
    command_completion_write(command_table(), out);
    return fclose(out);
}

static int stop(void **state)
{
    (void)state;
    unlink("teams one.csv");
    unlink("two.csv");
    unlink("script");
    return rmdir(folder);
}

/* words: the line as bash hands it over, quoted for the shell. The offers are joined by "|". */
static void assert_offered(const char *words, const char *expected)
{
    char command[512];
    char offered[512] = "";
    snprintf(command, sizeof command,
             "bash -c '. ./script; COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _pulssid; "
             "printf \"%%s|\" \"${COMPREPLY[@]}\"'",
             words);
    FILE *said = popen(command, "re");
    assert_non_null(said);
    size_t len = fread(offered, 1, sizeof offered - 1, said);
    assert_int_equal(pclose(said), 0);
    assert_true(len > 0);
    assert_string_equal(offered, expected);
}

static void commands(void **state)
{
    (void)state;
    assert_offered("pulssid se", "serve|");
    assert_offered("pulssid --v", "--version|");
    assert_offered("pulssid i", "invite|import|");
    assert_offered("pulssid team \"\"", "import|list|-c|--help|");
    assert_offered("pulssid -c /x key re", "revoke|");
    assert_offered("pulssid --config = /x key l", "list|");
    assert_offered("pulssid nothing x", "|");
}

static void options_and_their_values(void **state)
{
    (void)state;
    assert_offered("pulssid team list \"\"", "--on|-c|--help|");
    assert_offered("pulssid key create --e", "--expires|");
    assert_offered("pulssid key create --role \"\"", "submitter|analyst|");
    assert_offered("pulssid key create --role = an", "analyst|");
    assert_offered("pulssid key create --role =", "submitter|analyst|");
    assert_offered("pulssid key create --name \"\"", "|");
    assert_offered("pulssid report --format = csv --pe", "--period|");
}

static void files(void **state)
{
    (void)state;
    assert_offered("pulssid team import tw", "two.csv|");
    assert_offered("pulssid verify two.csv te", "teams one.csv|");
    assert_offered("pulssid serve -c s", "script|");
    assert_offered("pulssid team import --h", "--help|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands),
        cmocka_unit_test(options_and_their_values),
        cmocka_unit_test(files),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
