/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds of the carry-up rule whatever the tree and the counts: on every small tree, and on large random
 * ones. An attacker who knows the tree and every count but the answers combines all figures. */
#include "model/disclosure.h"

#include <string.h>

#include "../unit.h"
#include "combinations.h"
#include "small_tree.h"

#define MAX_NODES 5001

/* One plan and what it was made from. */
struct planned {
    const struct team_tree *tree;
    int64_t k;
    int64_t own[MAX_NODES]; /* as given */
    struct disclosure plan[MAX_NODES];
    int64_t counted[MAX_NODES]; /* own, without teams of more answers than people */
    int64_t at[MAX_NODES];      /* people who are shown first at a node … */
    int64_t below[MAX_NODES];   /* … or at or below it */
    int64_t all[MAX_NODES];     /* people at or below */
    int32_t leaves[MAX_NODES];  /* leaves whose own respondents are, or would be, among those in `below` */
};

/* Where a team's own respondents are shown, whether it has any or not. */
static int32_t nearest_atom(const struct planned *p, size_t v)
{
    int32_t at = (int32_t)v;
    while (at >= 0 && p->plan[at].atom == 0) {
        at = p->tree->nodes[at].parent;
    }
    return at < 0 ? DISCLOSURE_NOWHERE : at;
}

/* Plans, and counts from shown_at alone, which names one node for each team: nobody counts twice in a figure.
 */
static void plan(struct planned *p)
{
    size_t n = p->tree->n;
    disclosure_plan(p->tree, p->own, p->k, p->plan);
    memset(p->at, 0, n * sizeof *p->at);
    memset(p->leaves, 0, n * sizeof *p->leaves);
    for (size_t v = 0; v < n; v++) {
        int32_t headcount = p->tree->nodes[v].team.headcount;
        int32_t at = p->plan[v].shown_at;
        p->counted[v] = headcount != HEADCOUNT_UNKNOWN && p->own[v] > headcount ? 0 : p->own[v];
        if (at != DISCLOSURE_NOWHERE) {
            p->at[at] += p->counted[v];
        }
        at = nearest_atom(p, v);
        if (at != DISCLOSURE_NOWHERE) {
            p->leaves[at] += p->tree->nodes[v].n_children == 0;
        }
    }
    memcpy(p->below, p->at, n * sizeof *p->at);
    memcpy(p->all, p->counted, n * sizeof *p->all);
    for (size_t v = 0; v + 1 < n; v++) {
        int32_t parent = p->tree->nodes[v].parent;
        p->below[parent] += p->below[v];
        p->all[parent] += p->all[v];
        p->leaves[parent] += p->leaves[v];
    }
}

static void check_node(const struct planned *p, size_t v)
{
    int32_t at = p->plan[v].shown_at;
    assert_int_equal(p->plan[v].atom, p->at[v]);
    assert_int_equal(p->plan[v].published, p->below[v] > 0);
    assert_int_equal(p->plan[v].leaves_shown, p->leaves[v]);
    /* Nothing is published of fewer than k, at the node itself or with what is below. */
    assert_true(p->at[v] == 0 || p->at[v] >= p->k);
    /* Nothing with k is hidden: fewer than k are carried up from any node. */
    assert_in_range(p->all[v] - p->below[v], 0, p->k - 1);
    assert_true(p->counted[v] < p->k || at == (int32_t)v);
    /* Who is shown, is shown in their own line, first where a figure is. */
    assert_true(at == DISCLOSURE_NOWHERE || p->counted[v] > 0);
    assert_true(at == DISCLOSURE_NOWHERE || p->plan[at].atom > 0);
    assert_true(at == DISCLOSURE_NOWHERE || is_at_or_below(p->tree, (int32_t)v, at));
}

