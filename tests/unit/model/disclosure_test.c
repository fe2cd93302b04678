/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The carry-up rule against an attacker who knows the tree and every published figure, on all small trees. */
#include "model/disclosure.h"

#include <stdio.h>
#include <stdlib.h>

#include "../unit.h"

#define MAX_TEAMS 5
#define MAX_NODES (MAX_TEAMS + 1)
#define PRIME 2147483647 /* 2^31 - 1: products fit 64 bits */

static struct team_tree *make_tree(const int32_t *parents, size_t n, const int32_t *headcounts)
{
    struct team teams[64] = {0};
    for (size_t i = 0; i < n; i++) {
        teams[i] = (struct team){.id = (int32_t)i + 1,
                                 .parent_id = parents[i],
                                 .headcount = headcounts == NULL ? HEADCOUNT_UNKNOWN : headcounts[i]};
        snprintf(teams[i].code, sizeof teams[i].code, "T%02zu", i + 1);
    }
    struct team_tree *tree = NULL;
    struct error err;
    assert_true(team_tree_new(teams, n, &tree, &err));
    return tree;
}

static int64_t power(int64_t x, int64_t e)
{
    int64_t result = 1;
    for (; e > 0; e >>= 1, x = x * x % PRIME) {
        result = (e & 1) != 0 ? result * x % PRIME : result;
    }
    return result;
}

/* A matrix in row echelon form over the integers modulo PRIME; what it spans is what the attacker can
 * compute. */
struct span_of_rows {
    size_t n;
    int64_t rows[MAX_NODES][MAX_NODES];
};

static void reduce(const struct span_of_rows *known, size_t columns, int64_t *row)
{
    for (size_t i = 0; i < known->n; i++) {
        size_t pivot = 0;
        while (known->rows[i][pivot] == 0) {
            pivot++;
        }
        int64_t factor = row[pivot];
        for (size_t c = 0; c < columns; c++) {
            row[c] = ((row[c] - factor * known->rows[i][c]) % PRIME + PRIME) % PRIME;
        }
    }
}

static bool is_zero(const int64_t *row, size_t columns)
{
    for (size_t c = 0; c < columns; c++) {
        if (row[c] != 0) {
            return false;
        }
    }
    return true;
}

static void learn(struct span_of_rows *known, size_t columns, const int64_t *row)
{
    int64_t *added = known->rows[known->n];
    for (size_t c = 0; c < columns; c++) {
        added[c] = row[c];
    }
    reduce(known, columns, added);
    if (is_zero(added, columns)) {
        return;
    }
    size_t pivot = 0;
    while (added[pivot] == 0) {
        pivot++;
    }
    int64_t inverse = power(added[pivot], PRIME - 2);
    for (size_t c = 0; c < columns; c++) {
        added[c] = added[c] * inverse % PRIME;
    }
    known->n++;
}

/* Whether any set of whole teams with 1 to k - 1 people has a sum that the figures determine. People of one
 * team are alike to the attacker, so no smaller set can be. */
static bool leaks(const struct team_tree *tree, const int64_t *own, int64_t k,
                  const struct span_of_rows *known)
{
    for (unsigned set = 1; set < 1U << tree->n; set++) {
        int64_t people = 0;
        int64_t row[MAX_NODES] = {0};
        for (size_t v = 0; v < tree->n; v++) {
            bool in = (set >> v & 1U) != 0 && own[v] > 0;
            people += in ? own[v] : 0;
            row[v] = in;
        }
        reduce(known, tree->n, row);
        if (people > 0 && people < k && is_zero(row, tree->n)) {
            return true;
        }
    }
    return false;
}

static bool is_at_or_below(const struct team_tree *tree, int32_t node, int32_t above)
{
    while (node >= 0 && node != above) {
        node = tree->nodes[node].parent;
    }
    return node == above;
}

static struct span_of_rows learn_plan(const struct team_tree *tree, const struct disclosure *plan)
{
    struct span_of_rows known = {0};
    for (size_t v = 0; v < tree->n; v++) {
        int64_t row[MAX_NODES] = {0};
        for (size_t u = 0; u < tree->n; u++) {
            row[u] = plan[u].shown_at >= 0 && is_at_or_below(tree, plan[u].shown_at, (int32_t)v);
        }
        if (plan[v].published) {
            learn(&known, tree->n, row);
        }
    }
    return known;
}

/* The control: every node with k people at or below it is published over all of them. */
static struct span_of_rows learn_naive(const struct team_tree *tree, const int64_t *own, int64_t k)
{
    struct span_of_rows known = {0};
    for (size_t v = 0; v < tree->n; v++) {
        int64_t people = 0;
        int64_t row[MAX_NODES] = {0};
        for (size_t u = 0; u < tree->n; u++) {
            bool in = own[u] > 0 && is_at_or_below(tree, (int32_t)u, (int32_t)v);
            row[u] = in;
            people += in ? own[u] : 0;
        }
        if (people >= k) {
            learn(&known, tree->n, row);
        }
    }
    return known;
}

