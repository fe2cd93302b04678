/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/error.h"

static void set_fills_code_and_text(void **state)
{
    (void)state;
    struct error err;
    assert_false(error_set(&err, ERROR_UNKNOWN_TEAM, "team: no %s", "T99"));
    assert_int_equal(err.code, ERROR_UNKNOWN_TEAM);
    assert_string_equal(err.text, "team: no T99");
}

static void prefix_goes_before(void **state)
{
    (void)state;
    struct error err;
    error_set(&err, ERROR_INPUT, "expected a day");
    assert_false(error_prefix(&err, "%s:%d", "file.csv", 7));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_string_equal(err.text, "file.csv:7: expected a day");
}

/* A cut never leaves half a character behind. */
static void long_text_is_cut_between_characters(void **state)
{
    (void)state;
    for (size_t ascii = 0; ascii < 4; ascii++) {
        char text[2 * ERROR_TEXT_SIZE] = "";
        memset(text, 'x', ascii);
        for (size_t i = ascii; i + 3 < sizeof text - 1; i += 3) {
            memcpy(text + i, "\xe2\x82\xac", 3); /* the euro sign */
        }
        struct error err;
        error_set(&err, ERROR_INPUT, "%s", text);
        size_t len = strlen(err.text);
        assert_true(len < ERROR_TEXT_SIZE && len >= ERROR_TEXT_SIZE - 4);
        assert_int_equal((len - ascii) % 3, 0);
    }
}

static void every_code_has_its_facts(void **state)
{
    (void)state;
    assert_int_equal(error_status(ERROR_NONE), 200);
    for (int code = ERROR_NONE + 1; code < ERROR_CODE_COUNT; code++) {
        int status = error_status((enum error_code)code);
        assert_true(status >= 400 && status < 600);
        assert_true(strlen(error_name((enum error_code)code)) > 0);
        assert_true(strlen(error_title((enum error_code)code)) > 0);
        for (int other = ERROR_NONE; other < code; other++) {
            assert_string_not_equal(error_name((enum error_code)code), error_name((enum error_code)other));
        }
    }
    assert_true(error_is_retryable(ERROR_OVERLOADED));
    assert_false(error_is_retryable(ERROR_MALFORMED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_fills_code_and_text),
        cmocka_unit_test(prefix_goes_before),
        cmocka_unit_test(long_text_is_cut_between_characters),
        cmocka_unit_test(every_code_has_its_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
