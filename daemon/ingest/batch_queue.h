/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_BATCH_QUEUE_H
#define PULSSID_INGEST_BATCH_QUEUE_H

/* The records of ingest/batch in the order of their arrival, each with who is to be told of its outcome. One
 * thread. */

#include <stddef.h>
#include <stdint.h>

#include "batch.h"

struct batch_item {
    struct batch_item *next;
    struct record *record;
    batch_done *done; /* NULL: answered already */
    void *ctx;
    int64_t arrived_ms;
};

/* First in, first out. All zero is empty. Owns its items. */
struct batch_queue {
    struct batch_item *first;
    struct batch_item *last;
    size_t n;
};

void batch_queue_push(struct batch_queue *queue, struct batch_item *item);
/* n > 0. */
struct batch_item *batch_queue_pop(struct batch_queue *queue);
/* Puts what was taken off a queue back to its place, by arrival, and leaves `taken` empty. Two connections
 * may give back in either order. */
void batch_queue_put_back(struct batch_queue *taken, struct batch_queue *queue);

/* Tells an item's owner, or frees the record that nobody waits for, and frees the item. */
void batch_item_finish(struct batch_item *item, const struct error *err, enum store_outcome outcome);
/* The same for all of them: they have failed. Empty afterwards. */
void batch_queue_finish(struct batch_queue *queue, const struct error *err);

#endif
