/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures in running text. */
#include "model/phrase.h"

#include <math.h>

#include "../unit.h"

static void assert_filled(const char *text, const char *expected)
{
    const struct phrase_value values[] = {{"r", ".43"}, {"rest", "all"}, {"empty", ""}};
    struct buffer out = {0};
    phrase_fill(text, values, 3, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
    buffer_free(&out);
}

static void placeholders_are_filled(void **state)
{
    (void)state;
    assert_filled("r = {r}, {rest}.", "r = .43, all.");
    assert_filled("{r}{r}", ".43.43");
    assert_filled("[{empty}]", "[]");
    assert_filled("", "");
}

static void what_is_no_placeholder_stays(void **state)
{
    (void)state;
    assert_filled("{re} {} {r", "{re} {} {r");
    assert_filled("} {{r}", "} {.43");
    assert_filled("{r }", "{r }");
}

static void assert_number(double x, const char *expected)
{
    char text[PHRASE_NUMBER_SIZE];
    assert_string_equal(phrase_number(x, text), expected);
}

static void figures_have_two_decimals(void **state)
{
    (void)state;
    assert_number(0.425339, ".43");
    assert_number(-0.0242, "-.02");
    assert_number(-0.004, ".00");
    assert_number(0.996, "1.00");
    assert_number(-0.996, "-1.00");
    assert_number(1, "1.00");
    assert_number(0, ".00");
    assert_number(-603, "-603.00");
    assert_number(12.345, "12.35");
    assert_number(INFINITY, "10000000000000.00");
    assert_number(NAN, "?");
}

static void shares_are_percentages(void **state)
{
    (void)state;
    char text[PHRASE_NUMBER_SIZE];
    assert_string_equal(phrase_percent(0.881884, text), "88");
    assert_string_equal(phrase_percent(0.125, text), "13");
    assert_string_equal(phrase_percent(-0.2, text), "-20");
    assert_string_equal(phrase_percent(NAN, text), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_filled),
        cmocka_unit_test(what_is_no_placeholder_stays),
        cmocka_unit_test(figures_have_two_decimals),
        cmocka_unit_test(shares_are_percentages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