/* A plan of atoms alone is the same plan, and so is the same plan once more. */
static void check_idempotent(const struct planned *p)
{
    static struct planned again;
    static struct team_node nodes[MAX_NODES];
    struct team_tree tree = {.n = p->tree->n, .nodes = nodes};
    memcpy(nodes, p->tree->nodes, tree.n * sizeof *nodes);
    again.tree = p->tree;
    again.k = p->k;
    memcpy(again.own, p->own, tree.n * sizeof *p->own);
    plan(&again);
    assert_memory_equal(again.plan, p->plan, tree.n * sizeof *p->plan);
    for (size_t v = 0; v < tree.n; v++) {
        nodes[v].team.headcount = HEADCOUNT_UNKNOWN; /* an atom is more than the team's own */
        again.own[v] = p->plan[v].atom;
    }
    again.tree = &tree;
    plan(&again);
    for (size_t v = 0; v < tree.n; v++) {
        assert_int_equal(again.plan[v].atom, p->plan[v].atom);
        assert_int_equal(again.plan[v].published, p->plan[v].published);
        assert_int_equal(again.plan[v].shown_at, p->plan[v].atom > 0 ? (int32_t)v : DISCLOSURE_NOWHERE);
    }
}

static void check(const struct planned *p)
{
    for (size_t v = 0; v < p->tree->n; v++) {
        check_node(p, v);
    }
    check_idempotent(p);
}

/* What the published figures tell, or with the plain rule those of every node with k people at or below. */
static struct span_of_rows learn_figures(const struct planned *p, bool plain)
{
    struct span_of_rows known = {.columns = p->tree->n};
    for (size_t v = 0; v < p->tree->n; v++) {
        bool figure[MAX_COLUMNS] = {0};
        for (size_t u = 0; u < p->tree->n; u++) {
            int32_t at = plain ? (int32_t)u : p->plan[u].shown_at;
            figure[u] = p->counted[u] > 0 && is_at_or_below(p->tree, at, (int32_t)v);
        }
        if (plain ? p->all[v] >= p->k : p->plan[v].published) {
            learn(&known, figure);
        }
    }
    return known;
}

/* How many plans were attacked, and how many of the plain rule's leaked. */
struct tried {
    size_t plans;
    size_t leaky;
};

static void attack(const struct planned *p, struct tried *tried)
{
    struct span_of_rows known = learn_figures(p, false);
    struct span_of_rows plain = learn_figures(p, true);
    assert_false(isolates(&known, p->counted, p->k));
    assert_false(p->tree->n <= 5 && weighs_fewer_than(&known, p->counted, p->k));
    tried->leaky += isolates(&plain, p->counted, p->k);
    tried->plans++;
}

/* Own counts 0 to k + 1 at every node, in every combination. */
static void attack_all_counts(struct planned *p, struct tried *tried)
{
    memset(p->own, 0, p->tree->n * sizeof *p->own);
    for (size_t v = 0; v < p->tree->n;) {
        plan(p);
        check(p);
        attack(p, tried);
        for (v = 0; v < p->tree->n && p->own[v] == p->k + 1; v++) {
            p->own[v] = 0;
        }
        p->own[v] += v < p->tree->n;
    }
}

#define SHAPE_SIZE 16 /* of a tree of at most 6 nodes, as nested brackets */

static int by_shape(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* The shape of the tree at and below a node (0: the whole), the same for every order of siblings. */
static void shape_of(const int32_t *parents, size_t n, int32_t node, char ret_shape[SHAPE_SIZE])
{
    char below[6][SHAPE_SIZE];
    size_t n_below = 0;
    for (size_t i = 0; i < n; i++) {
        if (parents[i] == node) {
            shape_of(parents, n, (int32_t)i + 1, below[n_below++]);
        }
    }
    qsort(below, n_below, sizeof *below, by_shape);
    strcpy(ret_shape, "(");
    for (size_t i = 0; i < n_below; i++) {
        strcat(ret_shape, below[i]);
    }
    strcat(ret_shape, ")");
}

/* Notes the shape of a tree; false when it was there before. */
static bool is_new_shape(char (*shapes)[SHAPE_SIZE], const int32_t *parents, size_t n)
{
    char shape[SHAPE_SIZE];
    shape_of(parents, n, 0, shape);
    while (shapes[0][0] != '\0' && strcmp(shapes[0], shape) != 0) {
        shapes++;
    }
    bool is_new = shapes[0][0] == '\0';
    strcpy(shapes[0], shape);
    return is_new;
}

static void attack_all_trees(size_t n_nodes, int64_t k, struct tried *tried)
{
    static struct planned p;
    char shapes[32][SHAPE_SIZE] = {""};
    int32_t parents[MAX_COLUMNS] = {0};
    size_t n = n_nodes - 1;
    do {
        if (is_new_shape(shapes, parents, n)) {
            struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, n, NULL);
            p.tree = tree;
            p.k = k;
            attack_all_counts(&p, tried);
        }
    } while (next_tree(parents, n));
}

