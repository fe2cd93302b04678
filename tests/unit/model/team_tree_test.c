/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <stdio.h>

#include "model/team_tree.h"

static struct team team(int32_t id, int32_t parent, const char *code)
{
    struct team t = {.id = id, .parent_id = parent, .headcount = HEADCOUNT_UNKNOWN};
    code_copy(span_text(code), t.code);
    return t;
}

static void children_come_before_parents(void **state)
{
    (void)state;
    struct team teams[] = {team(1, 0, "U2"), team(2, 1, "B"), team(3, 0, "U1"),
                           team(4, 3, "D"),  team(5, 3, "C"), team(6, 2, "A")};
    CLEANUP(team_tree_free) struct team_tree *tree = NULL;
    struct error err;
    assert_true(team_tree_new(teams, 6, &tree, &err));
    const char *order[] = {"C", "D", "U1", "A", "B", "U2", "*"};
    const int32_t leaves[] = {1, 1, 2, 1, 1, 1, 3};
    const int32_t first[] = {0, 1, 0, 3, 3, 3, 0};
    assert_int_equal(tree->n, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_string_equal(tree->nodes[i].team.code, order[i]);
        assert_int_equal(tree->nodes[i].n_leaves, leaves[i]);
        assert_int_equal(tree->nodes[i].first, first[i]);
        assert_true(tree->nodes[i].parent > (int32_t)i || i == 6);
    }
    assert_int_equal(tree->nodes[6].parent, -1);
    assert_int_equal(tree->nodes[6].n_children, 2);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(tree->nodes[team_tree_find(tree, teams[i].id)].team.id, teams[i].id);
    }
    assert_int_equal(team_tree_find(tree, 4), 1);
    assert_int_equal(team_tree_find(tree, 0), 6);
    assert_int_equal(team_tree_find(tree, 99), -1);
}

static void an_absent_parent_is_the_root(void **state)
{
    (void)state;
    struct team teams[] = {team(1, 77, "A")};
    CLEANUP(team_tree_free) struct team_tree *tree = NULL;
    struct error err;
    assert_true(team_tree_new(teams, 1, &tree, &err));
    assert_int_equal(tree->nodes[0].parent, 1);
    assert_int_equal(tree->nodes[1].first, 0);
}

static void an_empty_organisation_is_its_root(void **state)
{
    (void)state;
    CLEANUP(team_tree_free) struct team_tree *tree = NULL;
    struct error err;
    assert_true(team_tree_new(NULL, 0, &tree, &err));
    assert_int_equal(tree->n, 1);
    assert_int_equal(tree->nodes[0].n_leaves, 0);
    assert_int_equal(tree->nodes[0].first, 0);
    assert_int_equal(team_tree_find(tree, 0), 0);
}

static void cycles_and_twins_are_refused(void **state)
{
    (void)state;
    struct team cycle[] = {team(1, 2, "A"), team(2, 1, "B"), team(3, 0, "C")};
    struct team twins[] = {team(1, 0, "A"), team(1, 0, "B")};
    struct team_tree *tree = NULL;
    struct error err;
    assert_false(team_tree_new(cycle, 3, &tree, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_false(team_tree_new(twins, 2, &tree, &err));
    assert_int_equal(err.code, ERROR_INPUT);
    assert_null(tree);
}

/* A chain as deep as it gets: nothing recurses. */
static void depth_costs_no_stack(void **state)
{
    (void)state;
    enum { N = 100000 };
    struct team *teams = calloc(N, sizeof *teams);
    assert_non_null(teams);
    for (int32_t i = 0; i < N; i++) {
        teams[i] = (struct team){.id = i + 1, .parent_id = i, .headcount = HEADCOUNT_UNKNOWN};
        snprintf(teams[i].code, CODE_SIZE, "T%06d", (int)i);
    }
    struct team_tree *tree = NULL;
    struct error err;
    assert_true(team_tree_new(teams, N, &tree, &err));
    assert_int_equal(tree->nodes[0].team.id, N);
    assert_int_equal(tree->nodes[N].n_leaves, 1);
    team_tree_free(tree);
    free(teams);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_come_before_parents),
        cmocka_unit_test(an_absent_parent_is_the_root),
        cmocka_unit_test(an_empty_organisation_is_its_root),
        cmocka_unit_test(cycles_and_twins_are_refused),
        cmocka_unit_test(depth_costs_no_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
