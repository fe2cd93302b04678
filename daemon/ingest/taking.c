/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Submissions of a request, one after the other. */
#include "taking.h"

#include <string.h>

#include "wire/submission_cbor.h"

static void settle_refusal(struct verdicts_slot *slot, const struct error *err)
{
    if (error_is_retryable(err->code)) {
        verdicts_fail(slot, err);
    } else {
        verdicts_reject(slot, err);
    }
}

static void take_item(const struct taking *taking, const struct sequence_item *item,
                      struct verdicts_slot *slot)
{
    struct submission submission;
    struct record *record;
    struct error err;
    bool ok = (item->scanned ? submission_cbor_decode_scanned
                             : submission_cbor_decode)(item->bytes, &submission, &slot->has_id, &err);
    if (slot->has_id) {
        memcpy(slot->id, submission.id, sizeof slot->id);
    }
    if (ok && check_submission(&taking->checks, taking->key, &submission, &record, &err)) {
        taking->store(taking->ctx, record, slot);
    } else {
        settle_refusal(slot, &err);
    }
}

void taking_run(const struct taking *taking)
{
    const struct sequence *items = taking->items;
    for (size_t i = 0; i < items->n; i++) {
        struct verdicts_slot *slot = verdicts_slot(taking->verdicts, i);
        struct error err;
        if (verdicts_failed(taking->verdicts)) {
            error_set(&err, ERROR_OVERLOADED, "a submission before this one could not be taken");
            verdicts_fail(slot, &err);
        } else if (items->broken && i + 1 == items->n) {
            err = items->why;
            error_prefix(&err, "submission %zu cannot be read, nor anything behind it", i + 1);
            verdicts_reject(slot, &err);
        } else {
            take_item(taking, &items->items[i], slot);
        }
    }
    verdicts_seal(taking->verdicts);
}
