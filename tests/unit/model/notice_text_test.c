/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the notice: every language says every sentence, with every number, and only what is true. */
#include "model/notice_text.h"

#include <stdlib.h>
#include <string.h>

#include "../notice_sample.h"
#include "../unit.h"
#include "base/cleanup.h"
#include "model/notice_fill.h"

#define NAMES_SIZE 256

typedef void check_row(const struct notice_text *row, enum language language);

static void for_each(check_row *check)
{
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    assert_true(n > 30);
    for (size_t i = 0; i < n; i++) {
        for (int language = 0; language < LANGUAGE_COUNT; language++) {
            check(&texts[i], (enum language)language);
        }
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of a text's placeholders, sorted. */
static void names_of(const char *text, char ret_names[NAMES_SIZE])
{
    char *names[8];
    size_t n = 0;
    ret_names[0] = '\0';
    for (text = strchr(text, '{'); text != NULL; text = strchr(text, '{')) {
        text++;
        names[n++] = strndup(text, strcspn(text, "|}"));
        assert_in_range(n, 1, 7);
    }
    qsort(names, n, sizeof *names, compare_names);
    for (size_t i = 0; i < n; i++) {
        strcat(strcat(ret_names, names[i]), " ");
        free(names[i]);
    }
}

/* A translation that was forgotten would be a copy, or nothing. */
static void is_said(const struct notice_text *row, enum language language)
{
    if (row->words.in[language] == NULL || strlen(row->words.in[language]) < 10) {
        fail_msg("a text is missing in %s beside: %s", language_tags()[language], row->words.in[LANGUAGE_EN]);
    }
    for (int other = 0; other < (int)language; other++) {
        if (strcmp(row->words.in[language], row->words.in[other]) == 0) {
            fail_msg("not translated: %s", row->words.in[language]);
        }
    }
}

static void every_language_says_every_sentence(void **state)
{
    (void)state;
    for_each(is_said);
}

static void has_the_numbers(const struct notice_text *row, enum language language)
{
    char names[NAMES_SIZE];
    char expected[NAMES_SIZE];
    names_of(row->words.in[language], names);
    names_of(row->words.in[LANGUAGE_EN], expected);
    if (strcmp(names, expected) != 0) {
        fail_msg("%s instead of %s in: %s", names, expected, row->words.in[language]);
    }
}

static void every_language_has_the_same_placeholders(void **state)
{
    (void)state;
    for_each(has_the_numbers);
}

/* Filled, nothing of a placeholder is left, and every one has become something. */
static void fills(const struct notice_text *row, enum language language)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    notice_fill(&notice_sample, language, row->words.in[language], &out);
    buffer_append(&out, "", 1);
    const char *text = (const char *)buffer_span(&out).data;
    bool has_any = strchr(row->words.in[language], '{') != NULL;
    if (strpbrk(text, "{}|") != NULL || has_any == (strcmp(text, row->words.in[language]) == 0)) {
        fail_msg("%s", text);
    }
}

static void every_placeholder_is_known(void **state)
{
    (void)state;
    for_each(fills);
}

/* Neither a line break nor two spaces where literals were joined, nor what HTML would take for its own; a
 * heading is no sentence. */
static void is_well_spaced(const struct notice_text *row, enum language language)
{
    const char *text = row->words.in[language];
    size_t len = strlen(text);
    bool ends = text[len - 1] == '.';
    bool spaced = strstr(text, "  ") == NULL && strpbrk(text, "\t\r\n<>&") == NULL && text[0] != ' ' &&
                  text[len - 1] != ' ';
    for (const char *at = strchr(text, '.'); at != NULL; at = strchr(at + 1, '.')) {
        spaced = spaced && (at[1] == ' ' || at[1] == '\0');
    }
    if (!spaced || ends != (row->role == NOTICE_SENTENCE)) {
        fail_msg("%s", text);
    }
}

static void every_text_is_well_spaced(void **state)
{
    (void)state;
    for_each(is_well_spaced);
}

static void nothing_is_said_twice(void **state)
{
    (void)state;
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            for (int language = 0; language < LANGUAGE_COUNT; language++) {
                assert_string_not_equal(texts[i].words.in[language], texts[j].words.in[language]);
            }
        }
    }
}

