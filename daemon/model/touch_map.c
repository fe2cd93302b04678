/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts teams by where they are shown, and finds where the range of each node begins. */
#include "touch_map.h"

#include <stdlib.h>
#include <string.h>

/* A team on its way to a place. */
struct placed {
    int32_t at; /* where it is shown, or the node behind the last one */
    int32_t node;
};

static int by_node_shown(const void *a, const void *b)
{
    const struct placed *x = a;
    const struct placed *y = b;
    return x->at != y->at ? (x->at > y->at) - (x->at < y->at) : (x->node > y->node) - (x->node < y->node);
}

/* Levels of a team that is shown at a node: those of the nodes at and above it, and its own. */
static int32_t count_levels(const struct team_tree *tree, int32_t at)
{
    int32_t n = 1;
    for (; at < (int32_t)tree->n && at >= 0; at = tree->nodes[at].parent) {
        n++;
    }
    return n;
}

/* Sorts the teams, and sets how many are shown at nodes before each one: behind the last node too. */
static void sort_teams(const struct team_tree *tree, const struct touch_disclosure *shown,
                       struct placed *teams, int32_t *before)
{
    int32_t n = (int32_t)tree->n;
    for (int32_t v = 0; v + 1 < n; v++) {
        int32_t at = shown[v].shown_at;
        teams[v] = (struct placed){at == DISCLOSURE_NOWHERE ? n : at, v};
        before[teams[v].at + 1]++;
    }
    for (int32_t v = 1; v <= n + 1; v++) {
        before[v] += before[v - 1];
    }
    qsort(teams, tree->n - 1, sizeof *teams, by_node_shown);
}

static bool make_arrays(struct touch_map *map, struct error *err)
{
    map->nodes = calloc(map->n + 1, sizeof *map->nodes);
    map->teams = calloc(map->n + 1, sizeof *map->teams);
    map->levels = calloc(map->n + 1, sizeof *map->levels);
    map->starts = calloc(map->n * map->width + 1, sizeof *map->starts);
    return (map->nodes != NULL && map->teams != NULL && map->levels != NULL && map->starts != NULL) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the places of %zu teams", map->n);
}

/* Sets a place's levels, the last one first. */
static void set_levels(const struct team_tree *tree, const int32_t *before, int32_t at, int32_t place,
                       struct touch_map *map)
{
    int32_t *starts = map->starts + (size_t)place * map->width;
    int32_t level = count_levels(tree, at);
    map->levels[place] = level;
    for (size_t i = (size_t)level; i < map->width; i++) {
        starts[i] = TOUCH_MAP_NO_LEVEL;
    }
    starts[--level] = place;
    for (; level > 0; at = tree->nodes[at].parent) {
        starts[--level] = before[tree->nodes[at].first];
    }
}

bool touch_map_make(const struct team_tree *tree, const struct touch_disclosure *shown,
                    struct touch_map *ret_map, struct error *err)
{
    struct placed *teams CLEANUP(free) = calloc(tree->n, sizeof *teams);
    int32_t *before CLEANUP(free) = calloc(tree->n + 2, sizeof *before);
    *ret_map = (struct touch_map){.n = tree->n - 1, .width = 1};
    if (teams == NULL || before == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the places of %zu teams", tree->n);
    }
    sort_teams(tree, shown, teams, before);
    for (size_t p = 0; p < ret_map->n; p++) {
        size_t levels = (size_t)count_levels(tree, teams[p].at);
        ret_map->width = levels > ret_map->width ? levels : ret_map->width;
    }
    if (!make_arrays(ret_map, err)) {
        return false;
    }
    for (size_t p = 0; p < ret_map->n; p++) {
        ret_map->nodes[p] = teams[p].node;
        ret_map->teams[p] = tree->nodes[teams[p].node].team.id;
        set_levels(tree, before, teams[p].at, (int32_t)p, ret_map);
    }
    return true;
}

void touch_map_free(struct touch_map *map)
{
    free(map->nodes);
    free(map->teams);
    free(map->levels);
    free(map->starts);
    *map = (struct touch_map){0};
}

static bool same(const int32_t *a, const int32_t *b, size_t n)
{
    return n == 0 || memcmp(a, b, n * sizeof *a) == 0;
}

bool touch_map_equal(const struct touch_map *a, const struct touch_map *b)
{
    return a->n == b->n && a->width == b->width && same(a->nodes, b->nodes, a->n) &&
           same(a->starts, b->starts, a->n * a->width);
}
