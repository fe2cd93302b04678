/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Items of CBOR at the end of a buffer. */
#include "cbor_writer.h"

#include <cbor.h>

#define HEAD_MAX 9

/* Appends a head: initial byte and argument. */
static void append_head(struct buffer *out, size_t (*encode)(size_t, unsigned char *, size_t), size_t n)
{
    if (buffer_reserve(out, HEAD_MAX)) {
        buffer_advance(out, encode(n, buffer_tail(out), HEAD_MAX));
    }
}

void cbor_writer_array(struct buffer *out, size_t n)
{
    append_head(out, cbor_encode_array_start, n);
}

void cbor_writer_map(struct buffer *out, size_t n)
{
    append_head(out, cbor_encode_map_start, n);
}

void cbor_writer_integer(struct buffer *out, int64_t value)
{
    if (!buffer_reserve(out, HEAD_MAX)) {
        return;
    }
    size_t len = value < 0 ? cbor_encode_negint((uint64_t)(-1 - value), buffer_tail(out), HEAD_MAX)
                           : cbor_encode_uint((uint64_t)value, buffer_tail(out), HEAD_MAX);
    buffer_advance(out, len);
}

void cbor_writer_boolean(struct buffer *out, bool value)
{
    if (buffer_reserve(out, HEAD_MAX)) {
        buffer_advance(out, cbor_encode_bool(value, buffer_tail(out), HEAD_MAX));
    }
}

void cbor_writer_bytes(struct buffer *out, struct span bytes)
{
    append_head(out, cbor_encode_bytestring_start, bytes.len);
    buffer_append(out, bytes.data, bytes.len);
}

void cbor_writer_text(struct buffer *out, const char *text)
{
    struct span bytes = span_text(text);
    append_head(out, cbor_encode_string_start, bytes.len);
    buffer_append(out, bytes.data, bytes.len);
}
