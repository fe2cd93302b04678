/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The carry-up rule, in three passes over the post-order of the tree. */
#include "disclosure.h"

/* Own respondents that count: none where there are more of them than people. */
static int64_t counted(const struct team_node *node, int64_t own)
{
    bool too_many = node->team.headcount != HEADCOUNT_UNKNOWN && own > node->team.headcount;
    return too_many ? 0 : own;
}

/* Children first: what gathers at a node stays there as its atom, or goes up. */
static void carry_up(const struct team_tree *tree, int64_t k, struct disclosure *plan)
{
    for (size_t v = 0; v < tree->n; v++) {
        int32_t parent = tree->nodes[v].parent;
        bool enough = plan[v].atom >= k;
        plan[v].published = plan[v].published || enough;
        if (parent >= 0) {
            plan[parent].atom += enough ? 0 : plan[v].atom;
            plan[parent].published = plan[parent].published || plan[v].published;
        }
        plan[v].atom = enough ? plan[v].atom : 0;
    }
}

/* Parents first: the nearest atom at or above each node. */
static void find_atoms(const struct team_tree *tree, struct disclosure *plan)
{
    for (size_t v = tree->n; v-- > 0;) {
        int32_t parent = tree->nodes[v].parent;
        int32_t above = parent < 0 ? DISCLOSURE_NOWHERE : plan[parent].atom_at;
        plan[v].atom_at = plan[v].atom > 0 ? (int32_t)v : above;
    }
}

/* Leaves are counted where their answers are shown, or would be: that none came is not told. Where no answer
 * counts, nothing is shown. */
static void count_leaves(const struct team_tree *tree, const int64_t *own, struct disclosure *plan)
{
    for (size_t v = 0; v < tree->n; v++) {
        const struct team_node *node = &tree->nodes[v];
        plan[v].shown_at = counted(node, own[v]) == 0 ? DISCLOSURE_NOWHERE : plan[v].atom_at;
        if (plan[v].atom_at >= 0 && node->n_children == 0) {
            plan[plan[v].atom_at].leaves_shown++;
        }
    }
    for (size_t v = 0; v + 1 < tree->n; v++) {
        plan[tree->nodes[v].parent].leaves_shown += plan[v].leaves_shown;
    }
}

void disclosure_plan(const struct team_tree *tree, const int64_t *own, int64_t k, struct disclosure *ret)
{
    for (size_t v = 0; v < tree->n; v++) {
        ret[v] = (struct disclosure){.atom = counted(&tree->nodes[v], own[v])};
    }
    carry_up(tree, k, ret);
    find_atoms(tree, ret);
    count_leaves(tree, own, ret);
}
