/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TOUCH_MAP_H
#define PULSSID_STORE_TOUCH_MAP_H

/*
 * Which teams of a customer's path count for which node of the tree. Plain growable arrays; all zero is an
 * empty map. Owned by whoever holds the struct.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct touch_map {
    size_t n;
    size_t capacity;
    int32_t *teams;
    int32_t *nodes;
};

bool touch_map_add(struct touch_map *map, int32_t team, int32_t node, struct error *err) MUST_CHECK;
void touch_map_free(struct touch_map *map);

/* Whether both hold the same touches in the same order. */
bool touch_map_equal(const struct touch_map *a, const struct touch_map *b);

static inline void touch_map_free_local(struct touch_map *map)
{
    touch_map_free(map);
}

#endif
