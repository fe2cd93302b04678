/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "model/catalog.h"

static void the_newest_version_of_a_survey_is_found(void **state)
{
    (void)state;
    struct survey a1 = {.code = "a", .version = 1};
    struct survey a9 = {.code = "a", .version = 9};
    struct survey b2 = {.code = "b", .version = 2};
    struct survey *surveys[] = {&a1, &a9, &b2};
    struct catalog catalog = {.n_surveys = 3, .surveys = surveys};
    assert_ptr_equal(catalog_find_survey(&catalog, span_text("a"), 0), &a9);
    assert_ptr_equal(catalog_find_survey(&catalog, span_text("a"), 1), &a1);
    assert_null(catalog_find_survey(&catalog, span_text("a"), 2));
    assert_null(catalog_find_survey(&catalog, span_text("aa"), 0));
}

static void keys_and_periods_are_found_by_bisection(void **state)
{
    (void)state;
    struct catalog_key keys[] = {{.id = 2}, {.id = 5}, {.id = 9}};
    struct catalog_period periods[] = {{.period = -1}, {.period = 7}};
    struct catalog catalog = {.n_keys = 3, .keys = keys, .n_periods = 2, .periods = periods};
    assert_ptr_equal(catalog_find_key(&catalog, 9), &keys[2]);
    assert_null(catalog_find_key(&catalog, 4));
    assert_ptr_equal(catalog_find_period(&catalog, -1), &periods[0]);
    assert_null(catalog_find_period(&catalog, 0));
    struct catalog empty = {0};
    assert_null(catalog_find_key(&empty, 1));
    assert_null(catalog_find_period(&empty, 1));
    assert_int_equal(catalog_find_team(&empty, span_text("A"), 1, 1), 0);
}

static void a_key_without_surveys_is_for_all(void **state)
{
    (void)state;
    char codes[][CODE_SIZE] = {"a", "b"};
    struct catalog_key bound = {.n_surveys = 2, .surveys = codes};
    struct catalog_key free_key = {0};
    assert_true(catalog_key_allows(&free_key, "anything"));
    assert_true(catalog_key_allows(&bound, "b"));
    assert_false(catalog_key_allows(&bound, "c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_version_of_a_survey_is_found),
        cmocka_unit_test(keys_and_periods_are_found_by_bisection),
        cmocka_unit_test(a_key_without_surveys_is_for_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
