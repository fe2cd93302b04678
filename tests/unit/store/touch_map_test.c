/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Touches keep their order and stay together while the arrays grow. */
#include "store/touch_map.h"

#include "../unit.h"
#include "base/cleanup.h"

static void an_empty_map_owns_nothing(void **state)
{
    (void)state;
    struct touch_map map = {0};
    touch_map_free(&map);
    assert_int_equal(map.n, 0);
    assert_null(map.teams);
}

static void add(struct touch_map *map, int32_t team, int32_t node)
{
    struct error err = {0};
    if (!touch_map_add(map, team, node, &err)) {
        fail_msg("%s", err.text);
    }
}

static void touches_stay_together_and_in_order(void **state)
{
    (void)state;
    enum { TOUCHES = 1000 };
    struct touch_map map CLEANUP(touch_map_free) = {0};
    for (int32_t i = 0; i < TOUCHES; i++) {
        add(&map, i, 10000 + i);
        assert_int_equal(map.n, i + 1);
    }
    for (int32_t i = 0; i < TOUCHES; i++) {
        assert_int_equal(map.teams[i], i);
        assert_int_equal(map.nodes[i], 10000 + i);
    }
}

/* An array made anew for each touch would cost a time that rises with their square. */
static void growing_is_rare(void **state)
{
    (void)state;
    enum { TOUCHES = 100000 };
    struct touch_map map CLEANUP(touch_map_free) = {0};
    size_t grown = 0;
    for (int32_t i = 0; i < TOUCHES; i++) {
        size_t before = map.capacity;
        add(&map, i, i);
        assert_true(map.n <= map.capacity);
        grown += map.capacity != before;
    }
    assert_in_range(grown, 1, 20);
    assert_true(map.capacity < 4 * (size_t)TOUCHES);
}

/* A team may count for one node twice: nothing is left out. */
static void nothing_is_folded(void **state)
{
    (void)state;
    struct touch_map map CLEANUP(touch_map_free) = {0};
    add(&map, 3, 7);
    add(&map, 3, 7);
    assert_int_equal(map.n, 2);
    assert_int_equal(map.teams[1], 3);
    assert_int_equal(map.nodes[1], 7);
}

static void maps_are_equal_when_all_their_touches_are(void **state)
{
    (void)state;
    struct touch_map a CLEANUP(touch_map_free) = {0};
    struct touch_map b CLEANUP(touch_map_free) = {0};
    assert_true(touch_map_equal(&a, &b));
    add(&a, 3, 7);
    assert_false(touch_map_equal(&a, &b));
    add(&b, 3, 7);
    assert_true(touch_map_equal(&a, &b));
    add(&a, 4, 7);
    add(&b, 4, 8);
    assert_false(touch_map_equal(&a, &b));
    b.nodes[1] = 7;
    assert_true(touch_map_equal(&a, &b));
    b.teams[0] = 5;
    assert_false(touch_map_equal(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_owns_nothing),
        cmocka_unit_test(touches_stay_together_and_in_order),
        cmocka_unit_test(growing_is_rare),
        cmocka_unit_test(nothing_is_folded),
        cmocka_unit_test(maps_are_equal_when_all_their_touches_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
