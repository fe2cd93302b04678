/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_COMMAND_SAID_H
#define PULSSID_TESTS_COMMAND_SAID_H

/* What a command said, whole: its output when it was done, one sentence when it failed. */

#include <stdio.h>
#include <string.h>

#include "../unit.h"
#include "fixture_command.h"

/* For the group: an empty database, or one with fixture_command_organisation(). */
static inline int command_said_start(void **state)
{
    *state = fixture_command_new();
    return 0;
}

static inline int command_said_start_organisation(void **state)
{
    *state = fixture_command_new();
    fixture_command_organisation(*state);
    return 0;
}

static inline int command_said_stop(void **state)
{
    fixture_command_free(*state);
    return 0;
}

static inline void command_said_done(struct fixture_command *fixture, const char *output,
                                     const char *const *words)
{
    int status = fixture_command_run(fixture, words);
    assert_string_equal(fixture_command_errors(fixture), "");
    assert_string_equal(fixture_command_output(fixture), output);
    assert_int_equal(status, 0);
}
#define ASSERT_DONE(fixture, output, ...)                                                                    \
    command_said_done((fixture), (output), (const char *const[]){__VA_ARGS__, NULL})

static inline void command_said_failed(struct fixture_command *fixture, int status, const char *sentence,
                                       const char *const *words)
{
    char expected[512];
    snprintf(expected, sizeof expected, "pulssid: %s\n", sentence);
    int found = fixture_command_run(fixture, words);
    assert_string_equal(fixture_command_errors(fixture), expected);
    assert_string_equal(fixture_command_output(fixture), "");
    assert_int_equal(found, status);
}
#define ASSERT_FAILED(fixture, sentence, ...)                                                                \
    command_said_failed((fixture), 1, (sentence), (const char *const[]){__VA_ARGS__, NULL})
#define ASSERT_USAGE(fixture, sentence, ...)                                                                 \
    command_said_failed((fixture), 2, (sentence), (const char *const[]){__VA_ARGS__, NULL})

/* `pulssid GROUP import` of a file with this text: the sentence follows the file's name. */
static inline void command_said_import_failed(struct fixture_command *fixture, const char *group,
                                              const char *text, const char *sentence)
{
    char expected[512];
    const char *path = fixture_command_file(fixture, "import", text);
    snprintf(expected, sizeof expected, "%s:%s", path, sentence);
    ASSERT_FAILED(fixture, expected, group, "import", path);
}

static inline void command_said_import_done(struct fixture_command *fixture, const char *group,
                                            const char *text, const char *output)
{
    ASSERT_DONE(fixture, output, group, "import", fixture_command_file(fixture, "import", text));
}

#endif
