/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The organisation's tree, laid out in post-order. */
#include "team_tree.h"

#include <stdlib.h>
#include <string.h>

/* A team while the tree is being built: its children as a chain of siblings in order of code. */
struct sprout {
    const struct team *team;
    int32_t parent; /* index in sprouts, or -1 for the root */
    int32_t first_child;
    int32_t next_sibling;
};

static int by_code(const void *a, const void *b)
{
    return strcmp(((const struct sprout *)a)->team->code, ((const struct sprout *)b)->team->code);
}

struct id_index {
    int32_t id;
    int32_t at;
};

static int by_id(const void *a, const void *b)
{
    int32_t x = ((const struct id_index *)a)->id;
    int32_t y = ((const struct id_index *)b)->id;
    return (x > y) - (x < y);
}

static int32_t find_id(const struct id_index *ids, size_t n, int32_t id)
{
    struct id_index wanted = {.id = id};
    const struct id_index *found = bsearch(&wanted, ids, n, sizeof *ids, by_id);
    return found == NULL ? -1 : found->at;
}

/* Resolves parents. sprouts are in order of code; going backwards makes the chains of siblings ascend. */
static bool link_parents(struct sprout *sprouts, struct id_index *ids, size_t n, struct error *err)
{
    for (size_t i = 0; i < n; i++) {
        ids[i] = (struct id_index){sprouts[i].team->id, (int32_t)i};
    }
    qsort(ids, n, sizeof *ids, by_id);
    for (size_t i = 1; i < n; i++) {
        if (ids[i].id == ids[i - 1].id) {
            return error_set(err, ERROR_INPUT, "team %s is there twice", sprouts[ids[i].at].team->code);
        }
    }
    for (size_t i = n; i-- > 0;) {
        int32_t parent = sprouts[i].team->parent_id == 0 ? -1 : find_id(ids, n, sprouts[i].team->parent_id);
        sprouts[i].parent = parent;
        int32_t *chain = parent < 0 ? NULL : &sprouts[parent].first_child;
        if (chain != NULL) {
            sprouts[i].next_sibling = *chain;
            *chain = (int32_t)i;
        }
    }
    return true;
}

static int32_t deepest_first_child(const struct sprout *sprouts, int32_t at)
{
    while (sprouts[at].first_child >= 0) {
        at = sprouts[at].first_child;
    }
    return at;
}

/* The node behind `at` in post-order below one top team, -1 after the top team itself. */
static int32_t next_in_post_order(const struct sprout *sprouts, int32_t at)
{
    if (sprouts[at].parent < 0) {
        return -1;
    }
    int32_t sibling = sprouts[at].next_sibling;
    return sibling >= 0 ? deepest_first_child(sprouts, sibling) : sprouts[at].parent;
}

/* Lays the sprouts out; place[i] becomes the node of sprout i. Returns how many were reached: fewer than n on
 * a cycle. */
static size_t lay_out(const struct sprout *sprouts, size_t n, struct team_tree *tree, int32_t *place)
{
    size_t laid = 0;
    for (size_t top = 0; top < n; top++) {
        if (sprouts[top].parent >= 0) {
            continue;
        }
        for (int32_t at = deepest_first_child(sprouts, (int32_t)top); at >= 0;
             at = next_in_post_order(sprouts, at)) {
            place[at] = (int32_t)laid;
            tree->nodes[laid++].team = *sprouts[at].team;
        }
    }
    return laid;
}

static void finish(const struct sprout *sprouts, size_t n, const int32_t *place, struct team_tree *tree)
{
    int32_t root = (int32_t)n;
    tree->nodes[root] =
        (struct team_node){.team = {.id = 0, .headcount = HEADCOUNT_UNKNOWN, .code = "*"}, .parent = -1};
    for (size_t i = 0; i < n; i++) {
        tree->nodes[place[i]].parent = sprouts[i].parent < 0 ? root : place[sprouts[i].parent];
    }
    for (size_t i = 0; i < n; i++) {
        struct team_node *node = &tree->nodes[i];
        struct team_node *parent = &tree->nodes[node->parent];
        bool leaf = node->n_children == 0;
        node->n_leaves = leaf ? 1 : node->n_leaves;
        node->first = leaf ? (int32_t)i : node->first;
        parent->first = parent->n_children == 0 ? node->first : parent->first;
        parent->n_children++;
        parent->n_leaves += node->n_leaves;
    }
}

/* From places among the sprouts to nodes. */
static void index_nodes(struct id_index *ids, size_t n, const int32_t *place)
{
    for (size_t i = 0; i < n; i++) {
        ids[i].at = place[ids[i].at];
    }
}

/* Scratch memory of a build; ids become the tree's. */
struct nursery {
    struct sprout *sprouts;
    struct id_index *ids;
    int32_t *place;
};

static void nursery_local(struct nursery *nursery)
{
    free(nursery->sprouts);
    free(nursery->ids);
    free(nursery->place);
}

bool team_tree_new(const struct team *teams, size_t n, struct team_tree **ret_tree, struct error *err)
{
    CLEANUP(nursery)
    struct nursery nursery = {calloc(n + 1, sizeof(struct sprout)), calloc(n + 1, sizeof(struct id_index)),
                              calloc(n + 1, sizeof(int32_t))};
    CLEANUP(team_tree_free) struct team_tree *tree = calloc(1, sizeof *tree);
    if (tree == NULL || nursery.sprouts == NULL || nursery.ids == NULL || nursery.place == NULL ||
        (tree->nodes = calloc(n + 1, sizeof *tree->nodes)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a tree of %zu teams", n);
    }
    tree->n = n + 1;
    for (size_t i = 0; i < n; i++) {
        nursery.sprouts[i] = (struct sprout){&teams[i], -1, -1, -1};
    }
    qsort(nursery.sprouts, n, sizeof *nursery.sprouts, by_code);
    if (!link_parents(nursery.sprouts, nursery.ids, n, err)) {
        return false;
    }
    if (lay_out(nursery.sprouts, n, tree, nursery.place) < n) {
        return error_set(err, ERROR_INPUT, "some teams are their own ancestors");
    }
    finish(nursery.sprouts, n, nursery.place, tree);
    index_nodes(nursery.ids, n, nursery.place);
    tree->ids = nursery.ids;
    nursery.ids = NULL;
    *ret_tree = tree;
    tree = NULL;
    return true;
}

struct team_tree *team_tree_free(struct team_tree *tree)
{
    if (tree != NULL) {
        free(tree->nodes);
        free(tree->ids);
        free(tree);
    }
    return NULL;
}

int32_t team_tree_find(const struct team_tree *tree, int32_t team_id)
{
    return team_id == 0 ? (int32_t)tree->n - 1 : find_id(tree->ids, tree->n - 1, team_id);
}
