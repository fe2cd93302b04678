/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that wait for a commit, first in, first out. */
#include "batch_queue.h"

#include <stdlib.h>

void batch_queue_push(struct batch_queue *queue, struct batch_item *item)
{
    item->next = NULL;
    if (queue->last == NULL) {
        queue->first = item;
    } else {
        queue->last->next = item;
    }
    queue->last = item;
    queue->n++;
}

struct batch_item *batch_queue_pop(struct batch_queue *queue)
{
    struct batch_item *item = queue->first;
    queue->first = item->next;
    queue->last = queue->first == NULL ? NULL : queue->last;
    queue->n--;
    return item;
}

void batch_queue_put_back(struct batch_queue *taken, struct batch_queue *queue)
{
    struct batch_item **at = &queue->first;
    while (taken->first != NULL) {
        struct batch_item *item = batch_queue_pop(taken);
        while (*at != NULL && (*at)->arrived_ms < item->arrived_ms) {
            at = &(*at)->next;
        }
        item->next = *at;
        *at = item;
        at = &item->next;
        queue->last = item->next == NULL ? item : queue->last;
        queue->n++;
    }
}

void batch_item_finish(struct batch_item *item, const struct error *err, enum store_outcome outcome)
{
    if (item->done == NULL) {
        record_free(item->record);
    } else {
        item->done(item->ctx, item->record, err, outcome);
    }
    free(item);
}

void batch_queue_finish(struct batch_queue *queue, const struct error *err)
{
    while (queue->first != NULL) {
        batch_item_finish(batch_queue_pop(queue), err, STORE_PERIOD_CHANGED);
    }
}
