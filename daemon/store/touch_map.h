/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TOUCH_MAP_H
#define PULSSID_STORE_TOUCH_MAP_H

/*
 * Which teams of a customer's path count for which node of the tree, and as part of which component of it.
 * component 0: a rest team, whose contacts are counted apart when they touch no component of the node. Plain
 * growable arrays; all zero is an empty map. Owned by whoever holds the struct.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct touch_map {
    size_t n;
    size_t capacity;
    int32_t *teams;
    int32_t *nodes;
    int32_t *components;
};

bool touch_map_add(struct touch_map *map, int32_t team, int32_t node, int32_t component,
                   struct error *err) MUST_CHECK;
void touch_map_free(struct touch_map *map);

static inline void touch_map_free_local(struct touch_map *map)
{
    touch_map_free(map);
}

#endif
