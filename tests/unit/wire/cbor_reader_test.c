/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pull reader: a token of each kind, and errors that stick and name their field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/cbor_reader.h"

#define BYTES(text) span_of(text, sizeof(text) - 1)

static struct cbor_token only_token(struct span input)
{
    struct error err;
    struct cbor_reader reader;
    cbor_reader_init(&reader, input, &err);
    struct cbor_token token = *cbor_reader_next(&reader);
    assert_false(reader.failed);
    assert_int_equal(cbor_reader_next(&reader)->kind, TOKEN_NOTHING);
    return token;
}

static void assert_number(struct span input, enum cbor_token_kind kind, uint64_t number)
{
    struct cbor_token token = only_token(input);
    assert_int_equal(token.kind, kind);
    assert_int_equal(token.number, number);
}

static void reads_numbers_of_every_width(void **state)
{
    (void)state;
    assert_number(BYTES("\x17"), TOKEN_UNSIGNED, 23);
    assert_number(BYTES("\x18\xff"), TOKEN_UNSIGNED, 255);
    assert_number(BYTES("\x19\x01\x00"), TOKEN_UNSIGNED, 256);
    assert_number(BYTES("\x1a\x00\x01\x00\x00"), TOKEN_UNSIGNED, 65536);
    assert_number(BYTES("\x1b\xff\xff\xff\xff\xff\xff\xff\xff"), TOKEN_UNSIGNED, UINT64_MAX);
    assert_number(BYTES("\x20"), TOKEN_NEGATIVE, 0);
    assert_number(BYTES("\x38\xff"), TOKEN_NEGATIVE, 255);
    assert_number(BYTES("\x39\x01\x00"), TOKEN_NEGATIVE, 256);
    assert_number(BYTES("\x3a\x00\x01\x00\x00"), TOKEN_NEGATIVE, 65536);
    assert_number(BYTES("\x3b\x00\x00\x00\x01\x00\x00\x00\x00"), TOKEN_NEGATIVE, UINT64_C(1) << 32);
    assert_number(BYTES("\x83"), TOKEN_ARRAY, 3);
    assert_number(BYTES("\xb9\x01\x00"), TOKEN_MAP, 256);
    assert_number(BYTES("\xd9\x03\xec"), TOKEN_TAG, 1004);
    assert_number(BYTES("\xd8\x64"), TOKEN_TAG, 100);
}

static void reads_strings_in_place(void **state)
{
    (void)state;
    static const char input[] = "\x43\x01\x02\x03";
    struct cbor_token token = only_token(span_of(input, 4));
    assert_int_equal(token.kind, TOKEN_BYTES);
    assert_ptr_equal(token.bytes.data, input + 1);
    assert_int_equal(token.bytes.len, 3);
    token = only_token(BYTES("\x62id"));
    assert_int_equal(token.kind, TOKEN_TEXT);
    assert_true(span_is(token.bytes, "id"));
}

static void everything_else_is_other(void **state)
{
    (void)state;
    const struct span inputs[] = {BYTES("\xf4"),
                                  BYTES("\xf5"),
                                  BYTES("\xf7"),
                                  BYTES("\xf9\x3c\x00"),
                                  BYTES("\xfa\x3f\x80\x00\x00"),
                                  BYTES("\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00"),
                                  BYTES("\xe5"),
                                  BYTES("\xf8\x63"),
                                  BYTES("\xc6\x00")};
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        assert_int_equal(only_token(inputs[i]).kind, TOKEN_OTHER);
    }
    assert_int_equal(only_token(BYTES("\xf6")).kind, TOKEN_NULL);
    assert_int_equal(only_token(BYTES("")).kind, TOKEN_NOTHING);
}

static void integers_keep_their_sign_and_bounds(void **state)
{
    (void)state;
    struct error err;
    struct cbor_reader reader;
    cbor_reader_init(&reader,
                     BYTES("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"
                           "\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"
                           "\x20\x3b\x80\x00\x00\x00\x00\x00\x00\x00"),
                     &err);
    assert_true(cbor_reader_integer(&reader, "an integer") == INT64_MAX);
    assert_true(cbor_reader_integer(&reader, "an integer") == INT64_MIN);
    assert_true(cbor_reader_integer(&reader, "an integer") == -1);
    cbor_reader_enter(&reader, span_text("version"));
    assert_true(cbor_reader_integer(&reader, "an integer") == 0);
    assert_true(reader.failed);
    assert_int_equal(err.code, ERROR_OUT_OF_RANGE);
    assert_string_equal(err.text, "version: expected an integer of at most 64 bits with its sign");
}

static void the_first_error_sticks_and_names_its_field(void **state)
{
    (void)state;
    struct error err = {0};
    struct cbor_reader reader;
    cbor_reader_init(&reader, BYTES("\x01\x02\x61x"), &err);
    cbor_reader_enter(&reader, span_text("answers"));
    cbor_reader_enter(&reader, span_text("wb1"));
    assert_int_equal(cbor_reader_expect(&reader, TOKEN_UNSIGNED, "one")->number, 1);
    assert_int_equal(cbor_reader_expect(&reader, TOKEN_TEXT, "a text")->kind, TOKEN_NOTHING);
    cbor_reader_leave(&reader);
    cbor_reader_fail(&reader, ERROR_TOO_LARGE, "something else");
    assert_int_equal(err.code, ERROR_INVALID_FIELD);
    assert_string_equal(err.text, "answers.wb1: expected a text");
    assert_int_equal(cbor_reader_next(&reader)->kind, TOKEN_NOTHING);
    assert_int_equal(cbor_reader_code(&reader, "a code").len, 0);
}

static void codes_are_checked(void **state)
{
    (void)state;
    struct error err = {0};
    struct cbor_reader reader;
    cbor_reader_init(&reader, BYTES("\x63T01\x62 x"), &err);
    assert_true(span_is(cbor_reader_code(&reader, "a team code"), "T01"));
    assert_false(reader.failed);
    cbor_reader_code(&reader, "a team code");
    assert_string_equal(err.text, "expected a team code");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_of_every_width),
        cmocka_unit_test(reads_strings_in_place),
        cmocka_unit_test(everything_else_is_other),
        cmocka_unit_test(integers_keep_their_sign_and_bounds),
        cmocka_unit_test(the_first_error_sticks_and_names_its_field),
        cmocka_unit_test(codes_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
