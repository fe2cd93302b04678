/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/cleanup.h"
#include "fake_pipes.h"
#include "http/notice_call.h"

struct said {
    enum routes_outcome outcome;
    enum error_code problem;
    const char *language;
    const char *content_type;
    const char *fields;
    char text[64];
};

static struct said ask(const char *query, const char *accept, const char *accept_language)
{
    struct intake intake = {0};
    struct pipes pipes = {.intake = &intake};
    struct head head = {.query = span_text(query),
                        .accept = accept == NULL ? (struct span){0} : span_text(accept),
                        .accept_language = span_text(accept_language)};
    CLEANUP(buffer_free) struct buffer content = {0};
    struct routes_answer answer = {.content = &content};
    const struct routes_request request = {.head = &head};
    struct error err = {0};
    const struct call call = {.pipes = &pipes, .request = &request, .answer = &answer, .err = &err};
    struct said said = {.outcome = notice_call_start(&call)};
    said.problem = err.code;
    said.language = answer.language;
    said.content_type = answer.content_type;
    said.fields = answer.fields;
    snprintf(said.text, sizeof said.text, "%.*s", SPAN_ARG(buffer_span(&content)));
    return said;
}

static void speaks_as_it_is_asked_to(void **state)
{
    (void)state;
    struct said said = ask("", NULL, "sv-FI, en;q=0.5");
    assert_int_equal(said.outcome, ROUTES_ANSWERED);
    assert_string_equal(said.language, "sv");
    assert_string_equal(said.content_type, "application/json");
    assert_string_equal(said.text, "notice language=2 format=0");
    assert_null(said.fields);
    said = ask("lang=fi", "text/html", "sv");
    assert_string_equal(said.language, "fi");
    assert_string_equal(said.content_type, "text/html; charset=utf-8");
    assert_string_equal(said.text, "notice language=0 format=2");
    assert_non_null(strstr(said.fields, "Content-Security-Policy: default-src 'none'; "));
    assert_string_equal(ask("", "text/plain", "de").text, "notice language=1 format=1");
}

static void refuses_what_it_does_not_speak(void **state)
{
    (void)state;
    static const char *const queries[] = {"lang=de", "lang=fi&lang=sv", "team=T01"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct said said = ask(queries[i], NULL, "");
        assert_int_equal(said.outcome, ROUTES_FAILED);
        assert_int_equal(said.problem, ERROR_BAD_PARAMETER);
        assert_string_equal(said.text, "");
    }
    assert_int_equal(ask("", "image/png", "").problem, ERROR_NOT_ACCEPTABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speaks_as_it_is_asked_to),
        cmocka_unit_test(refuses_what_it_does_not_speak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
