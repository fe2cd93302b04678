/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names are told apart by every number and by how many there are. */
#include "model/query_names.h"

#include "../unit.h"
#include "base/cleanup.h"

static void query_names_free_local(struct query_names *names)
{
    query_names_free(names);
}

static void add(struct query_names *names, size_t n, const int32_t *numbers)
{
    struct error err = {0};
    if (!query_names_add(names, (struct query_name){n, numbers}, &err)) {
        fail_msg("%s", err.text);
    }
}

static bool have(const struct query_names *names, size_t n, const int32_t *numbers)
{
    return query_names_have(names, (struct query_name){n, numbers});
}

static void every_number_counts(void **state)
{
    (void)state;
    struct query_names names CLEANUP(query_names_free) = {0};
    const int32_t numbers[] = {1, -1, 3};
    const int32_t others[][3] = {{2, -1, 3}, {1, 1, 3}, {1, -1, 4}, {1, 3, -1}};
    add(&names, 3, numbers);
    assert_true(have(&names, 3, numbers));
    assert_false(have(&names, 2, numbers));
    assert_false(have(&names, 0, NULL));
    for (size_t i = 0; i < 4; i++) {
        assert_false(have(&names, 3, others[i]));
    }
}

static void an_empty_name_is_one(void **state)
{
    (void)state;
    struct query_names names CLEANUP(query_names_free) = {0};
    assert_false(have(&names, 0, NULL));
    add(&names, 0, NULL);
    assert_true(have(&names, 0, NULL));
}

static void names_are_copied_and_kept_once(void **state)
{
    (void)state;
    struct query_names names CLEANUP(query_names_free) = {0};
    int32_t number = 0;
    for (int round = 0; round < 2; round++) {
        for (number = 0; number < 1000; number += 3) {
            add(&names, 1, &number);
        }
    }
    for (number = 0; number < 1000; number++) {
        assert_int_equal(have(&names, 1, &number), number % 3 == 0);
    }
}

static void what_was_freed_is_empty(void **state)
{
    (void)state;
    struct query_names names = {0};
    add(&names, 0, NULL);
    query_names_free(&names);
    assert_false(have(&names, 0, NULL));
    query_names_free(&names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_counts),
        cmocka_unit_test(an_empty_name_is_one),
        cmocka_unit_test(names_are_copied_and_kept_once),
        cmocka_unit_test(what_was_freed_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
