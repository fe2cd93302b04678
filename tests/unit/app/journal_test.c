/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines taken apart into the journal's fields, and when the journal is where standard error leads. */
#include "app/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../caught.h"
#include "../unit.h"

/* The fields of a line that was logged as a warning, joined by "|". */
static void assert_fields(const char *line, const char *expected)
{
    struct journal_record record;
    char joined[4096] = "";
    journal_record_fill(&record, LOG_LEVEL_WARNING, line);
    for (size_t i = 0; i < record.n_fields; i++) {
        size_t used = strlen(joined);
        snprintf(joined + used, sizeof joined - used, "%s%.*s", i == 0 ? "" : "|",
                 (int)record.fields[i].iov_len, (const char *)record.fields[i].iov_base);
    }
    assert_string_equal(joined, expected);
}

static void an_event_and_its_values(void **state)
{
    (void)state;
    assert_fields("reloaded", "MESSAGE=reloaded|PRIORITY=4|PULSSID_EVENT=reloaded");
    assert_fields("period_closed period=2024-W36 rows=7",
                  "MESSAGE=period_closed period=2024-W36 rows=7|PRIORITY=4|PULSSID_EVENT=period_closed|"
                  "PULSSID_PERIOD=2024-W36|PULSSID_ROWS=7");
    assert_fields("x a=", "MESSAGE=x a=|PRIORITY=4|PULSSID_EVENT=x|PULSSID_A=");
}

static void values_in_quotes(void **state)
{
    (void)state;
    assert_fields(
        "lost why=\"no \\\"such host\\\", b=\\\\\" name=query",
        "MESSAGE=lost why=\"no \\\"such host\\\", b=\\\\\" name=query|PRIORITY=4|PULSSID_EVENT=lost|"
        "PULSSID_WHY=no \"such host\", b=\\|PULSSID_NAME=query");
    assert_fields("cut text=\"and then", "MESSAGE=cut text=\"and then|PRIORITY=4|PULSSID_EVENT=cut|"
                                         "PULSSID_TEXT=and then");
    assert_fields("none text=\"\"", "MESSAGE=none text=\"\"|PRIORITY=4|PULSSID_EVENT=none|PULSSID_TEXT=");
}

static void fill(void *ctx, enum log_level level, const char *line)
{
    journal_record_fill(ctx, level, line);
}

/* The length of a field is told, so a newline in a value begins no other field; in MESSAGE there is none. */
static void values_are_what_was_logged(void **state)
{
    (void)state;
    static const char value[] = "a \"b\"\nPRIORITY=0\r\x1b\\ c=d\xff";
    struct journal_record record;
    const struct log log = {fill, &record, LOG_LEVEL_DEBUG};
    log_event(&log, LOG_LEVEL_ERROR, "event", LOG_FIELDS(log_text("text", value), log_number("n", -1)));
    assert_int_equal(record.n_fields, 5);
    const struct iovec *message = &record.fields[0];
    assert_null(memchr(message->iov_base, '\n', message->iov_len));
    assert_int_equal(record.fields[3].iov_len, strlen("PULSSID_TEXT=") + strlen(value));
    assert_memory_equal((const char *)record.fields[3].iov_base + strlen("PULSSID_TEXT="), value,
                        strlen(value));
    assert_int_equal(record.fields[4].iov_len, strlen("PULSSID_N=-1"));
    assert_memory_equal(record.fields[4].iov_base, "PULSSID_N=-1", strlen("PULSSID_N=-1"));
}

static void what_is_no_value_stays_in_the_message(void **state)
{
    (void)state;
    assert_fields("", "MESSAGE=|PRIORITY=4");
    assert_fields("  Some words", "MESSAGE=  Some words|PRIORITY=4");
    assert_fields("event more =x Key=1 a-b=2 ok=3",
                  "MESSAGE=event more =x Key=1 a-b=2 ok=3|PRIORITY=4|PULSSID_EVENT=event|PULSSID_OK=3");
}

static void levels_are_priorities(void **state)
{
    (void)state;
    static const char *const expected[] = {"PRIORITY=3", "PRIORITY=4", "PRIORITY=6", "PRIORITY=7"};
    for (enum log_level level = LOG_LEVEL_ERROR; level <= LOG_LEVEL_DEBUG; level++) {
        struct journal_record record;
        journal_record_fill(&record, level, "event");
        assert_int_equal(record.fields[1].iov_len, 10);
        assert_memory_equal(record.fields[1].iov_base, expected[level], 10);
    }
}

/* The longest line there is, once of one value and once of more values than fields. */
static void long_lines_fit(void **state)
{
    (void)state;
    struct journal_record record;
    char line[1024] = "event text=\"";
    memset(line + 12, 'x', sizeof line - 13);
    line[sizeof line - 1] = '\0';
    journal_record_fill(&record, LOG_LEVEL_INFO, line);
    assert_int_equal(record.n_fields, 4);
    assert_int_equal(record.fields[3].iov_len, strlen("PULSSID_TEXT=") + 1023 - 12);
    for (size_t i = 0; i + 4 < sizeof line; i += 4) {
        memcpy(line + i, "a=b ", 5);
    }
    journal_record_fill(&record, LOG_LEVEL_INFO, line);
    assert_int_equal(record.n_fields, JOURNAL_MAX_FIELDS);
}

static void standard_error_is_known_by_its_number(void **state)
{
    (void)state;
    struct stat found;
    char number[64];
    unsetenv("JOURNAL_STREAM");
    assert_false(journal_is_stderr());
    assert_int_equal(fstat(STDERR_FILENO, &found), 0);
    snprintf(number, sizeof number, "%llu:%llu", (unsigned long long)found.st_dev,
             (unsigned long long)found.st_ino);
    setenv("JOURNAL_STREAM", number, 1);
    assert_true(journal_is_stderr());
    /* Sent elsewhere since, as by a shell's 2>file. */
    struct caught caught = caught_begin(stderr, NULL);
    bool is = journal_is_stderr();
    free(caught_end(&caught));
    assert_false(is);
    unsetenv("JOURNAL_STREAM");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_and_its_values),
        cmocka_unit_test(values_in_quotes),
        cmocka_unit_test(values_are_what_was_logged),
        cmocka_unit_test(what_is_no_value_stays_in_the_message),
        cmocka_unit_test(levels_are_priorities),
        cmocka_unit_test(long_lines_fit),
        cmocka_unit_test(standard_error_is_known_by_its_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
