/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/hex.h"

static void what_is_written_is_read(void **state)
{
    (void)state;
    uint8_t all[256];
    uint8_t again[256];
    char text[513] = {0};
    for (size_t i = 0; i < sizeof all; i++) {
        all[i] = (uint8_t)i;
    }
    assert_ptr_equal(hex_write(all, sizeof all, text), text + 512);
    assert_memory_equal(text, "000102", 6);
    assert_string_equal(text + 506, "fdfeff");
    assert_true(hex_read(span_text(text), again, sizeof again));
    assert_memory_equal(all, again, sizeof all);
    assert_true(hex_read(span_text(""), again, 0));
}

static void reads_lower_case_of_the_right_length(void **state)
{
    (void)state;
    static const char *const bad[] = {"",     "0",    "00f",  "0f0",  "0f0f0f", "0F0f",
                                      "0g0f", "0f/0", "0f:0", "0f`0", " f0f"};
    uint8_t bytes[2];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(hex_read(span_text(bad[i]), bytes, 2));
    }
    assert_true(hex_read(span_text("0fa9"), bytes, 2));
    assert_memory_equal(bytes, "\x0f\xa9", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(reads_lower_case_of_the_right_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
