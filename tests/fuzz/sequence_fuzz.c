/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The items of a sequence are its body, one behind the other, nothing left out and nothing twice; what was
 * scanned is one item and no more. */
#include <stdlib.h>

#include "ingest/sequence.h"
#include "wire/cbor_scan.h"
#include "wire/submission_cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_one_item(struct span bytes)
{
    static const struct cbor_limits limits = {SUBMISSION_MAX_BYTES, SUBMISSION_MAX_ITEMS,
                                              SUBMISSION_MAX_DEPTH};
    struct error err;
    size_t len = 0;
    if (!cbor_scan(bytes, &limits, &len, &err) || len != bytes.len) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(sequence_free) struct sequence *sequence = NULL;
    struct error err;
    if (!sequence_split(span_of(data, size), &sequence, &err)) {
        return 0;
    }
    const uint8_t *at = data;
    for (size_t i = 0; i < sequence->n; i++) {
        const struct sequence_item *item = &sequence->items[i];
        if (item->bytes.data != at || item->bytes.len == 0) {
            abort();
        }
        at += item->bytes.len;
        if (item->scanned) {
            require_one_item(item->bytes);
        }
    }
    if (at != data + size || sequence->n == 0 || sequence->n > SEQUENCE_MAX_ITEMS) {
        abort();
    }
    return 0;
}
