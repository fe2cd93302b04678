/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scan never accepts more than there is, and no shorter prefix of what it accepts. */
#include <stdlib.h>

#include "draw.h"
#include "wire/cbor_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cbor_limits none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct error err;
    size_t len;
    if (!cbor_scan(span_of(data, size), &none, &len, &err)) {
        return 0;
    }
    if (len == 0 || len > size) {
        abort();
    }
    struct draw_cuts cuts = draw_cuts(data, len);
    for (size_t shorter; draw_next_cut(&cuts, &shorter);) {
        size_t ignored;
        if (cbor_scan(span_of(data, shorter), &none, &ignored, &err)) {
            abort();
        }
    }
    return 0;
}
