/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line an event, whatever its values hold, and what they held can be read back. */
#include "base/log.h"

#include <stdbool.h>
#include <string.h>

#include "../unit.h"

struct seen {
    int lines;
    enum log_level level;
    char line[LOG_LINE_SIZE + 100];
};

static void sink(void *ctx, enum log_level level, const char *line)
{
    struct seen *seen = ctx;
    seen->lines++;
    seen->level = level;
    strncpy(seen->line, line, sizeof seen->line - 1);
}

/* The line of an event with this one value. */
static const char *line_of(struct seen *seen, const char *text)
{
    const struct log log = {sink, seen, LOG_LEVEL_DEBUG};
    log_event(&log, LOG_LEVEL_INFO, "event", LOG_FIELDS(log_text("text", text)));
    return seen->line;
}

static void lines_above_the_level_are_not_made(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct log log = {sink, &seen, LOG_LEVEL_WARNING};
    log_event(&log, LOG_LEVEL_INFO, "quiet", NULL);
    assert_int_equal(seen.lines, 0);
    log_event(&log, LOG_LEVEL_ERROR, "closing", LOG_FIELDS(log_text("period", "2024-W36")));
    assert_int_equal(seen.lines, 1);
    assert_int_equal(seen.level, LOG_LEVEL_ERROR);
    assert_string_equal(seen.line, "closing period=2024-W36");
    log_event(&log, LOG_LEVEL_ERROR, "closed", NULL);
    assert_string_equal(seen.line, "closed");
    log_event(NULL, LOG_LEVEL_ERROR, "nobody listens", NULL);
}

static void numbers_and_texts_stand_side_by_side(void **state)
{
    (void)state;
    struct seen seen = {0};
    struct log log = {sink, &seen, LOG_LEVEL_DEBUG};
    log_event(&log, LOG_LEVEL_INFO, "event",
              LOG_FIELDS(log_number("least", INT64_MIN), log_text("some", "two words"), log_number("n", 7)));
    assert_string_equal(seen.line, "event least=-9223372036854775808 some=\"two words\" n=7");
}

static void values_are_quoted_where_they_must_be(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"[::1]:8443", "event text=[::1]:8443"},
        {"", "event text=\"\""},
        {"a b", "event text=\"a b\""},
        {"a=b", "event text=\"a=b\""},
        {"say \"no\"", "event text=\"say \\\"no\\\"\""},
        {"C:\\", "event text=\"C:\\\\\""},
        {"one\nMESSAGE=two\r\tthree", "event text=\"one\\nMESSAGE=two\\r\\tthree\""},
        {"\x1b[31m\x7f", "event text=\"\\x1b[31m\\x7f\""},
        {"ei yhteyttä €\xf0\x9f\x98\x80", "event text=\"ei yhteyttä €\xf0\x9f\x98\x80\""},
        {"\xff\xe4\xc3", "event text=\"\\xff\\xe4\\xc3\""},                              /* no UTF-8 */
        {"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80\xaf",                                         /* too long */
         "event text=\"\\xc0\\xaf\\xe0\\x80\\xaf\\xf0\\x80\\x80\\xaf\""},                /* … */
        {"\xed\xa0\x80\xf4\x90\x80\x80\xf8\x88\x80\x80\x80",                             /* no characters */
         "event text=\"\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xf8\\x88\\x80\\x80\\x80\""}, /* … */
        {"\xc2\x85\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6",                            /* other ends of lines */
         "event text=\"\\xc2\\x85\\xe2\\x80\\xa8\\xe2\\x80\\xae\\xe2\\x81\\xa6\""}, /* and of direction */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct seen seen = {0};
        assert_string_equal(line_of(&seen, pairs[i][0]), pairs[i][1]);
    }
}

