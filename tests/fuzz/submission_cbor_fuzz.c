/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decoder survives anything; what it accepts, the scan accepts whole, and its codes lie within the input
 * and its ratings are of its answers. */
#include <stdlib.h>

#include "wire/cbor_scan.h"
#include "wire/submission_cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require_within(struct span code, const uint8_t *data, size_t size)
{
    if (code.len == 0 || code.data < data || code.data + code.len > data + size) {
        abort();
    }
}

static void require_submission_within(const struct submission *submission, const uint8_t *data, size_t size)
{
    require_within(submission->survey, data, size);
    require_within(submission->team, data, size);
    for (size_t i = 0; i < submission->n_path; i++) {
        require_within(submission->path[i], data, size);
    }
    if (submission->topic.len > 0) {
        require_within(submission->topic, data, size);
    }
    if (submission->n_reasons >= SUBMISSION_MAX_PATH) {
        abort();
    }
    for (size_t i = 0; i < submission->n_answers; i++) {
        const struct submission_answer *answer = &submission->answers[i];
        require_within(answer->question, data, size);
        if (answer->first_rating + answer->n_ratings > submission->n_ratings) {
            abort();
        }
    }
    for (size_t i = 0; i < submission->n_ratings; i++) {
        require_within(submission->ratings[i].team, data, size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cbor_limits limits = {SUBMISSION_MAX_BYTES, SUBMISSION_MAX_ITEMS,
                                              SUBMISSION_MAX_DEPTH};
    struct submission submission;
    struct span secret;
    struct error err;
    size_t len;
    bool has_id;
    if (submission_cbor_decode(span_of(data, size), &submission, &has_id, &err)) {
        if (!has_id || !cbor_scan(span_of(data, size), &limits, &len, &err) || len != size) {
            abort();
        }
        require_submission_within(&submission, data, size);
    }
    if (submission_cbor_decode_withdrawal(span_of(data, size), &secret, &err)) {
        require_within(secret, data, size);
    }
    return 0;
}
