/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encoded items are the shortest there are (examples of RFC 8949, appendix A). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wire/cbor_writer.h"

#define BYTES(text) span_of(text, sizeof(text) - 1)

static void assert_written(struct buffer *out, struct span expected)
{
    assert_false(out->failed);
    assert_int_equal(out->len, expected.len);
    assert_memory_equal(buffer_span(out).data, expected.data, expected.len);
    buffer_free(out);
}

static void assert_integer(int64_t value, struct span expected)
{
    struct buffer out = {0};
    cbor_writer_integer(&out, value);
    assert_written(&out, expected);
}

static void integers_are_shortest(void **state)
{
    (void)state;
    assert_integer(0, BYTES("\x00"));
    assert_integer(23, BYTES("\x17"));
    assert_integer(24, BYTES("\x18\x18"));
    assert_integer(1000, BYTES("\x19\x03\xe8"));
    assert_integer(1000000, BYTES("\x1a\x00\x0f\x42\x40"));
    assert_integer(INT64_MAX, BYTES("\x1b\x7f\xff\xff\xff\xff\xff\xff\xff"));
    assert_integer(-1, BYTES("\x20"));
    assert_integer(-100, BYTES("\x38\x63"));
    assert_integer(INT64_MIN, BYTES("\x3b\x7f\xff\xff\xff\xff\xff\xff\xff"));
}

static void containers_strings_and_booleans(void **state)
{
    (void)state;
    struct buffer out = {0};
    cbor_writer_map(&out, 1);
    cbor_writer_text(&out, "ä");
    cbor_writer_array(&out, 4);
    cbor_writer_bytes(&out, BYTES("\x00\xff"));
    cbor_writer_bytes(&out, (struct span){0});
    cbor_writer_boolean(&out, true);
    cbor_writer_boolean(&out, false);
    assert_written(&out, BYTES("\xa1\x62\xc3\xa4\x84\x42\x00\xff\x40\xf5\xf4"));
}

static void a_failed_buffer_stays_as_it_is(void **state)
{
    (void)state;
    struct buffer out = {.failed = true};
    cbor_writer_map(&out, 1);
    cbor_writer_text(&out, "text");
    cbor_writer_integer(&out, -1);
    cbor_writer_boolean(&out, true);
    assert_int_equal(out.len, 0);
    assert_true(out.failed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_shortest),
        cmocka_unit_test(containers_strings_and_booleans),
        cmocka_unit_test(a_failed_buffer_stays_as_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
