/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of claims: alike in every language, and never more than a grade allows. */
#include "../unit.h"

#include <stdbool.h>
#include <string.h>

#include "model/claim_text.h"

/* How often a placeholder, or anything, stands in a text. */
static size_t count(const char *text, const char *what, size_t len)
{
    size_t n = 0;
    for (const char *at = text; *at != '\0'; at++) {
        n += strncmp(at, what, len) == 0;
    }
    return n;
}

/* "{first_of}" is the genitive of "{first}": which of the two stands there is the language's own. */
static size_t count_placeholder(const char *text, const char *name, size_t len)
{
    char plain[32];
    char genitive[40];
    size_t stem = len > 3 && strncmp(name + len - 3, "_of", 3) == 0 ? len - 3 : len;
    assert_true(stem < sizeof plain);
    memcpy(plain, name, stem);
    memcpy(plain + stem, "}", 2);
    memcpy(genitive, name, stem);
    memcpy(genitive + stem, "_of}", 5);
    return count(text, plain, stem + 1) + count(text, genitive, stem + 4);
}

static void placeholders_are_the_same_in_every_language(void **state)
{
    (void)state;
    for (enum claim_sentence s = CLAIM_LABEL; s < CLAIM_SENTENCES; s++) {
        const char *fi = claim_text(s)->words.in[LANGUAGE_FI];
        for (const char *at = strchr(fi, '{'); at != NULL; at = strchr(at + 1, '{')) {
            size_t len = strcspn(at, "}");
            assert_int_equal(at[len], '}');
            for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++) {
                const char *text = claim_text(s)->words.in[language];
                assert_int_equal(count_placeholder(text, at, len), count_placeholder(fi, at, len));
            }
        }
        for (enum language language = LANGUAGE_EN; language < LANGUAGE_COUNT; language++) {
            assert_int_equal(count(claim_text(s)->words.in[language], "{", 1), count(fi, "{", 1));
        }
    }
}

/* Whatever leads, drives or proves something; and that there is nothing. */
static const char *const forbidden[] = {
    "cause",      "causing",  "drives",          "leads to",    "proves",          "because",
    "results in", "no link",  "no relationship", "aiheut",      "johtuu",          "johtaa",
    "todista",    "vaikutta", "seuraus",         "ei yhteyttä", "ei ole yhteyttä", "orsak",
    "leder till", "bevisar",  "påverkar",        "beror på",    "inget samband"};

static void nothing_is_said_to_cause_anything(void **state)
{
    (void)state;
    for (enum claim_sentence s = CLAIM_LABEL + 1; s < CLAIM_SENTENCES; s++) {
        for (enum language language = LANGUAGE_FI; language < LANGUAGE_COUNT; language++) {
            for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
                if (strcasestr(claim_text(s)->words.in[language], forbidden[i]) != NULL) {
                    fail_msg("sentence %d: %s", (int)s, forbidden[i]);
                }
            }
        }
    }
    assert_non_null(strstr(claim_text(CLAIM_LABEL)->words.in[LANGUAGE_FI], "Yhteys, ei syy-seuraussuhde."));
    assert_non_null(strstr(claim_text(CLAIM_LABEL)->words.in[LANGUAGE_EN], "Association, not cause."));
}

/* Only what leads in time tells an order and how it is the other way round; what cannot be told is never
 * confirmed. */
static void a_sentence_is_as_strong_as_its_grade(void **state)
{
    (void)state;
    for (enum claim_sentence s = CLAIM_LABEL; s < CLAIM_SENTENCES; s++) {
        const struct claim_text *text = claim_text(s);
        bool leads = text->grade == CLAIM_LEADS;
        assert_int_equal(count(text->words.in[LANGUAGE_EN], "{lag}", 5), leads);
        assert_int_equal(count(text->words.in[LANGUAGE_EN], "{reverse}", 9), leads);
        assert_true(text->grade != CLAIM_CANNOT_TELL ||
                    count(text->words.in[LANGUAGE_EN], "{evidence}", 10) == 0);
        assert_true(count(text->words.in[LANGUAGE_EN], "cannot", 6) == 0 || text->grade != CLAIM_DESCRIPTION);
    }
    assert_int_equal(claim_text(CLAIM_UNSEEN)->grade, CLAIM_CANNOT_TELL);
    assert_int_equal(claim_text(CLAIM_TEAM_UNSEEN)->grade, CLAIM_CANNOT_TELL);
    assert_int_equal(claim_text(CLAIM_BETWEEN)->grade, CLAIM_DESCRIPTION);
}

/* Without the placeholders at its end that are sentences of their own. */
static size_t sentence_len(const char *text)
{
    static const char *const own[] = {"{evidence}", "{open}", "{ten_answers}"};
    size_t len = strlen(text);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        size_t more = strlen(own[i]);
        bool ends = len > more && memcmp(text + len - more, own[i], more) == 0;
        len -= ends ? more : 0;
    }
    return len;
}

/* As they travel to the database. */
static void texts_need_no_quoting(void **state)
{
    (void)state;
    for (enum claim_sentence s = CLAIM_LABEL; s < CLAIM_SENTENCES; s++) {
        for (enum language language = LANGUAGE_FI; language < LANGUAGE_COUNT; language++) {
            const char *text = claim_text(s)->words.in[language];
            assert_null(strpbrk(text, "\"\\\n"));
            assert_true(text[sentence_len(text) - 1] == '.');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(placeholders_are_the_same_in_every_language),
        cmocka_unit_test(nothing_is_said_to_cause_anything),
        cmocka_unit_test(a_sentence_is_as_strong_as_its_grade),
        cmocka_unit_test(texts_need_no_quoting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
