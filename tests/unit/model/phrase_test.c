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

static void assert_number(double x, int decimals, enum language language, const char *expected)
{
    char text[PHRASE_NUMBER_SIZE];
    assert_string_equal(phrase_number(x, decimals, language, text), expected);
}

static void figures_are_those_of_the_language(void **state)
{
    (void)state;
    assert_number(0.425339, PHRASE_R, LANGUAGE_EN, "0.43");
    assert_number(0.425339, PHRASE_R, LANGUAGE_FI, "0,43");
    assert_number(0.425339, PHRASE_R, LANGUAGE_SV, "0,43");
    assert_number(-0.0242, PHRASE_R, LANGUAGE_EN, "−0.02");
    assert_number(-0.0242, PHRASE_R, LANGUAGE_SV, "−0,02");
}

static void figures_are_rounded(void **state)
{
    (void)state;
    assert_number(-0.004, 2, LANGUAGE_EN, "0.00");
    assert_number(0.996, 2, LANGUAGE_EN, "1.00");
    assert_number(-0.996, 2, LANGUAGE_EN, "−1.00");
    assert_number(-0.05, 1, LANGUAGE_FI, "−0,1");
    assert_number(-0.4, 0, LANGUAGE_FI, "0");
    assert_number(12.5, 0, LANGUAGE_FI, "13");
    assert_number(-603, 2, LANGUAGE_EN, "−603.00");
    assert_number(12.345, 2, LANGUAGE_EN, "12.35");
    assert_number(INFINITY, 2, LANGUAGE_EN, "10000000000000.00");
    assert_number(NAN, 2, LANGUAGE_EN, "–");
}

static void shares_are_percentages(void **state)
{
    (void)state;
    char text[PHRASE_NUMBER_SIZE];
    assert_string_equal(phrase_percent(0.881884, LANGUAGE_EN, text), "88");
    assert_string_equal(phrase_percent(0.125, LANGUAGE_FI, text), "13");
    assert_string_equal(phrase_percent(-0.2, LANGUAGE_FI, text), "−20");
    assert_string_equal(phrase_percent(NAN, LANGUAGE_FI, text), "–");
}

static void changes_have_a_sign(void **state)
{
    (void)state;
    char text[PHRASE_NUMBER_SIZE];
    assert_string_equal(phrase_change(3.25, 1, LANGUAGE_EN, text), "+3.3");
    assert_string_equal(phrase_change(-3.25, 1, LANGUAGE_FI, text), "−3,3");
    assert_string_equal(phrase_change(-0.04, 1, LANGUAGE_SV, text), "0,0");
    assert_string_equal(phrase_change(12, 0, LANGUAGE_SV, text), "+12");
    assert_string_equal(phrase_change(NAN, 0, LANGUAGE_SV, text), "–");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_filled),
        cmocka_unit_test(what_is_no_placeholder_stays),
        cmocka_unit_test(figures_are_those_of_the_language),
        cmocka_unit_test(figures_are_rounded),
        cmocka_unit_test(shares_are_percentages),
        cmocka_unit_test(changes_have_a_sign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
