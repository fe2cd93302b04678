/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notice in its three forms: another parser reads the JSON, and all forms say the same sentences. */
#include "wire/notice_out.h"

#include <jansson.h>
#include <string.h>

#include "../notice_sample.h"
#include "../unit.h"
#include "base/cleanup.h"
#include "model/notice_fill.h"
#include "model/notice_text.h"
#include "wire/utf8.h"

/* Terminated. */
static const char *write_out(const struct notice *notice, enum language language, enum notice_format format,
                             struct buffer *out)
{
    notice_out_write(notice, language, format, out);
    assert_true(utf8_is_valid(buffer_span(out)));
    buffer_append(out, "", 1);
    assert_false(out->failed);
    return (const char *)buffer_span(out).data;
}

static json_t *read_back(const struct notice *notice, enum language language)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    json_error_t error;
    json_t *json = json_loads(write_out(notice, language, NOTICE_JSON, &out), JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) {
        fail_msg("%s", error.text);
    }
    return json;
}

static void assert_unpacks(json_t *json, const char *names, const int *expected)
{
    char text[64];
    snprintf(text, sizeof text, "%s", names);
    char *rest = text;
    for (char *name = strsep(&rest, " "); name != NULL; name = strsep(&rest, " ")) {
        assert_true(json_is_integer(json_object_get(json, name)));
        assert_int_equal(json_integer_value(json_object_get(json, name)), *expected++);
    }
}

static void json_tells_the_numbers(void **state)
{
    (void)state;
    json_t *json = read_back(&notice_sample, LANGUAGE_SV);
    const char *kind;
    const char *id;
    const char *first;
    const char *last;
    const char *until;
    assert_string_equal(json_string_value(json_object_get(json, "lang")), "sv");
    assert_string_equal(json_string_value(json_object_get(json, "title")), "Så behandlas ditt svar");
    assert_unpacks(json_object_get(json, "thresholds"), "employee customer spread", (int[]){6, 7, 10});
    assert_unpacks(json, "grace_days max_late_days", (int[]){1, 14});
    assert_unpacks(json, "backfill_days retention_days", (int[]){0, 730});
    assert_int_equal(json_unpack(json, "{s:{s:s, s:s, s:s, s:s, s:s !}}", "period", "kind", &kind, "id", &id,
                                 "first_day", &first, "last_day", &last, "withdrawal_day", &until),
                     0);
    assert_string_equal(kind, "week");
    assert_string_equal(id, "2025-W47");
    assert_string_equal(first, "2025-11-17");
    assert_string_equal(last, "2025-11-23");
    assert_string_equal(until, "2025-11-24");
    assert_int_equal(json_object_size(json), 9);
    json_decref(json);
}

static void json_tells_months_and_what_is_not_known(void **state)
{
    (void)state;
    struct notice notice = notice_sample;
    notice.kind = PERIOD_MONTH;
    notice.period = 12 * 2025 + 10;
    json_t *json = read_back(&notice, LANGUAGE_EN);
    json_t *period = json_object_get(json, "period");
    assert_string_equal(json_string_value(json_object_get(period, "kind")), "month");
    assert_string_equal(json_string_value(json_object_get(period, "id")), "2025-11");
    json_decref(json);
    notice.has_period = false;
    json = read_back(&notice, LANGUAGE_EN);
    period = json_object_get(json, "period");
    static const char *const names[] = {"kind", "id", "first_day", "last_day", "withdrawal_day"};
    assert_int_equal(json_object_size(period), 5);
    for (size_t i = 0; i < 5; i++) {
        assert_true(json_is_null(json_object_get(period, names[i])));
    }
    json_decref(json);
}

/* The row of the table, filled; the caller's to free. */
static char *filled(const struct notice_text *row, enum language language)
{
    struct buffer out = {0};
    notice_fill(&notice_sample, language, row->words.in[language], &out);
    buffer_append(&out, "", 1);
    return (char *)out.data;
}

static void json_has_every_sentence_in_its_section(void **state)
{
    (void)state;
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        json_t *json = read_back(&notice_sample, (enum language)language);
        json_t *sections = json_object_get(json, "sections");
        json_t *section = NULL;
        size_t n_sections = 0;
        size_t n_sentences = 0;
        for (size_t i = 1; i < n; i++) {
            if (!notice_text_applies(&texts[i], &notice_sample)) {
                continue;
            }
            char *text CLEANUP(free) = filled(&texts[i], (enum language)language);
            bool is_heading = texts[i].role == NOTICE_HEADING;
            section = is_heading ? json_array_get(sections, n_sections++) : section;
            n_sentences = is_heading ? 0 : n_sentences + 1;
            json_t *found = is_heading
                                ? json_object_get(section, "heading")
                                : json_array_get(json_object_get(section, "sentences"), n_sentences - 1);
            assert_string_equal(json_string_value(found), text);
        }
        assert_int_equal(json_array_size(sections), n_sections);
        assert_int_equal(json_array_size(json_object_get(section, "sentences")), n_sentences);
        json_decref(json);
    }
}

