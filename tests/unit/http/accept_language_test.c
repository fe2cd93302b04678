/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "http/accept_language.h"

static const char *const tags[] = {"fi", "en", "sv", NULL};

/* English where nothing fits. */
static void assert_choice(const char *field, const char *expected)
{
    size_t choice = accept_language_choose(span_text(field), tags, 1);
    if (strcmp(tags[choice], expected) != 0) {
        fail_msg("%s for \"%s\"", tags[choice], field);
    }
}

static void no_field_says_nothing(void **state)
{
    (void)state;
    assert_int_equal(accept_language_choose((struct span){0}, tags, 1), 1);
    assert_int_equal(accept_language_choose((struct span){0}, tags, 2), 2);
    assert_choice("", "en");
    assert_choice(", ,", "en");
}

static void a_range_names_a_language(void **state)
{
    (void)state;
    assert_choice("fi", "fi");
    assert_choice("SV", "sv");
    assert_choice("fi-FI", "fi");
    assert_choice("sv-Latn-FI", "sv");
    assert_choice("FI-fi", "fi");
    assert_choice("de, sv", "sv");
    assert_choice("  fi ;q=1", "fi");
}

static void the_weight_decides(void **state)
{
    (void)state;
    assert_choice("en;q=0.5, sv;q=0.9, fi;q=0.8", "sv");
    assert_choice("sv;q=0.001, de", "sv");
    assert_choice("de-DE,de;q=0.9,sv;q=0.8,en;q=0.7", "sv");
    assert_choice("en-GB;q=0.9, fi-FI", "fi");
    assert_choice("fi;q=0.1, sv;q=0.2, fi-FI;q=0.3", "fi");
    assert_choice("sv;q=0.9, fi;q=0.8, sv;q=0.1", "sv");
}

static void of_equals_the_first_in_the_field(void **state)
{
    (void)state;
    assert_choice("sv, fi, en", "sv");
    assert_choice("fi, en", "fi");
    assert_choice("en, fi", "en");
    assert_choice("sv-FI, fi-FI", "sv");
    assert_choice("sv, fi, sv-FI", "sv");
    assert_choice("fi;q=0.5, sv;q=0.8, fi;q=0.8", "sv");
}

static void a_star_is_for_those_that_are_not_named(void **state)
{
    (void)state;
    assert_choice("*", "en");
    assert_choice("*;q=0.1", "en");
    assert_choice("fi;q=0.5, *;q=0.8", "en");
    assert_choice("*, fi", "fi");
    assert_choice("fi;q=0.8, *;q=0.5", "fi");
    assert_choice("en;q=0.1, *;q=0.5", "fi");
    assert_choice("en;q=0, *", "fi");
    assert_choice("en;q=0, fi;q=0, *", "sv");
    assert_choice("*;q=0", "en");
    assert_choice("*;q=0, sv", "sv");
    assert_choice("fi-FI;q=0, *;q=0.5, en;q=0.4", "fi");
}

static void what_is_refused_is_not_chosen(void **state)
{
    (void)state;
    assert_choice("fi;q=0, sv;q=0.1", "sv");
    assert_choice("fi;q=0", "en");
    assert_choice("fi-FI, fi;q=0", "en");
    assert_choice("fi;q=0, fi-FI, sv;q=0.5", "sv");
    assert_choice("sv;q=0.0", "en");
    assert_choice("en;q=0", "en");
}

static void nothing_fits(void **state)
{
    (void)state;
    static const char *const fields[] = {
        "de",   "fil",    "f",      "fi_FI",        "finnish",         "fi-",
        "-fi",  "fi--FI", "fi-å",   "sv-",          "sv-FI-",          "**",
        "*-FI", "sv FI",  "sv/FI",  "fi;q=2",       "sv;q=0.1234",     "fi;q=",
        "sve",  "x-fi",   "\"fi\"", "fi-abcdefghi", "sv-abc-123456789"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        assert_choice(fields[i], "en");
    }
    assert_choice("fi-abcdefgh", "fi");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_field_says_nothing),
        cmocka_unit_test(a_range_names_a_language),
        cmocka_unit_test(the_weight_decides),
        cmocka_unit_test(of_equals_the_first_in_the_field),
        cmocka_unit_test(a_star_is_for_those_that_are_not_named),
        cmocka_unit_test(what_is_refused_is_not_chosen),
        cmocka_unit_test(nothing_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
