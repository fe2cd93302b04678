/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes keep their order, their teams and their counts while the arrays grow. */
#include "model/contact_classes.h"

#include "../unit.h"
#include "base/cleanup.h"

static void add(struct contact_classes *classes, struct contact_class class, const int32_t *nodes)
{
    struct error err = {0};
    if (!contact_classes_add(classes, &class, nodes, &err)) {
        fail_msg("%s", err.text);
    }
}

static void nothing_is_owned_at_first(void **state)
{
    (void)state;
    struct contact_classes classes = {.n_columns = 3};
    contact_classes_free(&classes);
    assert_int_equal(classes.n, 0);
    assert_int_equal(classes.n_columns, 3);
}

static void classes_stay_together_and_in_order(void **state)
{
    (void)state;
    enum { CLASSES = 1000 };
    struct contact_classes classes CLEANUP(contact_classes_free) = {.n_columns = 2};
    for (int32_t i = 0; i < CLASSES; i++) {
        const int32_t nodes[] = {i, 10000 + i, 20000 + i};
        add(&classes,
            (struct contact_class){.n_nodes = (uint16_t)(i % 4), .source = (uint16_t)i, .contacts = 7 * i},
            nodes);
        assert_int_equal(classes.n, i + 1);
        assert_int_equal(*contact_classes_rated(&classes, (size_t)i, 0), 0);
        assert_int_equal(*contact_classes_rated(&classes, (size_t)i, 1), 0);
        *contact_classes_rated(&classes, (size_t)i, 1) = i;
    }
    for (int32_t i = 0; i < CLASSES; i++) {
        const struct contact_class *class = &classes.all[i];
        assert_int_equal(class->n_nodes, i % 4);
        assert_int_equal(class->source, i);
        assert_int_equal(class->contacts, 7 * i);
        for (int32_t n = 0; n < i % 4; n++) {
            assert_int_equal(classes.nodes[class->first + (size_t)n], 10000 * n + i);
        }
        assert_int_equal(*contact_classes_rated(&classes, (size_t)i, 0), 0);
        assert_int_equal(*contact_classes_rated(&classes, (size_t)i, 1), i);
    }
}

static void a_period_may_measure_nothing(void **state)
{
    (void)state;
    const int32_t node = 4;
    struct contact_classes classes CLEANUP(contact_classes_free) = {0};
    add(&classes, (struct contact_class){.n_nodes = 1, .contacts = 3}, &node);
    assert_int_equal(classes.nodes[classes.all[0].first], 4);
}

/* Arrays made anew for each class would cost a time that rises with their square. */
static void growing_is_rare(void **state)
{
    (void)state;
    enum { CLASSES = 100000 };
    struct contact_classes classes CLEANUP(contact_classes_free) = {.n_columns = 1};
    size_t grown = 0;
    for (int32_t i = 0; i < CLASSES; i++) {
        size_t before = classes.capacity + classes.node_capacity;
        add(&classes, (struct contact_class){.n_nodes = 1}, &i);
        grown += classes.capacity + classes.node_capacity != before;
    }
    assert_in_range(grown, 1, 40);
    assert_true(classes.capacity < 2 * (size_t)CLASSES);
}

static void classes_are_found_by_the_nodes_they_touched(void **state)
{
    (void)state;
    const int32_t nodes[] = {0, 3, 1};
    struct contact_classes classes CLEANUP(contact_classes_free) = {0};
    struct error err;
    add(&classes, (struct contact_class){.n_nodes = 2}, nodes);
    add(&classes, (struct contact_class){.n_nodes = 0}, nodes);
    add(&classes, (struct contact_class){.n_nodes = 3}, nodes);
    add(&classes, (struct contact_class){.n_nodes = 2}, nodes + 1);
    assert_true(contact_classes_index(&classes, 5, &err));
    const size_t starts[] = {0, 2, 4, 4, 7, 7};
    const uint32_t touching[] = {0, 2, 2, 3, 0, 2, 3};
    assert_memory_equal(classes.starts, starts, sizeof starts);
    assert_memory_equal(classes.touching, touching, sizeof touching);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_owned_at_first),
        cmocka_unit_test(classes_stay_together_and_in_order),
        cmocka_unit_test(a_period_may_measure_nothing),
        cmocka_unit_test(growing_is_rare),
        cmocka_unit_test(classes_are_found_by_the_nodes_they_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
