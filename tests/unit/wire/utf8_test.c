/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UTF-8: the edges of each length, and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wire/utf8.h"

static void takes_the_first_and_last_of_each_length(void **state)
{
    (void)state;
    const char *const texts[] = {"",
                                 "a",
                                 "\x7f",
                                 "\xc2\x80",
                                 "\xdf\xbf",
                                 "\xe0\xa0\x80",
                                 "\xed\x9f\xbf",
                                 "\xee\x80\x80",
                                 "\xef\xbf\xbf",
                                 "\xf0\x90\x80\x80",
                                 "\xf4\x8f\xbf\xbf",
                                 "Hyvää työtä, 木"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(utf8_is_valid(span_text(texts[i])));
    }
    assert_true(utf8_is_valid(span_of("a\0b", 3)));
}

static void refuses_what_is_none(void **state)
{
    (void)state;
    const char *const texts[] = {
        "\x80",             /* a continuation alone */
        "\xc3",             /* cut */
        "\xc3(",            /* no continuation */
        "\xc0\xaf",         /* overlong */
        "\xc1\xbf",         /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xe2\x82",         /* cut */
        "\xe2\x82(",        /* third byte */
        "\xed\xa0\x80",     /* surrogate */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xf0\x9f\x98(",    /* fourth byte */
        "\xf4\x90\x80\x80", /* above U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "good until \xfe",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(utf8_is_valid(span_text(texts[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_first_and_last_of_each_length),
        cmocka_unit_test(refuses_what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
