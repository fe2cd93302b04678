/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays of whole numbers as PostgreSQL writes them. */
#include "store/int_list.h"

#include "../unit.h"

static void what_is_written_is_read(void **state)
{
    (void)state;
    const int64_t values[] = {0, -7, INT64_MAX, INT64_MIN};
    int64_t got[4];
    struct buffer out = {0};
    int_list_write(values, 4, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data,
                        "{0,-7,9223372036854775807,-9223372036854775808}");
    assert_true(int_list_read((const char *)buffer_span(&out).data, got, 4));
    for (size_t i = 0; i < 4; i++) {
        assert_true(got[i] == values[i]);
    }
    buffer_free(&out);
}

static void an_empty_list(void **state)
{
    (void)state;
    int64_t none[1] = {0};
    struct buffer out = {0};
    int_list_write(none, 0, &out);
    assert_true(span_is(buffer_span(&out), "{}"));
    assert_true(int_list_read("{}", none, 0));
    assert_false(int_list_read("{1}", none, 0));
    assert_false(int_list_read("{}", none, 1));
    buffer_free(&out);
}

static void any_other_text_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "{",
                                        "1,2",
                                        "{1}",
                                        "{1,2",
                                        "{1,2,3}",
                                        "{1,,}",
                                        "{1,NULL}",
                                        "{1,2.5}",
                                        "{1,2}x",
                                        "{1,99999999999999999999}"};
    int64_t got[2];
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(int_list_read(texts[i], got, 2));
    }
    assert_false(int_list_read(NULL, got, 2));
    assert_true(int_list_read("{1,2}", got, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(an_empty_list),
        cmocka_unit_test(any_other_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