static void a_title_then_headings_with_sentences(void **state)
{
    (void)state;
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    assert_int_equal(texts[0].role, NOTICE_TITLE);
    assert_int_equal(texts[1].role, NOTICE_HEADING);
    assert_int_equal(texts[n - 1].role, NOTICE_SENTENCE);
    for (size_t i = 1; i < n; i++) {
        assert_int_not_equal(texts[i].role, NOTICE_TITLE);
        if (texts[i].role == NOTICE_HEADING) {
            assert_int_equal(texts[i].when, NOTICE_ALWAYS);
            assert_int_equal(texts[i + 1].role, NOTICE_SENTENCE);
            assert_int_equal(texts[i + 1].when, NOTICE_ALWAYS);
        }
    }
}

/* Whether a notice of these numbers has a sentence for the case. */
static bool has(const struct notice *notice, enum notice_when when)
{
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    for (size_t i = 0; i < n; i++) {
        if (texts[i].when == when) {
            return notice_text_applies(&texts[i], notice);
        }
    }
    fail_msg("no sentence for case %d", (int)when);
    return false;
}

static void what_is_said_of_the_calendar(void **state)
{
    (void)state;
    struct notice notice = notice_sample;
    assert_true(has(&notice, NOTICE_ALWAYS));
    assert_true(has(&notice, NOTICE_IN_WEEKS) && has(&notice, NOTICE_IN_KNOWN));
    assert_false(has(&notice, NOTICE_IN_MONTHS) || has(&notice, NOTICE_IN_UNKNOWN));
    notice.kind = PERIOD_MONTH;
    assert_true(has(&notice, NOTICE_IN_MONTHS) && has(&notice, NOTICE_IN_KNOWN));
    assert_false(has(&notice, NOTICE_IN_WEEKS) || has(&notice, NOTICE_IN_UNKNOWN));
    notice.has_period = false;
    assert_true(has(&notice, NOTICE_ALWAYS) && has(&notice, NOTICE_IN_UNKNOWN));
    assert_false(has(&notice, NOTICE_IN_WEEKS) || has(&notice, NOTICE_IN_MONTHS) ||
                 has(&notice, NOTICE_IN_KNOWN));
    notice.kind = PERIOD_WEEK;
    assert_false(has(&notice, NOTICE_IN_WEEKS));
}

static void what_is_said_of_days(void **state)
{
    (void)state;
    struct notice notice = notice_sample;
    notice.terms.backfill_days = 2;
    assert_true(has(&notice, NOTICE_WITH_GRACE) && has(&notice, NOTICE_WITH_LATE) &&
                has(&notice, NOTICE_WITH_BACKFILL) && has(&notice, NOTICE_KEPT_FOR_DAYS));
    assert_false(has(&notice, NOTICE_WITHOUT_GRACE) || has(&notice, NOTICE_WITHOUT_LATE) ||
                 has(&notice, NOTICE_KEPT_FOR_EVER));
    notice.terms = (struct notice_terms){.grace_days = 1};
    assert_true(has(&notice, NOTICE_WITH_GRACE) && has(&notice, NOTICE_WITHOUT_LATE));
    notice.terms = (struct notice_terms){.max_late_days = 1};
    assert_true(has(&notice, NOTICE_WITHOUT_GRACE) && has(&notice, NOTICE_WITH_LATE));
    notice.terms = (struct notice_terms){.backfill_days = 1};
    assert_true(has(&notice, NOTICE_WITH_BACKFILL) && has(&notice, NOTICE_KEPT_FOR_EVER));
    assert_false(has(&notice, NOTICE_KEPT_FOR_DAYS));
    notice.terms = (struct notice_terms){.retention_days = 1};
    assert_true(has(&notice, NOTICE_KEPT_FOR_DAYS));
    assert_false(has(&notice, NOTICE_WITH_BACKFILL) || has(&notice, NOTICE_KEPT_FOR_EVER) ||
                 has(&notice, NOTICE_WITH_GRACE) || has(&notice, NOTICE_WITH_LATE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_language_says_every_sentence),
        cmocka_unit_test(every_language_has_the_same_placeholders),
        cmocka_unit_test(every_placeholder_is_known),
        cmocka_unit_test(every_text_is_well_spaced),
        cmocka_unit_test(nothing_is_said_twice),
        cmocka_unit_test(a_title_then_headings_with_sentences),
        cmocka_unit_test(what_is_said_of_the_calendar),
        cmocka_unit_test(what_is_said_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
