/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which groups of contacts by handoffs may be told, and that nobody gets at a few of them by combining them
 * with the figures by touch. */
#include "model/step_disclosure.h"

#include <string.h>

#include "../unit.h"
#include "combinations.h"
#include "small_tree.h"

#define MAX_CLASSES 10
#define MAX_TEAMS 8

/* An organisation and its contacts by the teams they touched and by handoffs. */
struct board {
    struct team_tree *tree;
    struct contact_classes classes;
    int32_t contacts[MAX_CLASSES];
    uint8_t steps[MAX_CLASSES];
    bool may_show[MAX_TEAMS + 1];
    bool may_count[MAX_TEAMS + 1];
    struct touch_disclosure shown[MAX_TEAMS + 1];
};

static void board_local(struct board *board)
{
    team_tree_free(board->tree);
    contact_classes_free(&board->classes);
}

static void add(struct board *board, int32_t n, uint8_t steps, const int32_t *nodes, size_t n_nodes)
{
    struct contact_class class = {.n_nodes = (uint16_t)n_nodes, .contacts = n};
    struct error err;
    board->contacts[board->classes.n] = n;
    board->steps[board->classes.n] = steps;
    assert_true(contact_classes_add(&board->classes, &class, nodes, &err));
}

#define ADD(board, n, steps, ...)                                                                            \
    add(board, n, steps, (const int32_t[]){__VA_ARGS__},                                                     \
        sizeof((const int32_t[]){__VA_ARGS__}) / sizeof(int32_t))

/* Three teams below the whole: nodes 0, 1, 2. */
static void three_teams(struct board *board)
{
    board->tree = make_tree((const int32_t[]){0, 0, 0}, 3, NULL);
    memset(board->may_show, true, sizeof board->may_show);
    memset(board->may_count, true, sizeof board->may_count);
}

/* Three teams, and so many contacts that stayed in each. */
static void three_teams_of(struct board *board, int32_t n)
{
    three_teams(board);
    for (int32_t v = 0; v < 3; v++) {
        ADD(board, n, 0, v);
    }
}

static struct touch_plan touch_of(const struct board *board, int32_t k)
{
    return (struct touch_plan){board->tree,     &board->classes,  board->contacts,
                               board->may_show, board->may_count, k};
}

static int32_t groups_of(struct board *board, int32_t k, int32_t least)
{
    const struct touch_plan touch = touch_of(board, k);
    const struct step_plan plan = {&touch, board->shown, board->steps, least};
    int32_t groups = 77;
    struct error err;
    if (board->classes.starts == NULL) {
        assert_true(contact_classes_index(&board->classes, board->tree->n, &err));
    }
    assert_true(touch_disclosure_plan(&touch, board->shown, &err));
    assert_true(step_disclosure_plan(&plan, &groups, &err));
    return groups;
}

/* Nobody touched three teams: all figures together say who was handed on anyway. */
static void handed_on_once_is_what_figures_say(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    three_teams_of(&board, 20);
    ADD(&board, 6, 1, 0, 1);
    ADD(&board, 6, 1, 1, 2);
    assert_int_equal(groups_of(&board, 5, 10), 2);
    assert_int_equal(groups_of(&board, 5, 12), 2);
    assert_int_equal(groups_of(&board, 5, 13), 0);
}

/* Sums of teams less twice those who were handed on and once those who were not: that of who touched three.
 */
static void few_who_touched_three_hide_all(void **state)
{
    (void)state;
    for (int32_t three = 1; three <= 6; three++) {
        struct board board CLEANUP(board) = {0};
        three_teams_of(&board, 20);
        ADD(&board, 12, 1, 0, 1);
        ADD(&board, 12, 1, 1, 2);
        ADD(&board, three, 2, 0, 1, 2);
        assert_int_equal(groups_of(&board, 5, 10), three < 5 ? 0 : 2);
        assert_true(board.shown[3].published);
    }
}

static void each_step_by_itself(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    three_teams_of(&board, 40);
    ADD(&board, 30, 1, 0, 1);
    ADD(&board, 30, 1, 0, 2);
    ADD(&board, 20, 2, 0, 1);
    ADD(&board, 20, 2, 0, 1, 2);
    ADD(&board, 20, 3, 1, 2);
    ADD(&board, 20, 3, 0, 1, 2);
    assert_int_equal(groups_of(&board, 5, 10), 4);
    assert_int_equal(groups_of(&board, 5, 41), 2 + (60 >= 41 && 80 >= 41));
    board.contacts[7] = board.contacts[8] = 2; /* four with three handoffs */
    assert_int_equal(groups_of(&board, 5, 10), 3);
}

static void nobody_was_handed_on(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    three_teams(&board);
    ADD(&board, 40, 0, 0);
    ADD(&board, 40, 0, 1);
    assert_int_equal(groups_of(&board, 5, 10), 0);
}

