/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom figures of contacts are over, and that nobody gets at a few of them by combining the figures. */
#include "model/touch_disclosure.h"

#include <string.h>
#include <time.h>

#include "../unit.h"
#include "combinations.h"
#include "small_tree.h"

#define MAX_CLASSES 10
#define MAX_TEAMS 8

/* An organisation and its contacts, every one of whom rated. */
struct board {
    struct team_tree *tree;
    struct contact_classes classes;
    int32_t contacts[MAX_CLASSES]; /* by class: all of them, and those who are held */
    int32_t held[MAX_CLASSES];
    bool may_show[MAX_TEAMS + 1];
    bool may_count[MAX_TEAMS + 1];
    struct touch_disclosure shown[MAX_TEAMS + 1];
};

static void board_local(struct board *board)
{
    team_tree_free(board->tree);
    contact_classes_free(&board->classes);
}

static struct touch_plan plan_of(const struct board *board, int32_t k)
{
    return (struct touch_plan){board->tree,     &board->classes,  board->held,
                               board->may_show, board->may_count, k};
}

static void add(struct board *board, int32_t n, const int32_t *nodes, size_t n_nodes)
{
    struct contact_class class = {.n_nodes = (uint16_t)n_nodes, .contacts = n};
    struct error err;
    assert_true(contact_classes_add(&board->classes, &class, nodes, &err));
    board->contacts[board->classes.n - 1] = n;
}

static void plan_held(struct board *board, int32_t k)
{
    struct touch_plan touch = plan_of(board, k);
    struct error err;
    free(board->classes.starts);
    free(board->classes.touching);
    assert_true(contact_classes_index(&board->classes, board->tree->n, &err));
    assert_true(touch_disclosure_plan(&touch, board->shown, &err));
}

static void plan(struct board *board, int32_t k)
{
    memcpy(board->held, board->contacts, sizeof board->held);
    plan_held(board, k);
}

/* Whom a figure is over; ret_query: by class. */
static int64_t count_classes(const struct board *board, int32_t node, bool *ret_query)
{
    struct touch_plan touch = plan_of(board, 1);
    struct touch_set *set CLEANUP(touch_set_free) = NULL;
    struct error err;
    int64_t n = 0;
    assert_true(touch_set_new(&touch, &set, &err));
    touch_disclosure_set(&touch, board->shown, node, set);
    for (size_t i = 0; i < set->n; i++) {
        assert_false(ret_query[set->classes[i]]);
        ret_query[set->classes[i]] = true;
        n += board->contacts[set->classes[i]];
    }
    return n;
}

static int64_t count(const struct board *board, int32_t node)
{
    bool query[MAX_CLASSES] = {0};
    return count_classes(board, node, query);
}

/* Unit U over A, B, C; D beside it. */
enum { D, A, B, C, U, WHOLE };

static void set_up(struct board *board)
{
    const struct team teams[] = {{1, 5, HEADCOUNT_UNKNOWN, false, "A"},
                                 {2, 5, HEADCOUNT_UNKNOWN, false, "B"},
                                 {3, 5, HEADCOUNT_UNKNOWN, false, "C"},
                                 {4, 0, HEADCOUNT_UNKNOWN, false, "D"},
                                 {5, 0, HEADCOUNT_UNKNOWN, false, "U"}};
    struct error err;
    assert_true(team_tree_new(teams, 5, &board->tree, &err));
    memset(board->may_show, true, sizeof board->may_show);
    memset(board->may_count, true, sizeof board->may_count);
}

#define TOUCH(board, n, ...)                                                                                 \
    add(&(board), n, (const int32_t[]){__VA_ARGS__}, sizeof(int32_t[]){__VA_ARGS__} / sizeof(int32_t))

static void a_contact_counts_at_every_team_and_once_above(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 9, A);
    TOUCH(board, 9, B);
    TOUCH(board, 6, A, B);
    TOUCH(board, 4, C);
    plan(&board, 5);
    assert_int_equal(count(&board, A), 15);
    assert_int_equal(count(&board, B), 15);
    assert_int_equal(count(&board, U), 24);
    assert_int_equal(count(&board, WHOLE), 24);
    assert_true(board.shown[A].published && board.shown[B].published);
    assert_true(board.shown[U].published && board.shown[WHOLE].published);
    assert_false(board.shown[C].published);
    assert_int_equal(board.shown[A].shown_at, A);
    assert_int_equal(board.shown[C].shown_at, DISCLOSURE_NOWHERE);
}

