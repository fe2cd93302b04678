/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Survey definitions: what is read is written again, and errors say where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "wire/cbor_reader.h"
#include "wire/cbor_scan.h"
#include "wire/survey_json.h"

#define TEXTS "{\"fi\":\"Kysymys ä\",\"en\":\"Question\",\"sv\":\"Fråga\"}"
#define TITLE "\"title\":" TEXTS
#define WB(code)                                                                                             \
    "{\"code\":\"" code "\",\"kind\":\"scale\",\"min\":1,\"max\":5,\"reverse\":false,\"dimension\":"         \
    "\"wellbeing\",\"text\":" TEXTS "}"
#define ENPS                                                                                                 \
    "{\"code\":\"enps\",\"kind\":\"nps\",\"min\":0,\"max\":10,\"reverse\":false,\"dimension\":\"enps\","     \
    "\"text\":" TEXTS "}"
#define RATED                                                                                                \
    "{\"code\":\"collab\",\"kind\":\"team_ratings\",\"min\":1,\"max\":5,\"reverse\":true,\"dimension\":"     \
    "\"collaboration\",\"text\":" TEXTS "}"
#define SURVEY(questions)                                                                                    \
    "{\"code\":\"pulse\",\"version\":3,\"audience\":\"employee\"," TITLE ",\"questions\":[" questions "]}"

static struct survey *parse(const char *json)
{
    struct survey *survey = NULL;
    struct error err = {0};
    if (!survey_json_parse(span_text(json), &survey, &err)) {
        fail_msg("%s", err.text);
    }
    return survey;
}

static void assert_refused(const char *json, const char *text)
{
    struct survey *survey = NULL;
    struct error err = {0};
    assert_false(survey_json_parse(span_text(json), &survey, &err));
    assert_null(survey);
    assert_int_equal(err.code, ERROR_INPUT);
    if (strstr(err.text, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, err.text);
    }
}

static void a_definition_is_read(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *survey = parse(SURVEY(WB("wb1") "," ENPS "," RATED));
    assert_string_equal(survey->code, "pulse");
    assert_int_equal(survey->version, 3);
    assert_int_equal(survey->audience, AUDIENCE_EMPLOYEE);
    assert_string_equal(survey->title[LANGUAGE_SV], "Fråga");
    assert_int_equal(survey->n_questions, 3);
    assert_int_equal(survey->questions[1].kind, QUESTION_NPS);
    assert_int_equal(survey->questions[1].max, 10);
    assert_string_equal(survey->questions[2].dimension, "collaboration");
    assert_true(survey->questions[2].reverse);
    assert_string_equal(survey->questions[0].text[LANGUAGE_FI], "Kysymys ä");
}

static void reverse_may_be_left_out(void **state)
{
    (void)state;
    CLEANUP(survey_free)
    struct survey *survey = parse(
        SURVEY("{\"text\":" TEXTS
               ",\"dimension\":\"wellbeing\",\"max\":5,\"min\":-5,\"kind\":\"scale\",\"code\":\"wb1\"}"));
    assert_false(survey->questions[0].reverse);
    assert_int_equal(survey->questions[0].min, -5);
}

static void what_is_written_is_what_was_read(void **state)
{
    (void)state;
    const char *json = SURVEY(WB("wb1") "," WB("wb2") "," RATED);
    CLEANUP(survey_free) struct survey *survey = parse(json);
    CLEANUP(buffer_free) struct buffer out = {0};
    survey_json_write(survey, &out);
    buffer_append(&out, "", 1);
    assert_string_equal((const char *)buffer_span(&out).data, json);
}

static void cbor_says_the_same(void **state)
{
    (void)state;
    CLEANUP(survey_free) struct survey *survey = parse(SURVEY(RATED));
    CLEANUP(buffer_free) struct buffer out = {0};
    survey_json_write_cbor(survey, &out);
    static const char expected[] = "\xa5\x64"
                                   "code\x65pulse\x67version\x03\x68"
                                   "audience\x68"
                                   "employee\x65title\xa3"
                                   "\x62"
                                   "fi\x6aKysymys \xc3\xa4\x62"
                                   "en\x68Question\x62"
                                   "sv\x66"
                                   "Fr\xc3\xa5ga\x69questions\x81\xa7\x64"
                                   "code"
                                   "\x66"
                                   "collab\x64kind\x6cteam_ratings\x63min\x01\x63max\x05\x67reverse\xf5\x69"
                                   "dimension\x6d"
                                   "collaboration"
                                   "\x64text\xa3\x62"
                                   "fi\x6aKysymys \xc3\xa4\x62"
                                   "en\x68Question\x62"
                                   "sv\x66"
                                   "Fr\xc3\xa5ga";
    assert_int_equal(out.len, sizeof expected - 1);
    assert_memory_equal(buffer_span(&out).data, expected, out.len);
}

