/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory of records: every array of its size, none over another. */
#include "../unit.h"

#include <string.h>

#include "model/submission.h"

static void a_records_arrays_do_not_overlap(void **state)
{
    (void)state;
    CLEANUP(record_free) struct record *r = record_new(3, 2, 5, 7);
    assert_non_null(r);
    memset(r->rated, 0x11, 2 * sizeof *r->rated);
    memset(r->path, 0x22, 5 * sizeof *r->path);
    memset(r->answers, 0x33, 3 * sizeof *r->answers);
    memset(r->ratings, 0x44, 2 * sizeof *r->ratings);
    memset(r->reasons, 0x55, 5 * sizeof *r->reasons);
    memset(r->topic, 0x66, 7);
    assert_int_equal(r->rated[1], 0x11111111);
    assert_int_equal(r->path[4], 0x22222222);
    assert_int_equal(r->answers[2], 0x3333);
    assert_int_equal(r->ratings[1], 0x4444);
    assert_int_equal(r->reasons[4], 0x5555);
    assert_int_equal(r->topic[0], 0x66);
    assert_int_equal(r->n_topic, 7);
    assert_int_equal(r->n_reasons, 0);
}

static void an_empty_record_is_one(void **state)
{
    (void)state;
    CLEANUP(record_free) struct record *r = record_new(0, 0, 0, 0);
    assert_non_null(r);
    assert_int_equal(r->n_answers + r->n_path + r->n_ratings, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_records_arrays_do_not_overlap),
        cmocka_unit_test(an_empty_record_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