/* B less A would be the four. */
static void the_larger_of_two_teams_is_shown(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 6, A, B);
    TOUCH(board, 4, B);
    plan(&board, 5);
    assert_true(board.shown[B].published);
    assert_false(board.shown[A].published);
    assert_int_equal(board.shown[A].shown_at, DISCLOSURE_NOWHERE);
    assert_int_equal(count(&board, U), 10);
    assert_true(board.shown[U].published);
}

/* Teams of equal size: the one that comes first. */
static void equals_are_decided_in_order(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 6, A, B);
    TOUCH(board, 1, A);
    TOUCH(board, 1, B);
    plan(&board, 5);
    assert_true(board.shown[A].published);
    assert_false(board.shown[B].published);
}

static void units_join_where_their_contacts_can_be_counted(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 8, A);
    TOUCH(board, 3, U);
    TOUCH(board, 9, D);
    plan(&board, 5);
    assert_int_equal(board.shown[U].shown_at, DISCLOSURE_NOWHERE);
    assert_int_equal(count(&board, U), 8);
    assert_int_equal(count(&board, WHOLE), 17); /* whole - U - D would be the three */
    assert_true(board.shown[U].published && board.shown[WHOLE].published);
    TOUCH(board, 1, U, D);
    plan(&board, 5);
    assert_int_equal(board.shown[U].shown_at,
                     DISCLOSURE_NOWHERE); /* U - A would be this one and the three … */
    board.contacts[1] = 4;
    plan(&board, 5);
    assert_int_equal(board.shown[U].shown_at, U); /* … who are enough now */
    assert_int_equal(count(&board, U), 13);
}

/* Two units with few of their own, who are enough together. */
static void units_join_further_up(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1, 2, 3}; /* 1 over 2 and 3, each over a leaf */
    struct board board CLEANUP(board) = {.tree = make_tree(parents, 5, NULL)};
    memset(board.may_show, true, sizeof board.may_show);
    memset(board.may_count, true, sizeof board.may_count);
    enum { LEAF2, UNIT2, LEAF3, UNIT3, UNIT1 };
    TOUCH(board, 8, LEAF2);
    TOUCH(board, 8, LEAF3);
    TOUCH(board, 3, UNIT2);
    TOUCH(board, 3, UNIT3);
    plan(&board, 5);
    assert_int_equal(board.shown[UNIT2].shown_at, UNIT1);
    assert_int_equal(board.shown[UNIT3].shown_at, UNIT1);
    assert_int_equal(board.shown[UNIT1].shown_at, UNIT1);
    assert_int_equal(count(&board, UNIT2), 8);
    assert_int_equal(count(&board, UNIT1), 22);
}

static void what_may_not_be_shown_is_not(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 20, A);
    TOUCH(board, 9, D);
    board.may_show[A] = false;
    board.may_show[WHOLE] = false;
    plan(&board, 5);
    assert_false(board.shown[A].published || board.shown[U].published || board.shown[WHOLE].published);
    assert_true(board.shown[D].published);
}

/* Two people at A and one at U itself: nothing is said of what their customers say, at any node. */
static void customers_of_a_team_of_few_people_count_nowhere(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 20, A);
    TOUCH(board, 12, U);
    TOUCH(board, 9, D);
    board.may_count[A] = board.may_count[U] = false;
    plan(&board, 5);
    assert_false(board.shown[A].published || board.shown[U].published);
    assert_true(board.shown[D].published && board.shown[WHOLE].published);
    assert_int_equal(count(&board, WHOLE), 9);
    TOUCH(board, 30, B);
    plan(&board, 5);
    assert_true(board.shown[U].published);
    assert_int_equal(count(&board, U), 30);
}

/* The seven at A would be U - B. */
static void more_is_said_of_larger_groups(void **state)
{
    (void)state;
    bool admitted[WHOLE + 1];
    struct board board CLEANUP(board) = {0};
    struct error err;
    set_up(&board);
    TOUCH(board, 7, A);
    TOUCH(board, 20, B);
    TOUCH(board, 12, D);
    plan(&board, 5);
    struct touch_plan tens = plan_of(&board, 10);
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[B] && admitted[D]);
    assert_false(admitted[A] || admitted[U] || admitted[C]);
    assert_false(admitted[WHOLE]); /* whole - B - D */
    board.held[0] = 10;
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[A] && admitted[U] && admitted[WHOLE]);
}

