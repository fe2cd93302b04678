/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TOUCH_MAP_H
#define PULSSID_MODEL_TOUCH_MAP_H

/*
 * How contacts are counted once at every node of the tree, in one pass, whatever teams they touched.
 *
 * Every team has a place, a number from 0, in the order of the nodes where teams are shown, so that what
 * counts at a node are the places of a range. The levels of a place are the ranges that hold it, each within
 * the one before: that of the whole first, then those of the nodes down to where the team is shown, and at
 * last the place alone. A team that is shown nowhere has this last level only, and a place behind all that
 * are.
 *
 * Of the places of a contact in order, each counts at those of its levels that do not hold the place before;
 * they are the last ones, and as many are the others as have their starts at or before the place before. So
 * the contact counts at every level of any of its places, once.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "team_tree.h"
#include "touch_disclosure.h"

/* The start of a level that a place does not have. */
#define TOUCH_MAP_NO_LEVEL INT32_MAX

struct touch_map {
    size_t n;        /* places, one for each team */
    size_t width;    /* of starts, for each place */
    int32_t *nodes;  /* by place: the team's own */
    int32_t *teams;  /* by place: its id */
    int32_t *levels; /* by place: how many */
    int32_t *starts; /* by place: the first places of its levels, then TOUCH_MAP_NO_LEVEL */
};

/* Makes the map of teams that are shown so. Owned by whoever holds the struct; freed by them also on failure.
 */
bool touch_map_make(const struct team_tree *tree, const struct touch_disclosure *shown,
                    struct touch_map *ret_map, struct error *err) MUST_CHECK;
void touch_map_free(struct touch_map *map);

static inline void touch_map_free_local(struct touch_map *map)
{
    touch_map_free(map);
}

/* Whether contacts count alike by both, which are of one tree. */
bool touch_map_equal(const struct touch_map *a, const struct touch_map *b);

#endif
