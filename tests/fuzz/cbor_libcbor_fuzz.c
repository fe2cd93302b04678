/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scan accepts, libcbor loads, with the same end. */
#include <cbor.h>
#include <stdlib.h>

#include "wire/cbor_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libcbor 0.8 refuses tags and simple values that nobody has assigned, which are well-formed (RFC 8949, 5).
 */
static bool is_unassigned(uint8_t head)
{
    unsigned major = head >> 5;
    unsigned info = head & 0x1f;
    return major == 6 || (major == 7 && (info < 20 || info == 24));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct cbor_limits none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct cbor_load_result result;
    struct error err;
    size_t len;
    if (!cbor_scan(span_of(data, size), &none, &len, &err)) {
        return 0;
    }
    cbor_item_t *item = cbor_load(data, size, &result);
    size_t at = result.error.position;
    if (item == NULL ? at >= size || !is_unassigned(data[at]) : result.read != len) {
        abort();
    }
    if (item != NULL) {
        cbor_decref(&item);
    }
    return 0;
}
