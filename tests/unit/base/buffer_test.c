/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "base/buffer.h"
#include "base/cleanup.h"

static void appends_and_consumes(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer b = {0};
    assert_int_equal(buffer_span(&b).len, 0);
    buffer_append_text(&b, "hello ");
    buffer_printf(&b, "%d-%s", 42, "x");
    assert_true(span_is(buffer_span(&b), "hello 42-x"));
    buffer_consume(&b, 6);
    assert_true(span_is(buffer_span(&b), "42-x"));
    buffer_consume(&b, 4);
    assert_int_equal(b.start, 0);
    assert_int_equal(b.len, 0);
}

/* Consumed room is used again before memory grows. */
static void compacts_before_it_grows(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer b = {0};
    uint8_t chunk[48] = {1};
    buffer_append(&b, chunk, sizeof chunk);
    size_t capacity = b.capacity;
    for (int i = 0; i < 1000; i++) {
        buffer_consume(&b, 40);
        buffer_append(&b, chunk, 40);
    }
    assert_int_equal(b.capacity, capacity);
    assert_int_equal(b.len, sizeof chunk);
}

static void failure_is_sticky(void **state)
{
    (void)state;
    CLEANUP(buffer_free) struct buffer b = {0};
    buffer_append_text(&b, "kept");
    assert_false(buffer_reserve(&b, SIZE_MAX - 100));
    buffer_append_text(&b, " and no more");
    assert_true(b.failed);
    assert_true(span_is(buffer_span(&b), "kept"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_and_consumes),
        cmocka_unit_test(compacts_before_it_grows),
        cmocka_unit_test(failure_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
