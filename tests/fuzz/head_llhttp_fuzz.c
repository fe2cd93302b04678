/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What we accept, node's llhttp accepts too, with the same end of the head and the same length of the
 * content. */
#include <stdlib.h>

#include "http/head.h"
#include "llhttp_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct head head;
    struct error err;
    size_t len = 0;
    uint64_t length;
    if (head_parse(span_of(data, size), &head, &len, &err) != HEAD_COMPLETE) {
        return 0;
    }
    if (llhttp_oracle_ends(span_of(data, len - 1), &length)) {
        abort();
    }
    if (!llhttp_oracle_ends(span_of(data, len), &length) || length != head.content_length) {
        abort();
    }
    return 0;
}