static void check_plan(const struct team_tree *tree, const int64_t *own, int64_t k,
                       const struct disclosure *plan)
{
    int64_t everyone = 0;
    int64_t shown = 0;
    for (size_t v = 0; v < tree->n; v++) {
        int64_t here = 0;
        int64_t figure = 0;
        int32_t leaves = 0;
        for (size_t u = 0; u < tree->n; u++) {
            bool below = plan[u].shown_at >= 0 && is_at_or_below(tree, plan[u].shown_at, (int32_t)v);
            here += plan[u].shown_at == (int32_t)v ? own[u] : 0;
            figure += below ? own[u] : 0;
            leaves += below && tree->nodes[u].n_children == 0;
        }
        assert_int_equal(plan[v].atom, here);
        assert_true(here == 0 || here >= k);
        assert_int_equal(plan[v].published, figure > 0);
        assert_int_equal(plan[v].leaves_shown, leaves);
        assert_true(own[v] < k || plan[v].shown_at == (int32_t)v);
        assert_true(plan[v].shown_at < 0 || is_at_or_below(tree, (int32_t)v, plan[v].shown_at));
        everyone += own[v];
        shown += here;
    }
    assert_in_range(everyone - shown, 0, k - 1);
}

/* Own counts 0, 1, k - 1, k at every node, in every combination. */
static void try_counts(const struct team_tree *tree, int64_t k, size_t *leaky, size_t *tried)
{
    const int64_t choices[] = {0, 1, k - 1, k};
    size_t combinations = (size_t)1 << 2 * (tree->n - 1);
    for (size_t c = 0; c < combinations; c++) {
        int64_t own[MAX_NODES] = {0};
        struct disclosure plan[MAX_NODES];
        for (size_t v = 0; v + 1 < tree->n; v++) {
            own[v] = choices[c >> 2 * v & 3];
        }
        disclosure_plan(tree, own, k, plan);
        check_plan(tree, own, k, plan);
        struct span_of_rows known = learn_plan(tree, plan);
        assert_false(leaks(tree, own, k, &known));
        struct span_of_rows naive = learn_naive(tree, own, k);
        *leaky += leaks(tree, own, k, &naive);
        *tried += 1;
    }
}

/* Every tree: team i hangs from the root or from a team before it. */
static void no_small_tree_leaks(void **state)
{
    (void)state;
    size_t leaky = 0;
    size_t tried = 0;
    for (size_t n = 1; n <= 4; n++) {
        int32_t parents[MAX_TEAMS] = {0};
        for (bool more = true; more;) {
            struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, n, NULL);
            try_counts(tree, 3, &leaky, &tried);
            size_t i = 0;
            while (i < n && parents[i] == (int32_t)i) {
                parents[i++] = 0;
            }
            more = i < n;
            parents[i] += more;
        }
    }
    assert_true(tried > 5000);
    assert_true(leaky > tried / 5); /* the attack works where the rule is naive */
}

static void random_trees_show_everyone_they_can(void **state)
{
    (void)state;
    srandom(1);
    for (int round = 0; round < 500; round++) {
        int32_t parents[40];
        int64_t own[41] = {0};
        struct disclosure plan[41];
        size_t n = 1 + (size_t)random() % 40;
        for (size_t i = 0; i < n; i++) {
            parents[i] = (int32_t)((size_t)random() % (i + 1));
            own[i] = random() % 9;
        }
        struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, n, NULL);
        disclosure_plan(tree, own, 5, plan);
        check_plan(tree, own, 5, plan);
    }
}

static void a_small_team_counts_further_up(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1, 1}; /* T01 over T02, T03, T04 */
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 4, NULL);
    const int64_t own[] = {7, 3, 4, 0, 0}; /* T02, T03, T04, T01, * */
    struct disclosure plan[5];
    disclosure_plan(tree, own, 5, plan);
    assert_int_equal(plan[0].shown_at, 0);
    assert_int_equal(plan[1].shown_at, 3);
    assert_int_equal(plan[2].shown_at, 3);
    assert_false(plan[1].published);
    assert_int_equal(plan[3].atom, 7);
    assert_int_equal(plan[3].leaves_shown, 3);
    assert_int_equal(plan[4].leaves_shown, 3);
    assert_true(plan[4].published);
}

static void more_answers_than_people_count_nowhere(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 0};
    const int32_t headcounts[] = {8, 8};
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, 2, headcounts);
    const int64_t own[] = {9, 8, 0};
    struct disclosure plan[3];
    disclosure_plan(tree, own, 5, plan);
    assert_false(plan[0].published);
    assert_int_equal(plan[0].shown_at, DISCLOSURE_NOWHERE);
    assert_true(plan[1].published);
    assert_int_equal(plan[2].atom, 0);
    assert_int_equal(plan[2].leaves_shown, 1);
}

static void an_organisation_without_teams_shows_nothing(void **state)
{
    (void)state;
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(NULL, 0, NULL);
    const int64_t own[] = {0};
    struct disclosure plan[1];
    disclosure_plan(tree, own, 5, plan);
    assert_false(plan[0].published);
    assert_int_equal(plan[0].shown_at, DISCLOSURE_NOWHERE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_tree_leaks),
        cmocka_unit_test(random_trees_show_everyone_they_can),
        cmocka_unit_test(a_small_team_counts_further_up),
        cmocka_unit_test(more_answers_than_people_count_nowhere),
        cmocka_unit_test(an_organisation_without_teams_shows_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