static void no_small_tree_leaks(void **state)
{
    (void)state;
    static const struct {
        int64_t k;
        size_t n_nodes;
    } largest[] = {{1, 5}, {2, 6}, {3, 6}, {4, 5}, {5, 4}};
    struct tried tried = {0};
    for (size_t i = 0; i < sizeof largest / sizeof *largest; i++) {
        for (size_t n = 1; n <= largest[i].n_nodes; n++) {
            attack_all_trees(n, largest[i].k, &tried);
        }
    }
    printf("%zu plans; of the plain rule's %zu leaked\n", tried.plans, tried.leaky);
    assert_true(tried.plans > 400000);
    assert_true(tried.leaky > tried.plans / 2); /* the attack works */
}

/* A combination of figures weighs alike all people who are in the same figures; so it is over none of them or
 * over all, who must be k. People are told apart by a sum of random numbers, one of each figure. */
static void attack_large(const struct planned *p)
{
    static uint64_t figures[MAX_NODES];
    static int64_t people[MAX_NODES];
    static uint64_t signs[MAX_NODES];
    size_t n_signs = 0;
    for (size_t v = p->tree->n; v-- > 0;) {
        int32_t parent = p->tree->nodes[v].parent;
        uint64_t random_sign = (uint64_t)random() << 31 ^ (uint64_t)random();
        figures[v] = (parent < 0 ? 0 : figures[parent]) + (p->plan[v].published ? random_sign : 0);
    }
    for (size_t u = 0; u < p->tree->n; u++) {
        uint64_t sign = p->plan[u].shown_at < 0 ? 0 : figures[p->plan[u].shown_at];
        size_t s = 0;
        while (s < n_signs && signs[s] != sign) {
            s++;
        }
        if (s == n_signs) {
            signs[n_signs++] = sign;
            people[s] = 0;
        }
        people[s] += p->counted[u];
    }
    for (size_t s = 0; s < n_signs; s++) {
        assert_true(signs[s] == 0 || people[s] >= p->k);
    }
}

static void draw_counts(struct planned *p)
{
    int64_t most = 1 + random() % (2 * p->k);
    for (size_t v = 0; v < p->tree->n; v++) {
        p->own[v] = random() % 3 == 0 ? 0 : random() % (most + 1);
    }
}

/* Shapes from bush to chain. */
static void draw_tree(int32_t *parents, int32_t *headcounts, size_t n)
{
    long reach = 1 + random() % 50;
    bool near = random() % 2 == 0;
    random_parents(parents, n);
    for (size_t i = 0; i < n; i++) {
        int32_t lowest = (int32_t)i > (int32_t)reach ? (int32_t)i - (int32_t)reach : 0;
        parents[i] = near ? lowest + (int32_t)(random() % ((int32_t)i - lowest + 1)) : parents[i];
        headcounts[i] = random() % 2 == 0 ? HEADCOUNT_UNKNOWN : (int32_t)(random() % 12);
    }
}

static void large_trees_keep_the_rule(void **state)
{
    (void)state;
    static struct planned p;
    static int32_t parents[MAX_NODES];
    static int32_t headcounts[MAX_NODES];
    srandom(1);
    for (int round = 0; round < 300; round++) {
        size_t n = 1 + (size_t)random() % (round % 60 == 0 ? MAX_NODES - 1 : 300);
        draw_tree(parents, headcounts, n);
        struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, n, headcounts);
        p.tree = tree;
        p.k = 1 + random() % 10;
        draw_counts(&p);
        plan(&p);
        check(&p);
        attack_large(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_tree_leaks),
        cmocka_unit_test(large_trees_keep_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
