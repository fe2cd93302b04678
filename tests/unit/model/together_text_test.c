/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sentences about communities, and what none of them may say. */
#include "model/together_text.h"

#include <string.h>

#include "../unit.h"
#include "base/cleanup.h"

static void assert_text(enum together together, enum language language, const char *expected)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    together_text(together, "T01, T05; T03, T04", language, &out);
    buffer_append(&out, "", 1);
    assert_false(out.failed);
    assert_string_equal((const char *)buffer_span(&out).data, expected);
}

static void teams_are_named(void **state)
{
    (void)state;
    assert_text(
        TOGETHER_PARTED, LANGUAGE_EN,
        " In handing customers on, these teams work as one although the chart parts them: T01, T05; T03, "
        "T04.");
    assert_text(
        TOGETHER_PARTED, LANGUAGE_FI,
        " Nämä tiimit toimivat asiakkaita ohjatessaan yhtenä, vaikka organisaatiokaavio erottaa ne: T01, "
        "T05; T03, T04.");
    assert_text(
        TOGETHER_PARTED, LANGUAGE_SV,
        " När kunder hänvisas fungerar de här teamen som ett fast organisationsschemat skiljer dem åt: "
        "T01, T05; T03, T04.");
}

static void what_cannot_be_told_says_so(void **state)
{
    (void)state;
    static const char *const says[] = {"ei voi sanoa", "cannot be told", "går inte att säga"};
    static const char *const forbidden[] = {"cause", "aiheut", "orsak", " syy", "{", "T01", "\""};
    for (enum together together = TOGETHER_UNKNOWN; together < TOGETHER_PARTED; together++) {
        for (enum language language = 0; language < LANGUAGE_COUNT; language++) {
            struct buffer out CLEANUP(buffer_free) = {0};
            together_text(together, NULL, language, &out);
            buffer_append(&out, "", 1);
            const char *text = (const char *)buffer_span(&out).data;
            assert_true((strstr(text, says[language]) != NULL) == (together < TOGETHER_AS_CHARTED));
            for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
                assert_null(strstr(text, forbidden[i]));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(teams_are_named),
        cmocka_unit_test(what_cannot_be_told_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