static void without_a_figure_of_the_whole_nothing_is_parted(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    three_teams(&board);
    ADD(&board, 40, 0, 0);
    ADD(&board, 40, 1, 0, 1);
    assert_int_equal(groups_of(&board, 5, 10), 2);
    board.may_show[3] = false;
    assert_int_equal(groups_of(&board, 5, 10), 0);
}

/* Where others are not known, a group that can be computed from the figures here may be of other people
 * there. */
static void a_part_of_the_contacts(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    three_teams_of(&board, 40);
    ADD(&board, 20, 1, 0, 1);
    ADD(&board, 20, 1, 1, 2);
    board.classes.are_part = true;
    assert_int_equal(groups_of(&board, 5, 10), 0);
    ADD(&board, 9, 2, 0, 1, 2);
    free(board.classes.starts);
    free(board.classes.touching);
    board.classes.starts = NULL;
    board.classes.touching = NULL;
    assert_int_equal(groups_of(&board, 5, 10), 2);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

/* What the figures by touch say. */
static void learn_shown(const struct board *board, struct span_of_rows *known)
{
    const struct touch_plan touch = touch_of(board, 1);
    struct touch_set *set CLEANUP(touch_set_free) = NULL;
    struct error err;
    assert_true(touch_set_new(&touch, &set, &err));
    known->columns = board->classes.n;
    for (size_t v = 0; v < board->tree->n; v++) {
        if (board->shown[v].published) {
            touch_disclosure_set(&touch, board->shown, (int32_t)v, set);
            learn(known, set->is_in);
        }
    }
}

/* What groups of the whole say beside them; it is the last node. */
static void learn_groups(const struct board *board, int32_t groups, struct span_of_rows *known)
{
    const struct touch_plan touch = touch_of(board, 1);
    struct touch_set *set CLEANUP(touch_set_free) = NULL;
    struct error err;
    assert_true(touch_set_new(&touch, &set, &err));
    touch_disclosure_set(&touch, board->shown, (int32_t)board->tree->n - 1, set);
    for (int32_t g = 0; g < groups; g++) {
        bool row[MAX_CLASSES] = {0};
        for (size_t c = 0; c < board->classes.n; c++) {
            int32_t group = board->steps[c] < groups ? board->steps[c] : groups - 1;
            row[c] = set->is_in[c] && group == g;
        }
        learn(known, row);
    }
}

static bool leaks(const struct board *board, int32_t groups, int64_t k)
{
    struct span_of_rows known = {0};
    int64_t people[MAX_CLASSES];
    for (size_t c = 0; c < board->classes.n; c++) {
        people[c] = board->contacts[c];
    }
    learn_shown(board, &known);
    learn_groups(board, groups, &known);
    return weighs_fewer_than(&known, people, k);
}

/* Contacts of up to three leaves; who touched several may have come back. */
static void add_random(struct board *board, uint32_t *seed)
{
    int32_t nodes[3];
    size_t n = 0;
    for (int32_t v = 0; v < (int32_t)board->tree->n - 1; v++) {
        if (board->tree->nodes[v].n_children == 0 && next(seed) % 2 == 0) {
            nodes[n++] = v;
        }
    }
    uint32_t steps = n < 2 ? 0 : (uint32_t)n - 1 + next(seed) % 2;
    if (n > 0) {
        add(board, 1 + (int32_t)(next(seed) % 20), (uint8_t)steps, nodes, n);
    }
}

/* Against an attacker by brute force; the control parts the contacts of the same organisations as it likes.
 */
static void nobody_is_isolated(void **state)
{
    (void)state;
    uint32_t seed = 7;
    int parted = 0;
    int leaked = 0;
    for (int trial = 0; trial < 4000; trial++) {
        struct board board CLEANUP(board) = {0};
        board.tree = make_tree((const int32_t[]){0, 1, 1, 0}, 4, NULL);
        memset(board.may_show, true, sizeof board.may_show);
        memset(board.may_count, true, sizeof board.may_count);
        for (int i = 0; i < 8; i++) {
            add_random(&board, &seed);
        }
        int32_t groups = groups_of(&board, 4, 4);
        parted += groups > 0;
        leaked += board.shown[4].published && leaks(&board, 2, 4);
        assert_false(leaks(&board, groups, 4));
    }
    assert_true(parted > 100);
    assert_true(leaked > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(handed_on_once_is_what_figures_say),
        cmocka_unit_test(few_who_touched_three_hide_all),
        cmocka_unit_test(each_step_by_itself),
        cmocka_unit_test(nobody_was_handed_on),
        cmocka_unit_test(without_a_figure_of_the_whole_nothing_is_parted),
        cmocka_unit_test(a_part_of_the_contacts),
        cmocka_unit_test(nobody_is_isolated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