static void errors_tell_line_and_column(void **state)
{
    (void)state;
    assert_refused("", "line 1, column 0: ");
    assert_refused("{\n  \"code\": x\n}", "line 2, column ");
    assert_refused("{\"code\":\"a\",\"code\":\"b\"}", "duplicate");
    assert_refused(SURVEY(WB("wb1")) "{}", "line 1, column ");
    assert_refused("{\"code\":\"\xff\"}", "line 1, column ");
}

static void errors_tell_the_member(void **state)
{
    (void)state;
    assert_refused("[]", "the survey: expected an object");
    assert_refused("{\"name\":1}", "name: there is no such member");
    assert_refused("{\"code\":\"a b\"}", "code: expected a code");
    assert_refused("{\"code\":\"a\",\"version\":0}", "version: expected an integer from 1 to 2147483647");
    assert_refused("{\"code\":\"a\",\"version\":1.0}", "version: expected an integer");
    assert_refused("{\"code\":\"a\",\"version\":1,\"audience\":\"all\"}",
                   "audience: expected \"employee\" or \"customer\"");
    assert_refused("{\"code\":\"a\",\"version\":1,\"audience\":\"customer\"}", "title: expected an object");
    assert_refused(
        "{\"code\":\"a\",\"version\":1,\"audience\":\"customer\",\"title\":{\"fi\":\"x\",\"en\":\"\"}}",
        "title.en: expected a text");
    assert_refused("{\"code\":\"a\",\"version\":1,\"audience\":\"customer\",\"title\":{\"de\":\"x\"}}",
                   "title.de: there is no such member");
    assert_refused("{\"code\":\"a\",\"version\":1,\"audience\":\"customer\"," TITLE "}",
                   "questions: expected an array of 1");
    assert_refused(SURVEY(""), "questions: expected an array of 1 to 64");
}

static void errors_tell_the_question(void **state)
{
    (void)state;
    assert_refused(SURVEY("7"), "questions[0]: expected an object");
    assert_refused(SURVEY(WB("wb1") ",{\"code\":\"x\",\"kind\":\"free\"}"),
                   "questions[1].kind: expected \"scale\"");
    assert_refused(SURVEY("{\"code\":\"x\",\"kind\":\"scale\",\"min\":\"1\"}"),
                   "questions[0].min: expected an integer");
    assert_refused(SURVEY("{\"code\":\"x\",\"kind\":\"scale\",\"min\":-32768}"), "from -32767 to 32767");
    assert_refused(SURVEY("{\"code\":\"x\",\"kind\":\"scale\",\"min\":1,\"max\":5,\"reverse\":0}"),
                   "questions[0].reverse: expected true or false");
    assert_refused(SURVEY("{\"code\":\"x\",\"kind\":\"scale\",\"min\":1,\"max\":5,\"dimension\":\"d\","
                          "\"text\":{\"fi\":\"x\"}}"),
                   "questions[0].text.en: expected a text");
    assert_refused(SURVEY("{\"code\":\"x\",\"hint\":1}"), "questions[0].hint: there is no such member");
}

static void inconsistent_surveys_are_refused(void **state)
{
    (void)state;
    assert_refused(SURVEY(WB("wb1") "," WB("wb1")), "questions[1].code");
    assert_refused(
        SURVEY("{\"code\":\"x\",\"kind\":\"nps\",\"min\":0,\"max\":5,\"dimension\":\"d\",\"text\":" TEXTS
               "}"),
        "questions[0]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_definition_is_read),
        cmocka_unit_test(reverse_may_be_left_out),
        cmocka_unit_test(what_is_written_is_what_was_read),
        cmocka_unit_test(cbor_says_the_same),
        cmocka_unit_test(errors_tell_line_and_column),
        cmocka_unit_test(errors_tell_the_member),
        cmocka_unit_test(errors_tell_the_question),
        cmocka_unit_test(inconsistent_surveys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
