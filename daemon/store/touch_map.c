/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three arrays that grow together. */
#include "touch_map.h"

#include <stdlib.h>

static bool grow(int32_t **array, size_t capacity)
{
    int32_t *grown = realloc(*array, capacity * sizeof **array);
    if (grown != NULL) {
        *array = grown;
    }
    return grown != NULL;
}

bool touch_map_add(struct touch_map *map, int32_t team, int32_t node, int32_t component, struct error *err)
{
    if (map->n == map->capacity) {
        size_t capacity = map->capacity == 0 ? 64 : 2 * map->capacity;
        if (!grow(&map->teams, capacity) || !grow(&map->nodes, capacity) ||
            !grow(&map->components, capacity)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", capacity);
        }
        map->capacity = capacity;
    }
    map->teams[map->n] = team;
    map->nodes[map->n] = node;
    map->components[map->n] = component;
    map->n++;
    return true;
}

void touch_map_free(struct touch_map *map)
{
    free(map->teams);
    free(map->nodes);
    free(map->components);
}
