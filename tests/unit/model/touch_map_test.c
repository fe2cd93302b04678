/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A contact counts once at every node above where its teams are shown, against counting it there at sight. */
#include "model/touch_map.h"

#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"
#include "small_tree.h"

#define MAX_TEAMS 12
#define MAX_TOUCHES 6

/* An organisation whose teams are shown somewhere; how often one contact was counted, by node and by team. */
struct board {
    struct team_tree *tree;
    struct touch_disclosure shown[MAX_TEAMS + 1];
    struct touch_map map;
    int nodes[MAX_TEAMS + 1];
    int own[MAX_TEAMS + 1];
};

static void board_local(struct board *board)
{
    team_tree_free(board->tree);
    touch_map_free(&board->map);
}

static void make_map(struct board *board)
{
    struct error err;
    touch_map_free(&board->map);
    assert_true(touch_map_make(board->tree, board->shown, &board->map, &err));
}

static int by_number(const void *a, const void *b)
{
    return *(const int32_t *)a - *(const int32_t *)b;
}

static int32_t place_of(const struct touch_map *map, int32_t node)
{
    int32_t place = 0;
    while (map->nodes[place] != node) {
        place++;
        assert_true((size_t)place < map->n);
    }
    return place;
}

/* What the statement over a map and its reader do with one contact. */
static void count_by_map(struct board *board, const int32_t *touched, size_t n)
{
    const struct touch_map *map = &board->map;
    int32_t places[MAX_TOUCHES];
    for (size_t i = 0; i < n; i++) {
        places[i] = place_of(map, touched[i]);
    }
    qsort(places, n, sizeof *places, by_number);
    for (size_t i = 0; i < n; i++) {
        const int32_t *starts = map->starts + (size_t)places[i] * map->width;
        int32_t before = i == 0 ? -1 : places[i - 1];
        int32_t counted = 0;
        while ((size_t)counted < map->width && starts[counted] <= before) {
            counted++;
        }
        int32_t level = map->levels[places[i]] - 1;
        int32_t node = map->nodes[places[i]];
        board->own[node] += counted <= level;
        for (int32_t v = board->shown[node].shown_at; --level >= counted; v = board->tree->nodes[v].parent) {
            board->nodes[v]++;
        }
    }
}

static bool touches(const int32_t *touched, size_t n, int32_t node)
{
    for (size_t i = 0; i < n; i++) {
        if (touched[i] == node) {
            return true;
        }
    }
    return false;
}

static void check(struct board *board, const int32_t *touched, size_t n)
{
    memset(board->nodes, 0, sizeof board->nodes);
    memset(board->own, 0, sizeof board->own);
    count_by_map(board, touched, n);
    for (int32_t v = 0; v < (int32_t)board->tree->n; v++) {
        bool counts = false;
        for (size_t i = 0; i < n; i++) {
            int32_t at = board->shown[touched[i]].shown_at;
            counts = counts || (at >= 0 && is_at_or_below(board->tree, at, v));
        }
        assert_int_equal(board->nodes[v], counts);
        assert_int_equal(board->own[v], touches(touched, n, v));
    }
}

/* Nowhere, at the team's own node, or anywhere above it. */
static void draw_shown(struct board *board)
{
    for (size_t v = 0; v < board->tree->n; v++) {
        int32_t at = random() % 3 == 0 ? DISCLOSURE_NOWHERE : (int32_t)v;
        while (at >= 0 && random() % 3 == 0 && board->tree->nodes[at].parent >= 0) {
            at = board->tree->nodes[at].parent;
        }
        board->shown[v] = (struct touch_disclosure){at == (int32_t)v, at};
    }
}

static void contacts_count_once_wherever_teams_are_shown(void **state)
{
    (void)state;
    srandom(5);
    for (int round = 0; round < 2000; round++) {
        int32_t parents[MAX_TEAMS];
        size_t teams = 1 + (size_t)random() % MAX_TEAMS;
        random_parents(parents, teams);
        struct board board CLEANUP(board) = {.tree = make_tree(parents, teams, NULL)};
        draw_shown(&board);
        make_map(&board);
        for (int contact = 0; contact < 20; contact++) {
            int32_t touched[MAX_TOUCHES];
            size_t n = 1 + (size_t)random() % MAX_TOUCHES;
            for (size_t i = 0; i < n; i++) {
                touched[i] = (int32_t)((size_t)random() % teams);
            }
            check(&board, touched, n);
        }
    }
}

static void every_team_has_a_place_and_ranges_are_nested(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1, 2};
    struct board board CLEANUP(board) = {.tree = make_tree(parents, 4, NULL)};
    draw_shown(&board);
    make_map(&board);
    assert_int_equal(board.map.n, 4);
    for (size_t p = 0; p < board.map.n; p++) {
        const int32_t *starts = board.map.starts + p * board.map.width;
        size_t levels = (size_t)board.map.levels[p];
        assert_int_equal(board.map.teams[p], board.tree->nodes[board.map.nodes[p]].team.id);
        assert_int_equal(starts[levels - 1], p);
        for (size_t i = 1; i < board.map.width; i++) {
            assert_true(starts[i] >= starts[i - 1]);
            assert_int_equal(starts[i] == TOUCH_MAP_NO_LEVEL, i >= levels);
        }
    }
}

static void maps_differ_where_teams_are_shown_elsewhere(void **state)
{
    (void)state;
    const int32_t parents[] = {0, 1, 1, 2};
    struct board a CLEANUP(board) = {.tree = make_tree(parents, 4, NULL)};
    struct board b CLEANUP(board) = {.tree = make_tree(parents, 4, NULL)};
    for (int32_t v = 0; v < 5; v++) {
        a.shown[v] = (struct touch_disclosure){true, v};
        b.shown[v] = (struct touch_disclosure){false, v};
    }
    make_map(&a);
    make_map(&b);
    assert_true(touch_map_equal(&a.map, &b.map)); /* wherever figures are published */
    for (int32_t v = 0; v < 4; v++) {
        int32_t at = b.shown[v].shown_at;
        b.shown[v].shown_at = DISCLOSURE_NOWHERE;
        make_map(&b);
        assert_false(touch_map_equal(&a.map, &b.map));
        b.shown[v].shown_at = b.tree->nodes[v].parent;
        make_map(&b);
        assert_false(touch_map_equal(&a.map, &b.map));
        b.shown[v].shown_at = at;
    }
}

static void nobody_has_no_place(void **state)
{
    (void)state;
    struct board board CLEANUP(board) = {.tree = make_tree(NULL, 0, NULL)};
    make_map(&board);
    assert_int_equal(board.map.n, 0);
    assert_true(touch_map_equal(&board.map, &board.map));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contacts_count_once_wherever_teams_are_shown),
        cmocka_unit_test(every_team_has_a_place_and_ranges_are_nested),
        cmocka_unit_test(maps_differ_where_teams_are_shown_elsewhere),
        cmocka_unit_test(nobody_has_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
