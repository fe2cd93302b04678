/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_BUFFER_H
#define PULSSID_BASE_BUFFER_H

/*
 * Bytes that grow at the end and are consumed from the front:
 *
 *   data ──► [ consumed | waiting (len bytes from start) | room up to capacity ]
 *
 * Errors are sticky: after a failed allocation `failed` is set, every later append does nothing, and what is
 * there stays readable, so a writer checks once at the end. Owned by whoever holds the struct; not
 * thread-safe.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

struct buffer {
    uint8_t *data;
    size_t start; /* first byte that waits */
    size_t len;   /* bytes that wait */
    size_t capacity;
    bool failed;
};

/* An empty buffer owns nothing; all zero is valid: struct buffer b = {0}. */
void buffer_free(struct buffer *b);

/* Makes room for at least `more` bytes behind those that wait. False and `failed` when memory is out. */
bool buffer_reserve(struct buffer *b, size_t more);
void buffer_append(struct buffer *b, const void *data, size_t len);
void buffer_append_text(struct buffer *b, const char *text);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Where bytes may be written after buffer_reserve(); buffer_advance() then counts them in. */
uint8_t *buffer_tail(struct buffer *b);
void buffer_advance(struct buffer *b, size_t len);

/* Forgets `len` bytes at the front (at most those that wait). */
void buffer_consume(struct buffer *b, size_t len);
/* The bytes that wait; valid until the next change. */
struct span buffer_span(const struct buffer *b);

static inline void buffer_free_local(struct buffer *b)
{
    buffer_free(b);
}

#endif
