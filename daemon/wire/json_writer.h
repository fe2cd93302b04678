/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_JSON_WRITER_H
#define PULSSID_WIRE_JSON_WRITER_H

/* Pieces of JSON (RFC 8259) at the end of a buffer; brackets and commas are the caller's. Sticky failure of
 * the buffer. */

#include "base/buffer.h"
#include "base/span.h"

/* A string with its quotes and escapes. The text is UTF-8. */
void json_writer_string(struct buffer *out, const char *text);
/* The same of a part of a text. */
void json_writer_span(struct buffer *out, struct span text);
/* "key": with the colon behind it. */
void json_writer_key(struct buffer *out, const char *key);
/* The text as it stands if it is a number by JSON's grammar; else null. */
void json_writer_number(struct buffer *out, const char *text, size_t len);

#endif
