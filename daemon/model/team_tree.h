/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TEAM_TREE_H
#define PULSSID_MODEL_TEAM_TREE_H

/*
 * The organisation's tree as of one day or one period: nodes in post-order (children before parents), so that
 * one pass over the array carries anything up. Teams without a parent hang from an implicit root, the whole
 * organisation, which is the last node, with team_id 0. Immutable after building; owned through
 * team_tree_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "code.h"

#define HEADCOUNT_UNKNOWN (-1)

/* Leaves up to which results about pairs of teams have a row for every ordered pair. */
#define TEAM_MATRIX_MAX 100

/* One team as given to team_tree_new(). */
struct team {
    int32_t id;        /* > 0 */
    int32_t parent_id; /* 0: none */
    int32_t headcount; /* or HEADCOUNT_UNKNOWN */
    bool is_router;
    char code[CODE_SIZE];
};

struct team_node {
    struct team team; /* of the root: id 0, code "*", headcount unknown */
    int32_t parent;   /* index in nodes, greater than the node's own; -1 for the root */
    int32_t first;    /* all from this index to the node's own are at or below it, and no others */
    int32_t n_children;
    int32_t n_leaves; /* leaves at or below: 1 for a leaf */
};

struct team_tree {
    size_t n;                /* teams + 1 */
    struct team_node *nodes; /* post-order, the root last; siblings in order of their codes */
    struct id_index *ids;    /* for team_tree_find() */
};

/* Builds a tree of n teams in any order. A parent that is not among them (not valid that day) makes its team
 * hang from the root. INPUT on a cycle or two teams of one id. */
bool team_tree_new(const struct team *teams, size_t n, struct team_tree **ret_tree,
                   struct error *err) MUST_CHECK;
struct team_tree *team_tree_free(struct team_tree *tree);
DEFINE_CLEANUP(team_tree_free, struct team_tree)

/* Index of the node of a team id (0: the root), or -1. Time: logarithmic. */
int32_t team_tree_find(const struct team_tree *tree, int32_t team_id);

#endif
