/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SMALL_TREE_H
#define PULSSID_TESTS_SMALL_TREE_H

/* Trees for the tests of what may be shown: every one of a size, or a random one. */

#include <stdio.h>
#include <stdlib.h>

#include "../unit.h"
#include "model/team_tree.h"

/* Teams T00001 … with ids 1 …; parents[i]: the id that team i + 1 hangs from, 0 for the whole. headcounts
 * NULL: none is known. */
static inline struct team_tree *make_tree(const int32_t *parents, size_t n, const int32_t *headcounts)
{
    struct team *teams CLEANUP(free) = calloc(n + 1, sizeof *teams);
    struct team_tree *tree = NULL;
    struct error err;
    assert_non_null(teams);
    for (size_t i = 0; i < n; i++) {
        teams[i] = (struct team){.id = (int32_t)i + 1,
                                 .parent_id = parents[i],
                                 .headcount = headcounts == NULL ? HEADCOUNT_UNKNOWN : headcounts[i]};
        snprintf(teams[i].code, sizeof teams[i].code, "T%05zu", i + 1);
    }
    assert_true(team_tree_new(teams, n, &tree, &err));
    return tree;
}

/* The next of all trees of n teams in which each hangs from the whole or from a team before it; the first has
 * all parents 0. False behind the last. */
static inline bool next_tree(int32_t *parents, size_t n)
{
    size_t i = 0;
    while (i < n && parents[i] == (int32_t)i) {
        parents[i++] = 0;
    }
    if (i == n) {
        return false;
    }
    parents[i]++;
    return true;
}

static inline void random_parents(int32_t *parents, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        parents[i] = (int32_t)((size_t)random() % (i + 1));
    }
}

static inline bool is_at_or_below(const struct team_tree *tree, int32_t node, int32_t above)
{
    while (node >= 0 && node != above) {
        node = tree->nodes[node].parent;
    }
    return node == above;
}

#endif