static size_t characters_of(const char *text, size_t len)
{
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return n;
}

/* The sentences come back when the lines are joined. */
static void text_is_in_short_lines(void **state)
{
    (void)state;
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    for (int language = 0; language < LANGUAGE_COUNT; language++) {
        struct buffer out CLEANUP(buffer_free) = {0};
        struct buffer joined CLEANUP(buffer_free) = {0};
        size_t width = 0;
        for (const char *at = write_out(&notice_sample, (enum language)language, NOTICE_TEXT, &out);
             *at != '\0';) {
            size_t len = strcspn(at, "\n");
            assert_int_equal(at[len], '\n');
            bool goes_on = strncmp(at, "  ", 2) == 0;
            if (goes_on) { /* since the first word did not fit above */
                assert_true(width + 1 + characters_of(at + 2, strcspn(at + 2, " \n")) > 78);
            }
            width = characters_of(at, len);
            assert_in_range(width, 0, 78);
            buffer_append_text(&joined, goes_on ? " " : "\n");
            buffer_append(&joined, at + (goes_on ? 2 : 0), len - (goes_on ? 2 : 0));
            at += len + 1;
        }
        buffer_append(&joined, "\n", 2);
        for (size_t i = 0; i < n; i++) {
            char *text CLEANUP(free) = filled(&texts[i], (enum language)language);
            struct buffer line CLEANUP(buffer_free) = {0};
            static const char *const before[] = {"\n", "\n\n", "\n- "};
            buffer_append_text(&line, before[texts[i].role]);
            buffer_append_text(&line, text);
            buffer_append(&line, "\n", 2);
            bool found = strstr((char *)joined.data, (char *)line.data) != NULL;
            assert_int_equal(found, notice_text_applies(&texts[i], &notice_sample));
        }
    }
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
        n++;
    }
    return n;
}

static void html_is_a_plain_page(void **state)
{
    (void)state;
    size_t n;
    const struct notice_text *texts = notice_texts(&n);
    struct buffer out CLEANUP(buffer_free) = {0};
    const char *page = write_out(&notice_sample, LANGUAGE_FI, NOTICE_HTML, &out);
    static const char start[] = "<!DOCTYPE html>\n<html lang=\"fi\">\n<head>\n<meta charset=\"utf-8\">\n";
    assert_memory_equal(page, start, sizeof start - 1);
    assert_non_null(strstr(page, "<title>Näin vastaustasi käsitellään</title>\n"));
    assert_non_null(strstr(page, "<h1>Näin vastaustasi käsitellään</h1>\n"));
    assert_string_equal(strstr(page, "</ul>\n</body>"), "</ul>\n</body>\n</html>\n");
    size_t headings = 0;
    size_t sentences = 0;
    for (size_t i = 1; i < n; i++) {
        char *text CLEANUP(free) = filled(&texts[i], LANGUAGE_FI);
        bool applies = notice_text_applies(&texts[i], &notice_sample);
        headings += texts[i].role == NOTICE_HEADING;
        sentences += applies && texts[i].role == NOTICE_SENTENCE;
        assert_int_equal(strstr(page, text) != NULL, applies);
    }
    assert_int_equal(count(page, "<h2>"), headings);
    assert_int_equal(count(page, "</h2>\n<ul>\n<li>"), headings);
    assert_int_equal(count(page, "</ul>\n"), headings);
    assert_int_equal(count(page, "<li>"), sentences);
    assert_int_equal(count(page, "</li>\n"), sentences);
    assert_null(strstr(page, "script"));
    assert_null(strstr(page, "style"));
}

static void a_failed_buffer_stays_as_it_was(void **state)
{
    (void)state;
    for (int format = NOTICE_JSON; format <= NOTICE_HTML; format++) {
        struct buffer out = {.failed = true};
        notice_out_write(&notice_sample, LANGUAGE_EN, (enum notice_format)format, &out);
        assert_true(out.failed);
        assert_int_equal(out.len, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_tells_the_numbers),
        cmocka_unit_test(json_tells_months_and_what_is_not_known),
        cmocka_unit_test(json_has_every_sentence_in_its_section),
        cmocka_unit_test(text_is_in_short_lines),
        cmocka_unit_test(html_is_a_plain_page),
        cmocka_unit_test(a_failed_buffer_stays_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
