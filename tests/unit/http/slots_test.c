/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/slots.h"

static void finds_what_is_there(void **state)
{
    (void)state;
    struct slots slots;
    int a, b;
    assert_true(slots_init(&slots, 2));
    uint64_t ticket_a = slots_add(&slots, &a);
    uint64_t ticket_b = slots_add(&slots, &b);
    assert_int_not_equal(ticket_a, 0);
    assert_int_not_equal(ticket_a, ticket_b);
    assert_ptr_equal(slots_find(&slots, ticket_a), &a);
    assert_ptr_equal(slots_find(&slots, ticket_b), &b);
    assert_int_equal(slots_add(&slots, &a), 0);
    assert_int_equal(slots.used, 2);
    slots_done(&slots);
}

/* The whole point: a late answer does not reach the next one in the same slot. */
static void forgets_what_is_gone(void **state)
{
    (void)state;
    struct slots slots;
    int a, b;
    assert_true(slots_init(&slots, 1));
    uint64_t old = slots_add(&slots, &a);
    slots_remove(&slots, old);
    assert_null(slots_find(&slots, old));
    uint64_t new = slots_add(&slots, &b);
    assert_int_not_equal(old, new);
    assert_null(slots_find(&slots, old));
    slots_remove(&slots, old);
    assert_ptr_equal(slots_find(&slots, new), &b);
    assert_int_equal(slots.used, 1);
    slots_done(&slots);
}

static void never_makes_ticket_zero(void **state)
{
    (void)state;
    struct slots slots;
    int a;
    assert_true(slots_init(&slots, 1));
    assert_null(slots_find(&slots, 0));
    slots.slots[0].generation = UINT32_MAX;
    uint64_t last = slots_add(&slots, &a);
    slots_remove(&slots, last);
    assert_int_not_equal(slots_add(&slots, &a), 0);
    assert_null(slots_find(&slots, 0));
    assert_null(slots_find(&slots, last));
    assert_null(slots_find(&slots, UINT64_MAX));
    slots_done(&slots);
}

static void uses_every_slot_again(void **state)
{
    (void)state;
    enum { N = 100 };
    struct slots slots;
    int items[N];
    uint64_t tickets[N];
    assert_true(slots_init(&slots, N));
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < N; i++) {
            tickets[i] = slots_add(&slots, &items[i]);
        }
        for (int i = 0; i < N; i++) {
            assert_ptr_equal(slots_find(&slots, tickets[i]), &items[i]);
            assert_non_null(slots_at(&slots, (size_t)i));
        }
        for (int i = 0; i < N; i += 1 + round) {
            slots_remove(&slots, tickets[i]);
            assert_null(slots_at(&slots, (size_t)(uint32_t)tickets[i]));
        }
        for (int i = 0; i < N; i++) {
            slots_remove(&slots, tickets[i]);
        }
        assert_int_equal(slots.used, 0);
    }
    slots_done(&slots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_there),
        cmocka_unit_test(forgets_what_is_gone),
        cmocka_unit_test(never_makes_ticket_zero),
        cmocka_unit_test(uses_every_slot_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
