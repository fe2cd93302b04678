/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include "http/quality.h"

static void a_value_stands_before_its_parameters(void **state)
{
    (void)state;
    struct span parameters;
    assert_true(span_is(quality_value(span_text("text/csv ; a=b; q=0.5"), &parameters), "text/csv"));
    assert_true(span_is(parameters, " a=b; q=0.5"));
    assert_true(span_is(quality_value(span_text("fi-FI"), &parameters), "fi-FI"));
    assert_int_equal(parameters.len, 0);
    assert_int_equal(quality_value((struct span){0}, &parameters).len, 0);
    assert_int_equal(quality_value(span_text(";q=1"), &parameters).len, 0);
}

static void a_weight_is_in_thousandths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int weight;
    } good[] = {{"", 1000},          {"q=1", 1000},     {"q=1.000", 1000},   {"q=0", 0},
                {"q=0.", 0},         {"q=0.7", 700},    {"Q=0.25", 250},     {" q=0.001 ", 1},
                {"a=b; q=0.5", 500}, {"level=1", 1000}, {"q=0.5;q=0.9", 500}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_int_equal(quality_weight(span_text(good[i].text)), good[i].weight);
    }
    static const char *const bad[] = {"q=",   "q=2",  "q=1.001", "q=0.1234", "q=-1",
                                      "q=.5", "q=1x", "q=0,5",   "q=01"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(quality_weight(span_text(bad[i])), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_stands_before_its_parameters),
        cmocka_unit_test(a_weight_is_in_thousandths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
