/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Survey definitions as clients read them: the newest version of each, in either format. */
#include "ingest/survey_list.h"

#include <string.h>

#include "unit.h"
#include "wire/survey_json.h"

#define TEXTS "{\"fi\":\"a\",\"en\":\"b\",\"sv\":\"c\"}"
#define SURVEY(code, version)                                                                                \
    "{\"code\":\"" code "\",\"version\":" version ",\"audience\":\"employee\",\"title\":" TEXTS              \
    ",\"questions\":[{\"code\":\"q\",\"kind\":\"scale\",\"min\":1,\"max\":5,\"reverse\":false,"              \
    "\"dimension\":\"mood\",\"text\":" TEXTS "}]}"

enum { PULSE_1, PULSE_2, PULSE_LATE_1, VISIT_9, VISIT_10, SURVEYS };

struct fixture {
    struct survey *surveys[SURVEYS];
    struct catalog catalog;
    struct buffer out;
};

static int start(void **state)
{
    static const char *const definitions[SURVEYS] = {SURVEY("pulse", "1"), SURVEY("pulse", "2"),
                                                     SURVEY("pulse-late", "1"), SURVEY("visit", "9"),
                                                     SURVEY("visit", "10")};
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    for (size_t i = 0; i < SURVEYS; i++) {
        struct error err;
        if (!survey_json_parse(span_text(definitions[i]), &f->surveys[i], &err)) {
            fail_msg("%s", err.text);
        }
    }
    f->catalog = (struct catalog){.n_surveys = SURVEYS, .surveys = f->surveys};
    *state = f;
    return 0;
}

static int stop(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < SURVEYS; i++) {
        survey_free(f->surveys[i]);
    }
    free(f);
    return 0;
}

static int forget(void **state)
{
    struct fixture *f = *state;
    buffer_free(&f->out);
    return 0;
}

static void assert_out(const struct fixture *f, const void *expected, size_t len)
{
    assert_false(f->out.failed);
    assert_int_equal(f->out.len, len);
    assert_memory_equal(buffer_span(&f->out).data, expected, len);
}

static void json_lists_the_newest_version_of_each(void **state)
{
    struct fixture *f = *state;
    static const char expected[] =
        "{\"surveys\":[" SURVEY("pulse", "2") "," SURVEY("pulse-late", "1") "," SURVEY("visit", "10") "]}";
    survey_list_write(&f->catalog, INTAKE_JSON, &f->out);
    assert_out(f, expected, strlen(expected));
}

static void cbor_lists_the_same(void **state)
{
    struct fixture *f = *state;
    struct buffer expected CLEANUP(buffer_free) = {0};
    /* a map of one, a text of seven bytes, an array of three */
    buffer_append_text(&expected, "\xa1\x67surveys\x83");
    survey_json_write_cbor(f->surveys[PULSE_2], &expected);
    survey_json_write_cbor(f->surveys[PULSE_LATE_1], &expected);
    survey_json_write_cbor(f->surveys[VISIT_10], &expected);
    survey_list_write(&f->catalog, INTAKE_CBOR, &f->out);
    assert_out(f, buffer_span(&expected).data, expected.len);
}

static void without_surveys_the_list_is_empty(void **state)
{
    struct fixture *f = *state;
    const struct catalog none = {0};
    survey_list_write(&none, INTAKE_JSON, &f->out);
    assert_out(f, "{\"surveys\":[]}", 14);
    survey_list_write(&none, INTAKE_CBOR, &f->out); /* behind what is there */
    assert_out(f, "{\"surveys\":[]}\xa1\x67surveys\x80", 24);
}

static void one_is_written_in_its_newest_version(void **state)
{
    struct fixture *f = *state;
    static const char expected[] = SURVEY("visit", "10");
    struct error err;
    assert_true(survey_list_write_one(&f->catalog, span_text("visit"), INTAKE_JSON, &f->out, &err));
    assert_out(f, expected, strlen(expected));
    buffer_consume(&f->out, f->out.len);
    assert_true(survey_list_write_one(&f->catalog, span_text("visit"), INTAKE_CBOR, &f->out, &err));
    /* five members, code first, then the version */
    static const char start_of_it[] = "\xa5\x64"
                                      "code\x65visit\x67version\x0a";
    assert_true(f->out.len > strlen(start_of_it));
    assert_memory_equal(buffer_span(&f->out).data, start_of_it, strlen(start_of_it));
}

static void one_that_there_is_not_is_not_written(void **state)
{
    struct fixture *f = *state;
    struct error err;
    assert_false(survey_list_write_one(&f->catalog, span_text("visi"), INTAKE_JSON, &f->out, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_int_equal(f->out.len, 0);
}

static void a_failed_buffer_stays_as_it_was(void **state)
{
    struct fixture *f = *state;
    buffer_append_text(&f->out, "kept");
    f->out.failed = true;
    survey_list_write(&f->catalog, INTAKE_JSON, &f->out);
    survey_list_write(&f->catalog, INTAKE_CBOR, &f->out);
    struct error err;
    assert_true(survey_list_write_one(&f->catalog, span_text("pulse"), INTAKE_CBOR, &f->out, &err));
    assert_true(f->out.failed);
    assert_true(span_is(buffer_span(&f->out), "kept"));
}

#define CASE(name) cmocka_unit_test_teardown(name, forget)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(json_lists_the_newest_version_of_each), CASE(cbor_lists_the_same),
        CASE(without_surveys_the_list_is_empty),     CASE(one_is_written_in_its_newest_version),
        CASE(one_that_there_is_not_is_not_written),  CASE(a_failed_buffer_stays_as_it_was),
    };
    return cmocka_run_group_tests_name("survey_list", tests, start, stop);
}
