/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A growable run of bytes with sticky failure. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buffer_free(struct buffer *b)
{
    free(b->data);
    *b = (struct buffer){0};
}

/* Moves what waits to the front, so that consumed bytes become room. */
static void compact(struct buffer *b)
{
    if (b->start > 0 && b->len > 0) {
        memmove(b->data, b->data + b->start, b->len);
    }
    b->start = 0;
}

bool buffer_reserve(struct buffer *b, size_t more)
{
    if (b->failed) {
        return false;
    }
    if (b->capacity - b->start - b->len >= more) {
        return true;
    }
    compact(b);
    if (b->capacity - b->len >= more) {
        return true;
    }
    size_t wanted = b->capacity < 64 ? 64 : b->capacity;
    while (wanted - b->len < more) {
        if (wanted > SIZE_MAX / 2) {
            b->failed = true;
            return false;
        }
        wanted *= 2;
    }
    uint8_t *grown = realloc(b->data, wanted);
    if (grown == NULL) {
        b->failed = true;
        return false;
    }
    b->data = grown;
    b->capacity = wanted;
    return true;
}

void buffer_append(struct buffer *b, const void *data, size_t len)
{
    if (len > 0 && buffer_reserve(b, len)) {
        memcpy(buffer_tail(b), data, len);
        b->len += len;
    }
}

void buffer_append_text(struct buffer *b, const char *text)
{
    buffer_append(b, text, strlen(text));
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need < 0) {
        b->failed = true;
    } else if (buffer_reserve(b, (size_t)need + 1)) {
        vsnprintf((char *)buffer_tail(b), (size_t)need + 1, format, again);
        b->len += (size_t)need;
    }
    va_end(again);
}

uint8_t *buffer_tail(struct buffer *b)
{
    return b->data + b->start + b->len;
}

void buffer_advance(struct buffer *b, size_t len)
{
    b->len += len;
}

void buffer_consume(struct buffer *b, size_t len)
{
    b->len -= len;
    b->start = b->len == 0 ? 0 : b->start + len;
}

struct span buffer_span(const struct buffer *b)
{
    return b->len == 0 ? (struct span){0} : span_of(b->data + b->start, b->len);
}
