/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_SPAN_H
#define PULSSID_BASE_SPAN_H

/* A run of bytes that somebody else owns: it is valid as long as they say. No terminator. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
    const uint8_t *data;
    size_t len;
};

/* For printf("%.*s"): precision and pointer. */
#define SPAN_ARG(s) (int)(s).len, (const char *)(s).data

static inline struct span span_of(const void *data, size_t len)
{
    return (struct span){(const uint8_t *)data, len};
}

/* The same for a literal, known when it is compiled: struct span s = SPAN_LITERAL("id"). */
#define SPAN_LITERAL(text)                                                                                   \
    {                                                                                                        \
        (const uint8_t *)(text), sizeof(text) - 1                                                            \
    }

static inline struct span span_text(const char *text)
{
    return span_of(text, strlen(text));
}

/* The last byte first: where codes of the same length differ ("wb1", "wb2"), it is mostly there. */
static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len &&
           (a.len == 0 || (a.data[a.len - 1] == b.data[b.len - 1] && memcmp(a.data, b.data, a.len) == 0));
}

/* Whether the bytes are those of a C string. */
static inline bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_text(text));
}

#endif
