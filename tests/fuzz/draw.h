/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_DRAW_H
#define PULSSID_TESTS_DRAW_H

/*
 * Which of the dear checks an input gets, so that libFuzzer tries many more inputs a second. Drawn from the
 * bytes themselves (FNV-1a): an input that broke something does so again, and a changed one is drawn anew.
 *
 * With DRAW_EVERYTHING, which a replay of the corpus defines, every input gets every check.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t draw_hash(const uint8_t *data, size_t len)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < len; i++) {
        hash = (hash ^ data[i]) * 0x100000001b3;
    }
    return hash ^ hash >> 32;
}

/* True for one input of four. */
static inline bool draw_whether(const uint8_t *data, size_t len)
{
#ifdef DRAW_EVERYTHING
    (void)data, (void)len;
    return true;
#else
    return draw_hash(data, len) % 4 == 0;
#endif
}

/* Where an input is cut short, for what must hold of every shorter prefix: everywhere, or one byte before the
 * end, which is the likeliest to be wrong, and at DRAW_CUTS places more. */
#define DRAW_CUTS 3

struct draw_cuts {
    size_t len; /* of the whole, not 0 */
    size_t n;   /* cuts made */
    uint64_t hash;
};

static inline struct draw_cuts draw_cuts(const uint8_t *data, size_t len)
{
    return (struct draw_cuts){len, 0, draw_hash(data, len)};
}

/* The next length to cut at, less than the whole; false: there are no more. */
static inline bool draw_next_cut(struct draw_cuts *cuts, size_t *ret_len)
{
#ifdef DRAW_EVERYTHING
    *ret_len = cuts->n;
    return cuts->n++ < cuts->len;
#else
    *ret_len =
        cuts->n == 0 ? cuts->len - 1 : (size_t)((cuts->hash >> 16 * (cuts->n - 1) & 0xffff) % cuts->len);
    return cuts->n++ <= DRAW_CUTS;
#endif
}

#endif
