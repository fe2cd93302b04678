/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/cleanup.h"
#include "wire/gzip.h"

/* What a client makes of it. */
static void assert_holds(const struct buffer *packed, struct span expected)
{
    uint8_t *plain = malloc(expected.len + 1);
    struct span in = buffer_span(packed);
    z_stream stream = {.next_in = (z_const Bytef *)in.data, .avail_in = (uInt)in.len};
    stream.next_out = plain;
    stream.avail_out = (uInt)expected.len + 1;
    assert_int_equal(inflateInit2(&stream, 31), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(stream.total_out, expected.len);
    assert_int_equal(stream.avail_in, 0);
    assert_memory_equal(plain, expected.data, expected.len);
    inflateEnd(&stream);
    free(plain);
}

static void what_is_packed_is_unpacked(void **state)
{
    (void)state;
    static uint8_t bytes[300000];
    uint32_t seed = 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 1664525 + 1013904223; /* nothing repeats, so that it grows */
        bytes[i] = (uint8_t)(seed >> 24);
    }
    static const size_t sizes[] = {0, 1, GZIP_MIN_BYTES, sizeof bytes};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        CLEANUP(buffer_free) struct buffer out = {0};
        assert_true(gzip_compress(span_of(bytes, sizes[i]), &out));
        assert_holds(&out, span_of(bytes, sizes[i]));
    }
}

static void reports_become_small(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer rows = {0};
    CLEANUP(buffer_free) struct buffer out = {0};
    for (int i = 0; i < 1000; i++) {
        buffer_printf(&rows,
                      "{\"period\":\"2024-W36\",\"team\":\"T%02d\",\"dimension\":\"csat\",\"mean\":%d}",
                      i % 40, i * 7919 % 100);
    }
    assert_true(gzip_compress(buffer_span(&rows), &out));
    assert_true(out.len < rows.len / 5);
    assert_holds(&out, buffer_span(&rows));
}

static void appends_behind_what_is_there(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer out = {0};
    buffer_append_text(&out, "head");
    assert_true(gzip_compress(span_text("content"), &out));
    assert_memory_equal(buffer_span(&out).data, "head", 4);
    buffer_consume(&out, 4);
    assert_holds(&out, span_text("content"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_is_unpacked),
        cmocka_unit_test(reports_become_small),
        cmocka_unit_test(appends_behind_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
