/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/log.h"

struct seen {
    int lines;
    enum log_level level;
    char line[1100];
};

static void sink(void *ctx, enum log_level level, const char *line)
{
    struct seen *seen = ctx;
    seen->lines++;
    seen->level = level;
    strncpy(seen->line, line, sizeof seen->line - 1);
}

static void lines_above_the_level_are_not_made(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct log log = {sink, &seen, LOG_LEVEL_WARNING};
    log_event(&log, LOG_LEVEL_INFO, "quiet");
    assert_int_equal(seen.lines, 0);
    log_event(&log, LOG_LEVEL_ERROR, "closing period=%s", "2024-W36");
    assert_int_equal(seen.lines, 1);
    assert_int_equal(seen.level, LOG_LEVEL_ERROR);
    assert_string_equal(seen.line, "closing period=2024-W36");
    log_event(NULL, LOG_LEVEL_ERROR, "nobody listens");
}

static void long_lines_are_cut(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct log log = {sink, &seen, LOG_LEVEL_DEBUG};
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    log_event(&log, LOG_LEVEL_DEBUG, "%s", text);
    assert_int_equal(strlen(seen.line), 1023);
}

static void levels_have_names(void **state)
{
    (void)state;
    assert_int_equal(log_level_of("error"), LOG_LEVEL_ERROR);
    assert_int_equal(log_level_of("warning"), LOG_LEVEL_WARNING);
    assert_int_equal(log_level_of("info"), LOG_LEVEL_INFO);
    assert_int_equal(log_level_of("debug"), LOG_LEVEL_DEBUG);
    assert_int_equal(log_level_of("loud"), LOG_LEVEL_ERROR);
    assert_int_equal(log_priority(LOG_LEVEL_ERROR), 3);
    assert_int_equal(log_priority(LOG_LEVEL_DEBUG), 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_above_the_level_are_not_made),
        cmocka_unit_test(long_lines_are_cut),
        cmocka_unit_test(levels_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
