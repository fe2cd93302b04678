/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First in, first out, also when what was taken is put back; and who hears of the end. */
#include "ingest/batch_queue.h"

#include <stdlib.h>
#include <string.h>

#include "../unit.h"

static struct batch_item *make_item(int64_t number)
{
    struct batch_item *item = calloc(1, sizeof *item);
    assert_non_null(item);
    item->record = record_new(1, 0, 0, 0);
    assert_non_null(item->record);
    item->arrived_ms = number;
    return item;
}

static void fill(struct batch_queue *queue, int64_t first, int64_t last)
{
    for (int64_t number = first; number <= last; number++) {
        batch_queue_push(queue, make_item(number));
    }
}

static void assert_items(struct batch_queue *queue, int64_t first, int64_t last)
{
    assert_int_equal(queue->n, last - first + 1);
    for (int64_t number = first; number <= last; number++) {
        struct batch_item *item = batch_queue_pop(queue);
        assert_int_equal(item->arrived_ms, number);
        batch_item_finish(item, NULL, STORE_STORED);
    }
    assert_int_equal(queue->n, 0);
    assert_null(queue->first);
    assert_null(queue->last);
}

static void first_in_is_first_out(void **state)
{
    (void)state;
    struct batch_queue queue = {0};
    fill(&queue, 1, 3);
    assert_items(&queue, 1, 3);
    fill(&queue, 4, 4); /* after it was empty once */
    assert_items(&queue, 4, 4);
}

static void what_was_taken_goes_back_by_arrival(void **state)
{
    (void)state;
    struct batch_queue taken = {0};
    struct batch_queue queue = {0};
    fill(&taken, 3, 4);
    batch_queue_put_back(&taken, &queue); /* into an empty one */
    fill(&taken, 1, 2);
    batch_queue_put_back(&taken, &queue); /* before all others */
    assert_int_equal(taken.n, 0);
    assert_null(taken.last);
    batch_queue_put_back(&taken, &queue); /* an empty one */
    fill(&queue, 7, 8);
    fill(&taken, 5, 6);
    fill(&taken, 9, 9);
    batch_queue_put_back(&taken, &queue); /* between and after them */
    fill(&queue, 10, 10);
    assert_items(&queue, 1, 10);
}

static void what_came_at_once_goes_back_to_the_front(void **state)
{
    (void)state;
    struct batch_queue taken = {0};
    struct batch_queue queue = {0};
    fill(&queue, 1, 1);
    fill(&taken, 1, 1);
    const struct batch_item *first = taken.first;
    batch_queue_put_back(&taken, &queue);
    assert_ptr_equal(queue.first, first);
    while (queue.first != NULL) {
        batch_item_finish(batch_queue_pop(&queue), NULL, STORE_STORED);
    }
}

struct heard {
    unsigned calls;
    enum error_code code;
    enum store_outcome outcome;
};

static void on_done(void *ctx, struct record *record, const struct error *err, enum store_outcome outcome)
{
    struct heard *heard = ctx;
    heard->calls++;
    heard->code = err == NULL ? ERROR_NONE : err->code;
    heard->outcome = outcome;
    record_free(record);
}

static void whoever_waits_is_told_and_given_the_record(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct batch_item *item = make_item(1);
    item->done = on_done;
    item->ctx = &heard;
    batch_item_finish(item, NULL, STORE_DUPLICATE);
    assert_int_equal(heard.calls, 1);
    assert_int_equal(heard.code, ERROR_NONE);
    assert_int_equal(heard.outcome, STORE_DUPLICATE);
}

static void all_hear_of_a_failure(void **state)
{
    (void)state;
    struct heard heard = {0};
    struct batch_queue queue = {0};
    struct error err;
    error_set(&err, ERROR_SHUTTING_DOWN, "stopping");
    fill(&queue, 1, 3); /* the second is answered already */
    for (struct batch_item *item = queue.first; item != NULL; item = item->next) {
        item->done = item->arrived_ms == 2 ? NULL : on_done;
        item->ctx = &heard;
    }
    batch_queue_finish(&queue, &err);
    assert_int_equal(heard.calls, 2);
    assert_int_equal(heard.code, ERROR_SHUTTING_DOWN);
    assert_int_equal(queue.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_in_is_first_out),
        cmocka_unit_test(what_was_taken_goes_back_by_arrival),
        cmocka_unit_test(what_came_at_once_goes_back_to_the_front),
        cmocka_unit_test(whoever_waits_is_told_and_given_the_record),
        cmocka_unit_test(all_hear_of_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
