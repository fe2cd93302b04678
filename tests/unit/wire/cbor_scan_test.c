/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan: where items end, what is refused, and which limits hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/cbor_scan.h"

#define BYTES(text) span_of(text, sizeof(text) - 1)

static const struct cbor_limits limits = {64, 8, 3};

static void assert_length(struct span input, size_t expected)
{
    struct error err = {0};
    size_t len = 0;
    if (!cbor_scan(input, &limits, &len, &err)) {
        fail_msg("refused: %s", err.text);
    }
    assert_int_equal(len, expected);
}

/* Refused with that code; *ret_len is set only where the end is known. */
static void assert_refused(struct span input, enum error_code code, size_t expected_len, const char *text)
{
    struct error err = {0};
    size_t len = 12345;
    assert_false(cbor_scan(input, &limits, &len, &err));
    assert_int_equal(err.code, code);
    assert_int_equal(len, code == ERROR_MALFORMED ? 12345 : expected_len);
    if (strstr(err.text, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, err.text);
    }
}

static void finds_the_end_of_one_item(void **state)
{
    (void)state;
    assert_length(BYTES("\x00"), 1);
    assert_length(BYTES("\x17\x17"), 1);
    assert_length(BYTES("\x18\xff\x00"), 2);
    assert_length(BYTES("\x3b\xff\xff\xff\xff\xff\xff\xff\xff"), 9);
    assert_length(BYTES("\x43\xff\xfe\xfd\x00"), 4);
    assert_length(BYTES("\x60\x00"), 1);
    assert_length(BYTES("\x80\x00"), 1);
    assert_length(BYTES("\xa0\x00"), 1);
    assert_length(BYTES("\x82\x01\x81\x02\x03"), 4);
    assert_length(BYTES("\xa1\x01\xa1\x02\x80\x00"), 5);
    assert_length(BYTES("\xc1\xd8\x20\x61\x61\xff"), 5);
    assert_length(BYTES("\xf6\xf6"), 1);
    assert_length(BYTES("\xe0"), 1);
    assert_length(BYTES("\xf8\x20\x00"), 2);
    assert_length(BYTES("\xf9\x3c\x00\x00"), 3);
    assert_length(BYTES("\xfa\x3f\x80\x00\x00\x00"), 5);
    assert_length(BYTES("\xfb\x3f\xf0\x00\x00\x00\x00\x00\x00\x00"), 9);
}

static void refuses_what_has_no_end(void **state)
{
    (void)state;
    assert_refused(BYTES(""), ERROR_MALFORMED, 0, "byte 0: ");
    assert_refused(BYTES("\x18"), ERROR_MALFORMED, 0, "byte 0: ");
    assert_refused(BYTES("\x1b\x00\x00\x00\x00\x00\x00\x00"), ERROR_MALFORMED, 0, "ends within");
    assert_refused(BYTES("\x42\x00"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\x81"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\x82\x01"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\xa1\x01"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\xc1"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\x82\x81\x01"), ERROR_MALFORMED, 0, "byte 3: ");
}

static void refuses_promises_that_cannot_be_kept(void **state)
{
    (void)state;
    assert_refused(BYTES("\x9b\x00\x00\x00\x00\x10\x00\x00\x00"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\x9b\xff\xff\xff\xff\xff\xff\xff\xff\x00"), ERROR_MALFORMED, 0, "longer than");
    /* Twice 2^63 pairs would wrap to no item at all. */
    assert_refused(BYTES("\xbb\x80\x00\x00\x00\x00\x00\x00\x00\x00"), ERROR_MALFORMED, 0, "longer than");
    assert_refused(BYTES("\x7b\xff\xff\xff\xff\xff\xff\xff\xff\x00"), ERROR_MALFORMED, 0, "longer than");
}

static void refuses_indefinite_lengths_and_reserved_heads(void **state)
{
    (void)state;
    const uint8_t indefinite[] = {0x1f, 0x3f, 0x5f, 0x7f, 0x9f, 0xbf, 0xdf, 0xff};
    for (size_t i = 0; i < sizeof indefinite; i++) {
        uint8_t input[] = {indefinite[i], 0xff};
        assert_refused(span_of(input, sizeof input), ERROR_MALFORMED, 0, "indefinite");
    }
    for (unsigned major = 0; major < 8; major++) {
        for (unsigned info = 28; info < 31; info++) {
            uint8_t input[16] = {(uint8_t)(major << 5 | info)};
            assert_refused(span_of(input, sizeof input), ERROR_MALFORMED, 0, "reserved");
        }
    }
    assert_refused(BYTES("\xf8\x1f"), ERROR_MALFORMED, 0, "reserved");
}

static void tells_the_end_of_what_is_over_a_limit(void **state)
{
    (void)state;
    uint8_t long_string[80] = {0x58, 63};
    assert_refused(span_of(long_string, sizeof long_string), ERROR_TOO_LARGE, 65, "65 bytes");
    long_string[1] = 62;
    assert_length(span_of(long_string, sizeof long_string), 64);
    assert_length(BYTES("\x87\1\2\3\4\5\6\7\0"), 8);
    assert_refused(BYTES("\x88\1\2\3\4\5\6\7\x08\0"), ERROR_TOO_LARGE, 9, "9 data items");
    assert_length(BYTES("\x81\x81\x81\x01\0"), 4);
    assert_refused(BYTES("\x81\x81\x81\x80\0"), ERROR_TOO_LARGE, 4, "4 levels");
    assert_refused(BYTES("\xc1\xc1\xc1\xc1\x00\x00"), ERROR_TOO_LARGE, 5, "4 levels");
}

static void tells_the_end_of_what_has_bad_text(void **state)
{
    (void)state;
    assert_refused(BYTES("\x82\x61\xff\x61\x61\x00"), ERROR_INVALID_FIELD, 5, "byte 2: ");
    assert_length(BYTES("\x82\x41\xff\x61\x61\x00"), 5);
}

static void nesting_ends_at_64(void **state)
{
    (void)state;
    struct error err = {0};
    size_t len = 0;
    struct cbor_limits none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    uint8_t nested[66];
    memset(nested, 0x81, sizeof nested);
    nested[64] = 0;
    assert_true(cbor_scan(span_of(nested, sizeof nested), &none, &len, &err));
    assert_int_equal(len, 65);
    nested[64] = 0x80;
    assert_false(cbor_scan(span_of(nested, sizeof nested), &none, &len, &err));
    assert_int_equal(err.code, ERROR_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_end_of_one_item),
        cmocka_unit_test(refuses_what_has_no_end),
        cmocka_unit_test(refuses_promises_that_cannot_be_kept),
        cmocka_unit_test(refuses_indefinite_lengths_and_reserved_heads),
        cmocka_unit_test(tells_the_end_of_what_is_over_a_limit),
        cmocka_unit_test(tells_the_end_of_what_has_bad_text),
        cmocka_unit_test(nesting_ends_at_64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
