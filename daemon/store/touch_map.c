/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two arrays that grow together. */
#include "touch_map.h"

#include <stdlib.h>
#include <string.h>

static bool grow(int32_t **array, size_t capacity)
{
    int32_t *grown = realloc(*array, capacity * sizeof **array);
    if (grown != NULL) {
        *array = grown;
    }
    return grown != NULL;
}

bool touch_map_add(struct touch_map *map, int32_t team, int32_t node, struct error *err)
{
    if (map->n == map->capacity) {
        size_t capacity = map->capacity == 0 ? 64 : 2 * map->capacity;
        if (!grow(&map->teams, capacity) || !grow(&map->nodes, capacity)) {
            return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", capacity);
        }
        map->capacity = capacity;
    }
    map->teams[map->n] = team;
    map->nodes[map->n] = node;
    map->n++;
    return true;
}

void touch_map_free(struct touch_map *map)
{
    free(map->teams);
    free(map->nodes);
}

static bool same(const int32_t *a, const int32_t *b, size_t n)
{
    return n == 0 || memcmp(a, b, n * sizeof *a) == 0;
}

bool touch_map_equal(const struct touch_map *a, const struct touch_map *b)
{
    return a->n == b->n && same(a->teams, b->teams, a->n) && same(a->nodes, b->nodes, a->n);
}
