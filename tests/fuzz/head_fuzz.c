/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A head is complete at one length only: no part of it is, and more behind it changes nothing. */
#include <stdlib.h>

#include "draw.h"
#include "http/head.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct head head;
    struct error err;
    size_t len = 0;
    if (head_parse(span_of(data, size), &head, &len, &err) != HEAD_COMPLETE) {
        return 0;
    }
    if (len == 0 || len > size || len > HEAD_MAX_BYTES || head.host.len == 0) {
        abort();
    }
    struct draw_cuts cuts = draw_cuts(data, len);
    for (size_t shorter; draw_next_cut(&cuts, &shorter);) {
        struct head ignored;
        size_t ignored_len;
        if (head_parse(span_of(data, shorter), &ignored, &ignored_len, &err) != HEAD_INCOMPLETE) {
            abort();
        }
    }
    return 0;
}
