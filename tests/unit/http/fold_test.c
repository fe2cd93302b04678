/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/fold.h"

static void compares_without_case(void **state)
{
    (void)state;
    assert_true(fold_is(span_text("Content-LENGTH"), "content-length"));
    assert_false(fold_is(span_text("Content-Lengt"), "content-length"));
    assert_false(fold_is(span_text("Content-Lengthy"), "content-length"));
    assert_false(fold_is(span_text("Content\rLength"), "content-length")); /* CR | 0x20 is "-" */
    assert_true(fold_is((struct span){0}, ""));
    assert_true(fold_begins(span_text("BEARER x"), "bearer "));
    assert_false(fold_begins(span_text("bear"), "bearer"));
    assert_true(fold_is_start(span_text("TEXT/"), "text/csv"));
    assert_false(fold_is_start(span_text("texts/"), "text/csv"));
}

static void trims(void **state)
{
    (void)state;
    assert_true(span_is(fold_trim(span_text(" \t a b\t ")), "a b"));
    assert_int_equal(fold_trim(span_text(" \t ")).len, 0);
    assert_int_equal(fold_trim((struct span){0}).len, 0);
}

static void walks_a_list(void **state)
{
    (void)state;
    struct span list = span_text(" a ,b,, c");
    static const char *const expected[] = {"a", "b", "", "c"};
    struct span element;
    for (size_t i = 0; i < 4; i++) {
        assert_true(fold_next(&list, ',', &element));
        assert_true(span_is(element, expected[i]));
    }
    assert_false(fold_next(&list, ',', &element));
    list = (struct span){0};
    assert_false(fold_next(&list, ',', &element));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(compares_without_case), cmocka_unit_test(trims),
                                       cmocka_unit_test(walks_a_list)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