/* If the mean of A says that its customers answered alike, the dispersion at B is that of the others. */
static void nothing_more_is_said_where_a_mean_leaves_few_over(void **state)
{
    (void)state;
    bool admitted[WHOLE + 1];
    struct board board CLEANUP(board) = {0};
    struct error err;
    set_up(&board);
    TOUCH(board, 12, A, B);
    TOUCH(board, 13, A);
    TOUCH(board, 9, B);
    TOUCH(board, 40, D);
    plan(&board, 5);
    assert_true(board.shown[A].published && board.shown[B].published && board.shown[U].published);
    struct touch_plan tens = plan_of(&board, 10);
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[A] && admitted[D]);
    assert_false(admitted[B] || admitted[U] || admitted[WHOLE]); /* whole - A - D */
    board.held[2] = 10;
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[A] && admitted[B] && admitted[U] && admitted[WHOLE]);
}

/* Means of A and B would leave C's over, those of two others more than ten. */
static void nothing_more_is_said_where_two_means_leave_few_over(void **state)
{
    (void)state;
    bool admitted[WHOLE + 1];
    struct board board CLEANUP(board) = {0};
    struct error err;
    set_up(&board);
    TOUCH(board, 7, A);
    TOUCH(board, 7, B);
    TOUCH(board, 8, C);
    TOUCH(board, 12, D);
    plan(&board, 5);
    assert_true(board.shown[U].published && board.shown[WHOLE].published);
    struct touch_plan tens = plan_of(&board, 10);
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_false(admitted[A] || admitted[B] || admitted[C] || admitted[U]);
    assert_true(admitted[D] && admitted[WHOLE]);
}

/* All who are held and touched A touched B as well; of those who are not held some may not have. */
static void what_is_left_over_may_be_where_nobody_is_held(void **state)
{
    (void)state;
    bool admitted[WHOLE + 1];
    struct board board CLEANUP(board) = {0};
    struct error err;
    set_up(&board);
    TOUCH(board, 12, A, B);
    TOUCH(board, 13, B);
    plan(&board, 5);
    struct touch_plan tens = plan_of(&board, 10);
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[A] && admitted[B]);
    board.classes.are_part = true;
    assert_true(touch_disclosure_audit(&tens, board.shown, admitted, &err));
    assert_true(admitted[B]);
    assert_false(admitted[A]);
}

static void nobody_was_there(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {0};
    set_up(&board);
    TOUCH(board, 0, A);
    plan(&board, 1);
    for (int32_t v = 0; v <= WHOLE; v++) {
        assert_false(board.shown[v].published);
        assert_int_equal(board.shown[v].shown_at, DISCLOSURE_NOWHERE);
    }
    struct board empty CLEANUP(board) = {.tree = make_tree(NULL, 0, NULL)};
    empty.may_show[0] = empty.may_count[0] = true;
    plan(&empty, 5);
    assert_false(empty.shown[0].published);
}

/* A random organisation: few teams, mostly one to a contact, and units among them. */
static void draw(struct board *board, size_t n_teams)
{
    int32_t parents[MAX_TEAMS];
    random_parents(parents, n_teams);
    board->tree = make_tree(parents, n_teams, NULL);
    for (size_t c = 0; c < MAX_CLASSES; c++) {
        int32_t nodes[3];
        size_t n = 1 + (size_t)random() % (n_teams < 3 ? n_teams : 3);
        for (size_t i = 0; i < n; i++) {
            nodes[i] = (int32_t)((size_t)random() % (n_teams / n) + i * (n_teams / n));
        }
        add(board, (int32_t)(random() % (random() % 3 == 0 ? 16 : 5)), nodes, n);
    }
    for (size_t v = 0; v <= n_teams; v++) {
        board->may_show[v] = random() % 8 != 0;
        board->may_count[v] = random() % 24 != 0;
    }
}

static void learn_node(struct span_of_rows *known, const struct board *board, int32_t node)
{
    bool query[MAX_COLUMNS] = {0};
    count_classes(board, node, query);
    learn(known, query);
}

