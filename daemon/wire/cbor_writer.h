/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_CBOR_WRITER_H
#define PULSSID_WIRE_CBOR_WRITER_H

/* Appends CBOR to a buffer by libcbor's encoders, in the shortest form and with definite lengths (RFC
 * 8949, 4.2.1; the order of a map's keys is the caller's). Sticky failure of the buffer. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/span.h"

/* Heads: n items, or n pairs, follow. */
void cbor_writer_array(struct buffer *out, size_t n);
void cbor_writer_map(struct buffer *out, size_t n);

void cbor_writer_integer(struct buffer *out, int64_t value);
void cbor_writer_boolean(struct buffer *out, bool value);
void cbor_writer_bytes(struct buffer *out, struct span bytes);
void cbor_writer_text(struct buffer *out, const char *text);

#endif
