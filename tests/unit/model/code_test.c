/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/code.h"

#include <string.h>

#include "../unit.h"

static void codes_have_a_form(void **state)
{
    (void)state;
    char longest[CODE_SIZE + 1];
    memset(longest, 'a', sizeof longest);
    assert_true(code_is_valid(span_text("T01")));
    assert_true(code_is_valid(span_text("0.a_B-c")));
    assert_true(code_is_valid(span_of(longest, CODE_SIZE - 1)));
    assert_false(code_is_valid(span_of(longest, CODE_SIZE)));
    assert_false(code_is_valid(span_text("")));
    assert_false(code_is_valid(span_text("-a")));
    assert_false(code_is_valid(span_text("a b")));
    assert_false(code_is_valid(span_text("\xc3\xa4")));
    assert_false(code_is_valid(span_of("a\0b", 3)));
}

static void a_copy_is_terminated(void **state)
{
    (void)state;
    char code[CODE_SIZE];
    memset(code, 'x', sizeof code);
    code_copy(span_of("T01>T05", 3), code);
    assert_string_equal(code, "T01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_a_form),
        cmocka_unit_test(a_copy_is_terminated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
