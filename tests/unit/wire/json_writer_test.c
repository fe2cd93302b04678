/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON's strings and numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wire/json_writer.h"

static void assert_written(struct buffer *out, const char *expected)
{
    buffer_append(out, "", 1);
    assert_string_equal((const char *)buffer_span(out).data, expected);
    buffer_free(out);
}

static void strings_are_escaped(void **state)
{
    (void)state;
    struct buffer out = {0};
    json_writer_string(&out, "a\"b\\c\n\t\r\x01\x1f/é\x7f");
    assert_written(&out, "\"a\\\"b\\\\c\\n\\t\\u000d\\u0001\\u001f/é\x7f\"");
    json_writer_string(&out, "");
    assert_written(&out, "\"\"");
    json_writer_key(&out, "n");
    assert_written(&out, "\"n\":");
}

static void assert_number(const char *text, const char *expected)
{
    struct buffer out = {0};
    json_writer_number(&out, text, strlen(text));
    assert_written(&out, expected);
}

static void numbers_stand_as_they_are(void **state)
{
    (void)state;
    const char *const numbers[] = {"0",
                                   "-0",
                                   "7",
                                   "-12",
                                   "0.5",
                                   "10.0",
                                   "1e-7",
                                   "1.5E+10",
                                   "12345678901234567890",
                                   "0.30000000000000004"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_number(numbers[i], numbers[i]);
    }
}

static void what_is_no_number_is_null(void **state)
{
    (void)state;
    const char *const texts[] = {"",    "-",    "NaN",  "Infinity", "-inf",  ".5",   "5.",
                                 "+1",  "01",   "-01",  "1e",       "1e+",   "1 ",   " 1",
                                 "1,2", "0x10", "null", "1.2.3",    "1e5e5", "1e5.2"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_number(texts[i], "null");
    }
}

static void only_the_given_length_counts(void **state)
{
    (void)state;
    struct buffer out = {0};
    json_writer_number(&out, "12 34", 2);
    assert_written(&out, "12");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(numbers_stand_as_they_are),
        cmocka_unit_test(what_is_no_number_is_null),
        cmocka_unit_test(only_the_given_length_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
