/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where each item of a CBOR Sequence ends. */
#include "sequence.h"

#include <stdlib.h>

#include "wire/cbor_scan.h"
#include "wire/submission_cbor.h"

struct sequence *sequence_free(struct sequence *sequence)
{
    if (sequence != NULL) {
        free(sequence->items);
        free(sequence);
    }
    return NULL;
}

static bool add_item(struct sequence *sequence, struct sequence_item item, size_t *capacity,
                     struct error *err)
{
    if (sequence->n == SEQUENCE_MAX_ITEMS) {
        return error_set(err, ERROR_TOO_LARGE, "more than %d submissions in one request", SEQUENCE_MAX_ITEMS);
    }
    if (sequence->n == *capacity) {
        size_t wanted = *capacity == 0 ? 64 : *capacity * 2;
        struct sequence_item *grown = realloc(sequence->items, wanted * sizeof *grown);
        if (grown == NULL) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a sequence of submissions");
        }
        sequence->items = grown;
        *capacity = wanted;
    }
    sequence->items[sequence->n++] = item;
    return true;
}

bool sequence_split(struct span body, struct sequence **ret_sequence, struct error *err)
{
    struct sequence *sequence CLEANUP(sequence_free) = calloc(1, sizeof *sequence);
    if (sequence == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a sequence of submissions");
    }
    if (body.len == 0) {
        return error_set(err, ERROR_MALFORMED, "expected at least one submission");
    }
    size_t capacity = 0;
    for (size_t at = 0; at < body.len && !sequence->broken;) {
        struct span left = span_of(body.data + at, body.len - at);
        size_t len = 0;
        /* An item that is over a limit has an end all the same: it is refused later, alone. */
        bool scanned = cbor_scan(left, &submission_cbor_limits, &len, &sequence->why);
        sequence->broken = !scanned && len == 0;
        len = sequence->broken ? left.len : len;
        if (!add_item(sequence, (struct sequence_item){span_of(left.data, len), scanned}, &capacity, err)) {
            return false;
        }
        at += len;
    }
    *ret_sequence = sequence;
    sequence = NULL;
    return true;
}