static void check_shown(const struct board *board, int64_t k)
{
    for (size_t v = 0; v < board->tree->n; v++) {
        const struct touch_disclosure *shown = &board->shown[v];
        bool leaf = board->tree->nodes[v].n_children == 0;
        assert_true(!shown->published || (board->may_show[v] && count(board, (int32_t)v) >= k));
        assert_true(!leaf || shown->published == (shown->shown_at == (int32_t)v));
        assert_true(shown->shown_at < 0 || board->shown[shown->shown_at].published);
        assert_true(shown->shown_at < 0 || is_at_or_below(board->tree, (int32_t)v, shown->shown_at));
    }
}

/* What the figures of one organisation tell: those published, those that may say more, and those that a plain
 * rule would publish. */
struct told {
    struct span_of_rows published;
    struct span_of_rows more;
    struct span_of_rows plain;
};

static struct told tell(const struct board *board, const bool *admitted, int64_t k)
{
    struct told told = {{.columns = MAX_CLASSES}, {.columns = MAX_CLASSES}, {.columns = MAX_CLASSES}};
    for (int32_t v = 0; v < (int32_t)board->tree->n; v++) {
        if (board->shown[v].published) {
            learn_node(&told.published, board, v);
        }
        if (admitted[v]) {
            assert_true(board->shown[v].published);
            learn_node(&told.more, board, v);
        }
        if (count(board, v) >= k) {
            learn_node(&told.plain, board, v);
        }
    }
    return told;
}

/* Whom organisations' figures give away, over all contacts, where some of these are held. */
struct attacked {
    size_t figures;
    size_t plain; /* organisations where the plain rule would have given somebody away */
};

static void attack(struct board *board, int32_t k, struct attacked *attacked)
{
    bool admitted[MAX_TEAMS + 1];
    int64_t contacts[MAX_CLASSES];
    struct error err;
    plan_held(board, k);
    check_shown(board, k);
    struct touch_plan tens = plan_of(board, 2 * k);
    assert_true(touch_disclosure_audit(&tens, board->shown, admitted, &err));
    struct told told = tell(board, admitted, k);
    for (size_t c = 0; c < MAX_CLASSES; c++) {
        contacts[c] = board->contacts[c];
    }
    assert_false(weighs_fewer_than(&told.published, contacts, k));
    assert_false(weighs_fewer_than(&told.more, contacts, 2 * k));
    attacked->plain += weighs_fewer_than(&told.plain, contacts, k);
    attacked->figures += told.published.n;
}

static void few_contacts_are_never_weighed_alone(void **state)
{
    (void)state;
    struct attacked attacked = {0};
    srandom(2);
    for (int round = 0; round < 2000; round++) {
        struct board board CLEANUP(board) = {0};
        draw(&board, 2 + (size_t)random() % (MAX_TEAMS - 1));
        memcpy(board.held, board.contacts, sizeof board.held);
        attack(&board, 2 + (int32_t)(random() % 5), &attacked);
    }
    assert_true(attacked.figures > 3000);
    assert_true(attacked.plain > 100); /* the attack works on figures that nobody audited */
}

/* Holds the n largest classes. */
static void hold_largest(struct board *board, size_t n)
{
    memset(board->held, 0, sizeof board->held);
    for (size_t i = 0; i < n; i++) {
        size_t largest = MAX_CLASSES;
        for (size_t c = 0; c < MAX_CLASSES; c++) {
            bool left = board->held[c] == 0 && board->contacts[c] > 0;
            if (left && (largest == MAX_CLASSES || board->contacts[c] > board->contacts[largest])) {
                largest = c;
            }
        }
        if (largest < MAX_CLASSES) {
            board->held[largest] = board->contacts[largest];
        }
    }
    board->classes.are_part = true;
}

/* The classes that are not held are in the index of a board, with nobody in them: as good as not there. */
static void nor_where_few_classes_are_held(void **state)
{
    (void)state;
    struct attacked attacked = {0};
    srandom(2);
    for (int round = 0; round < 4000; round++) {
        struct board board CLEANUP(board) = {0};
        draw(&board, 2 + (size_t)random() % (MAX_TEAMS - 1));
        hold_largest(&board, 1 + (size_t)random() % (MAX_CLASSES / 2));
        attack(&board, 2 + (int32_t)(random() % 5), &attacked);
    }
    assert_true(attacked.figures > 3000);
    assert_true(attacked.plain > 100);
}