static void assert_read_back(const char *line, const char *text, size_t len)
{
    char value[LOG_LINE_SIZE];
    size_t value_len;
    assert_ptr_equal(strchr(line, '\n'), NULL);
    const char *rest = log_read_value(line + strlen("event text="), value, &value_len);
    assert_string_equal(rest, "");
    assert_int_equal(value_len, len);
    assert_memory_equal(value, text, len);
}

/* Every two bytes, and longer runs of those that matter. */
static void every_value_can_be_read_back(void **state)
{
    (void)state;
    struct seen seen = {0};
    for (unsigned pair = 0x101; pair <= 0xffff; pair++) {
        const char text[] = {(char)(pair >> 8), (char)pair, '\0'};
        assert_read_back(line_of(&seen, text), text, strlen(text));
    }
    static const char letters[] = "\"\\ =\nxnrt0\x7f\xc3\xa4\xe2\x82\xac";
    uint32_t drawn = 20240902;
    for (int i = 0; i < 20000; i++) {
        char text[12] = "";
        for (size_t at = 0; at + 1 < sizeof text; at++) {
            drawn = drawn * 1664525 + 1013904223;
            text[at] = letters[(drawn >> 16) % (sizeof letters - 1)];
        }
        assert_read_back(line_of(&seen, text), text, strlen(text));
    }
}

static void what_is_cut_can_still_be_read(void **state)
{
    (void)state;
    char line[] = "a=\"one \\\"two\\";
    char value[LOG_LINE_SIZE];
    size_t len;
    assert_string_equal(log_read_value(line + 2, value, &len), "");
    assert_memory_equal(value, "one \"two", 8);
    assert_string_equal(log_read_value("\"\\x4\" b=1", value, &len), " b=1");
    assert_string_equal(log_read_value("b=c d", value, &len), " d");
    assert_int_equal(len, 3);
}

/* Whatever the last character that fits is, it stands whole, and the quotes are closed. */
static void long_values_are_cut_between_characters(void **state)
{
    (void)state;
    static const char *const characters[] = {"x", " ", "\n", "\x01", "ä", "€"};
    for (size_t i = 0; i < sizeof characters / sizeof characters[0]; i++) {
        struct seen seen = {0};
        char text[3000] = "";
        size_t n = strlen(characters[i]);
        for (size_t len = 0; len + n < sizeof text; len += n) {
            memcpy(text + len, characters[i], n);
        }
        size_t used = strlen(line_of(&seen, text));
        assert_in_range(used, LOG_LINE_SIZE - 4, LOG_LINE_SIZE - 1);
        char value[LOG_LINE_SIZE];
        size_t len;
        log_read_value(seen.line + strlen("event text="), value, &len);
        assert_int_equal(len % n, 0);
        assert_read_back(seen.line, text, len);
    }
}

/* A line that is full has no half field behind it. */
static void fields_without_room_are_left_out(void **state)
{
    (void)state;
    for (size_t n = LOG_LINE_SIZE - 30; n < LOG_LINE_SIZE; n++) {
        struct seen seen = {0};
        const struct log log = {sink, &seen, LOG_LEVEL_DEBUG};
        char text[LOG_LINE_SIZE] = "";
        memset(text, 'x', n);
        log_event(&log, LOG_LEVEL_INFO, "e", LOG_FIELDS(log_text("t", text), log_number("number", 1234)));
        const char *behind = strchr(seen.line, '\0') - strlen(" number=1234");
        bool whole = strcmp(behind, " number=1234") == 0;
        assert_int_equal(whole, strlen("e t= number=1234") + n < LOG_LINE_SIZE);
        assert_true(whole || strchr(seen.line + 2, ' ') == NULL);
    }
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
        cmocka_unit_test(numbers_and_texts_stand_side_by_side),
        cmocka_unit_test(values_are_quoted_where_they_must_be),
        cmocka_unit_test(every_value_can_be_read_back),
        cmocka_unit_test(what_is_cut_can_still_be_read),
        cmocka_unit_test(long_values_are_cut_between_characters),
        cmocka_unit_test(fields_without_room_are_left_out),
        cmocka_unit_test(levels_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
