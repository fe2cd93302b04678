/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_SLOTS_H
#define PULSSID_HTTP_SLOTS_H

/*
 * A table of things that others name by ticket, so that a late answer to something that is gone finds
 * nothing:
 *
 *   ticket = generation (32 bits) | index (32 bits)
 *
 * A slot's generation grows when its thing leaves. 0 is never a ticket. One thread; owned through
 * slots_done().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slot {
    void *item; /* NULL: free */
    uint32_t generation;
    uint32_t next_free;
};

struct slots {
    struct slot *slots;
    size_t n;
    size_t used;
    uint32_t first_free;
};

/* A table of n free slots, 1 <= n < 2^32. False when memory is out. */
bool slots_init(struct slots *slots, size_t n) __attribute__((warn_unused_result));
void slots_done(struct slots *slots);

/* The ticket of item (not NULL, stays the caller's); 0 when the table is full. */
uint64_t slots_add(struct slots *slots, void *item);
/* NULL when what the ticket named is gone. */
void *slots_find(const struct slots *slots, uint64_t ticket);
void slots_remove(struct slots *slots, uint64_t ticket);

/* The item in slot i < n, NULL when it is free: to visit all. */
void *slots_at(const struct slots *slots, size_t i);

#endif
