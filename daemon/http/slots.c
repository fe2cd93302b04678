/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tickets for things that may go before their answer comes. */
#include "http/slots.h"

#include <stdlib.h>

static struct slot *slot_of(const struct slots *slots, uint64_t ticket)
{
    uint32_t index = (uint32_t)ticket;
    if (index >= slots->n) {
        return NULL;
    }
    struct slot *slot = &slots->slots[index];
    return slot->item != NULL && slot->generation == (uint32_t)(ticket >> 32) ? slot : NULL;
}

bool slots_init(struct slots *slots, size_t n)
{
    struct slot *table = calloc(n, sizeof *table);
    if (table == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        table[i] = (struct slot){.generation = 1, .next_free = (uint32_t)i + 1};
    }
    *slots = (struct slots){.slots = table, .n = n};
    return true;
}

void slots_done(struct slots *slots)
{
    free(slots->slots);
    *slots = (struct slots){0};
}

uint64_t slots_add(struct slots *slots, void *item)
{
    if (slots->used == slots->n) {
        return 0;
    }
    uint32_t index = slots->first_free;
    struct slot *slot = &slots->slots[index];
    slots->first_free = slot->next_free;
    slots->used++;
    slot->item = item;
    return (uint64_t)slot->generation << 32 | index;
}

void *slots_find(const struct slots *slots, uint64_t ticket)
{
    const struct slot *slot = slot_of(slots, ticket);
    return slot != NULL ? slot->item : NULL;
}

void slots_remove(struct slots *slots, uint64_t ticket)
{
    struct slot *slot = slot_of(slots, ticket);
    if (slot == NULL) {
        return;
    }
    slot->item = NULL;
    slot->generation = slot->generation == UINT32_MAX ? 1 : slot->generation + 1;
    slot->next_free = slots->first_free;
    slots->first_free = (uint32_t)ticket;
    slots->used--;
}

void *slots_at(const struct slots *slots, size_t i)
{
    return slots->slots[i].item;
}
