/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_CBOR_SCAN_H
#define PULSSID_WIRE_CBOR_SCAN_H

/*
 * Bounds before libcbor sees a byte: walks one CBOR data item, without recursion and without memory, and says
 * where it ends. Refuses indefinite lengths, reserved additional information, strings and containers longer
 * than the bytes that are left, text that is not UTF-8. Pure.
 */

#include <stddef.h>

#include "base/error.h"
#include "base/span.h"

struct cbor_limits {
    size_t max_bytes;
    size_t max_items; /* every key, value, tag and container counts one */
    size_t max_depth; /* nesting of containers and tags; a plain item has 0 */
};

/* Length in bytes of the item that `input` begins with. MALFORMED when there is none (the end of the item
 * cannot be known). TOO_LARGE when there is one but it is over a limit, INVALID_FIELD when a text in it is
 * not UTF-8: *ret_len is then set too, so that a sequence can go on behind it. Depth over 64 is MALFORMED
 * whatever the limits. Errors say at which byte. */
bool cbor_scan(struct span input, const struct cbor_limits *limits, size_t *ret_len,
               struct error *err) MUST_CHECK;

#endif
