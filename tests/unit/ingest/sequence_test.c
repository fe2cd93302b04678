/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the items of a CBOR Sequence end, and what happens when that cannot be told. */
#include "ingest/sequence.h"

#include <string.h>

#include "../unit.h"

static struct sequence *split(struct span body)
{
    struct sequence *sequence = NULL;
    struct error err = {0};
    if (!sequence_split(body, &sequence, &err)) {
        fail_msg("%s", err.text);
    }
    return sequence;
}

static void assert_split_fails(struct span body, enum error_code code)
{
    struct sequence *sequence = NULL;
    struct error err = {0};
    assert_false(sequence_split(body, &sequence, &err));
    assert_int_equal(err.code, code);
    assert_null(sequence);
}

static void every_item_has_its_bytes(void **state)
{
    (void)state;
    struct sequence *sequence CLEANUP(sequence_free) = split(span_text("\x01\x82\x01\x02\x63xyz"));
    assert_int_equal(sequence->n, 3);
    assert_false(sequence->broken);
    assert_true(span_is(sequence->items[0].bytes, "\x01"));
    assert_true(span_is(sequence->items[1].bytes, "\x82\x01\x02"));
    assert_true(span_is(sequence->items[2].bytes, "\x63xyz"));
    assert_true(sequence->items[2].scanned);
}

static void what_is_cut_off_is_broken(void **state)
{
    (void)state;
    struct sequence *sequence CLEANUP(sequence_free) = split(span_text("\x01\x63xy"));
    assert_int_equal(sequence->n, 2);
    assert_true(sequence->broken);
    assert_int_equal(sequence->why.code, ERROR_MALFORMED);
    assert_true(span_is(sequence->items[1].bytes, "\x63xy"));
}

static void nothing_behind_a_broken_item_is_read(void **state)
{
    (void)state;
    struct sequence *sequence CLEANUP(sequence_free) = split(span_text("\xff\x01\x01"));
    assert_int_equal(sequence->n, 1);
    assert_true(sequence->broken);
}

static void an_item_over_a_limit_ends_where_it_ends(void **state)
{
    (void)state;
    uint8_t body[9005] = {0x59, 9000 >> 8, 9000 & 0xff};
    body[9003] = 0x01;
    body[9004] = 0x02;
    struct sequence *sequence CLEANUP(sequence_free) = split(span_of(body, sizeof body));
    assert_int_equal(sequence->n, 3);
    assert_false(sequence->broken);
    assert_int_equal(sequence->items[0].bytes.len, 9003);
    assert_false(sequence->items[0].scanned);
}

static void bad_text_does_not_break_a_sequence(void **state)
{
    (void)state;
    struct sequence *sequence CLEANUP(sequence_free) = split(span_text("\x61\xff\x01"));
    assert_int_equal(sequence->n, 2);
    assert_false(sequence->broken);
}

static void no_item_is_no_sequence(void **state)
{
    (void)state;
    assert_split_fails((struct span){0}, ERROR_MALFORMED);
}

static void ten_thousand_is_the_most(void **state)
{
    (void)state;
    static uint8_t body[SEQUENCE_MAX_ITEMS + 1];
    struct sequence *sequence CLEANUP(sequence_free) = split(span_of(body, SEQUENCE_MAX_ITEMS));
    assert_int_equal(sequence->n, SEQUENCE_MAX_ITEMS);
    assert_split_fails(span_of(body, sizeof body), ERROR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_item_has_its_bytes),
        cmocka_unit_test(what_is_cut_off_is_broken),
        cmocka_unit_test(nothing_behind_a_broken_item_is_read),
        cmocka_unit_test(an_item_over_a_limit_ends_where_it_ends),
        cmocka_unit_test(bad_text_does_not_break_a_sequence),
        cmocka_unit_test(no_item_is_no_sequence),
        cmocka_unit_test(ten_thousand_is_the_most),
    };
    return cmocka_run_group_tests_name("sequence", tests, NULL, NULL);
}