/* As much is shown as where all are held, but for what may be more than the sum of what is shown. */
static void figures_of_the_same_teams_are_the_same(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 2, 0}; /* 1 over 2 over 3 alone; 4 */
    struct board board CLEANUP(board) = {.tree = make_tree(parents, 4, NULL)};
    enum { LEAF3, UNIT2, UNIT1, LEAF4, ALL };
    memset(board.may_show, true, sizeof board.may_show);
    memset(board.may_count, true, sizeof board.may_count);
    TOUCH(board, 9, LEAF3);
    TOUCH(board, 9, LEAF4);
    TOUCH(board, 1, LEAF3, LEAF4);
    hold_largest(&board, 2);
    plan_held(&board, 5);
    assert_true(board.shown[LEAF3].published && board.shown[LEAF4].published);
    assert_true(board.shown[UNIT2].published && board.shown[UNIT1].published);
    assert_false(board.shown[ALL].published);
    board.contacts[2] = 5;
    plan(&board, 5);
    assert_true(board.shown[ALL].published);
}

/* 2,000 teams in 100 units whose contacts go from team to team as if by chance, so that hardly two went the
 * same way: time and memory may not go with contacts times teams. */
static void many_teams_are_planned_at_once(void **state)
{
    (void)state;
    enum { UNITS = 100, TEAMS = 2000, CONTACTS = 100000 };
    static int32_t parents[UNITS + TEAMS];
    static int32_t contacts[CONTACTS];
    static bool may_show[UNITS + TEAMS + 1];
    static struct touch_disclosure shown[UNITS + TEAMS + 1];
    struct contact_classes classes CLEANUP(contact_classes_free) = {0};
    struct error err;
    for (int32_t i = 0; i < UNITS + TEAMS; i++) {
        parents[i] = i < UNITS ? 0 : 1 + i % UNITS;
    }
    struct team_tree *tree CLEANUP(team_tree_free) = make_tree(parents, UNITS + TEAMS, NULL);
    srandom(3);
    for (int32_t c = 0; c < CONTACTS; c++) {
        int32_t quarter = (UNITS + TEAMS) / 4;
        int32_t nodes[4];
        for (int32_t i = 0; i < 4; i++) {
            nodes[i] = (c + i) % 4 * quarter + (int32_t)(random() % quarter);
        }
        struct contact_class class = {.n_nodes = (uint16_t)(1 + c / 4 % 4)};
        contacts[c] = class.n_nodes == 1 ? 4 : 1;
        assert_true(contact_classes_add(&classes, &class, nodes, &err));
    }
    assert_true(contact_classes_index(&classes, tree->n, &err));
    memset(may_show, true, sizeof may_show);
    struct touch_plan touch = {tree, &classes, contacts, may_show, may_show, 5};
    clock_t start = clock();
    assert_true(touch_disclosure_plan(&touch, shown, &err));
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 20.0);
    size_t published = 0;
    for (size_t v = 0; v < tree->n; v++) {
        published += shown[v].published;
    }
    assert_true(published > TEAMS * 9 / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_contact_counts_at_every_team_and_once_above),
        cmocka_unit_test(the_larger_of_two_teams_is_shown),
        cmocka_unit_test(equals_are_decided_in_order),
        cmocka_unit_test(units_join_where_their_contacts_can_be_counted),
        cmocka_unit_test(units_join_further_up),
        cmocka_unit_test(what_may_not_be_shown_is_not),
        cmocka_unit_test(customers_of_a_team_of_few_people_count_nowhere),
        cmocka_unit_test(more_is_said_of_larger_groups),
        cmocka_unit_test(nothing_more_is_said_where_a_mean_leaves_few_over),
        cmocka_unit_test(nothing_more_is_said_where_two_means_leave_few_over),
        cmocka_unit_test(what_is_left_over_may_be_where_nobody_is_held),
        cmocka_unit_test(nobody_was_there),
        cmocka_unit_test(few_contacts_are_never_weighed_alone),
        cmocka_unit_test(nor_where_few_classes_are_held),
        cmocka_unit_test(figures_of_the_same_teams_are_the_same),
        cmocka_unit_test(many_teams_are_planned_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
