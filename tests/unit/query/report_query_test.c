/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions of analysts: what is refused at once, what is answered, and that every one is answered once. */
#include "query/report_query.h"

#include <string.h>

#include "fixture_loop.h"
#include "fixture_pg.h"
#include "report_sample.h"
#include "unit.h"

#define KEY(id) id ".0000000000000000000000000000000000000000000000000000000000000000"

struct fixture {
    struct fixture_pg *pg;
    struct event_base *base;
    struct report_query *query;
};

struct answer {
    unsigned done;
    uint64_t ticket;
    int status;
    char type[64];
    char next[64];
    char body[16384];
    enum error_code problem;
};

static int start(void **state)
{
    static struct fixture fixture;
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    fixture.pg = fixture_pg_new();
    fixture_pg_run(fixture.pg, report_sample);
    fixture_pg_conninfo(fixture.pg, "pulssid_report", conninfo);
    fixture.base = event_base_new();
    const struct report_query_opts opts = {.conninfo = conninfo, .queue_max = 2};
    assert_true(report_query_new(fixture.base, &opts, NULL, &fixture.query, &err));
    for (int i = 0; i < 100 && !report_query_is_ready(fixture.query); i++) {
        fixture_loop_for(fixture.base, 20);
    }
    *state = &fixture;
    return 0;
}

static int stop(void **state)
{
    struct fixture *fixture = *state;
    report_query_free(fixture->query);
    event_base_free(fixture->base);
    fixture_pg_free(fixture->pg);
    return 0;
}

static void on_answer(void *ctx, uint64_t ticket, struct report_query_reply *reply)
{
    struct answer *answer = ctx;
    struct span body = buffer_span(&reply->body);
    answer->done++;
    answer->ticket = ticket;
    answer->status = reply->status;
    answer->problem = reply->problem == NULL ? ERROR_NONE : reply->problem->code;
    snprintf(answer->type, sizeof answer->type, "%s", reply->content_type == NULL ? "" : reply->content_type);
    snprintf(answer->next, sizeof answer->next, "%s", reply->next == NULL ? "" : reply->next);
    snprintf(answer->body, sizeof answer->body, "%.*s", SPAN_ARG(body));
}

static struct report_query_key key_of(const char *text)
{
    struct report_query_key key = {0};
    struct error err;
    assert_true(report_query_key_parse(span_text(text), &key, &err));
    return key;
}

static struct answer ask(struct fixture *fixture, struct report_query_request request)
{
    static struct answer answer;
    struct error err = {0};
    answer = (struct answer){0};
    request.ticket = 4711;
    if (request.key.id == 0) {
        request.key = key_of(KEY("1"));
    }
    if (!report_query_run(fixture->query, &request, on_answer, &answer, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(answer.done, 0);
    fixture_loop_until(fixture->base, &answer.done, 1);
    assert_int_equal(answer.ticket, 4711);
    return answer;
}

static void json_holds_every_part(void **state)
{
    struct answer answer = ask(*state, (struct report_query_request){.report = "linkage"});
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.type, "application/json");
    assert_memory_equal(answer.body, "{\"report\":\"linkage\",\"release\":2,\"organisation\":{", 46);
    assert_non_null(strstr(answer.body, "\"pooled_dl\":{"));
    assert_non_null(strstr(answer.body, "\"rows\":[{"));
    assert_non_null(strstr(answer.body, "\"lags\":[{"));
}

static void its_connection_is_counted(void **state)
{
    const struct fixture *fixture = *state;
    assert_int_equal(meter_get(&report_query_metrics(fixture->query)->ready), 1);
    assert_int_equal(meter_get(&report_query_metrics(fixture->query)->lost), 0);
}

static void csv_holds_one_part(void **state)
{
    struct report_query_request request = {
        .report = "linkage", .format = REPORT_CSV, .part = span_text("lags")};
    struct answer answer = ask(*state, request);
    assert_memory_equal(answer.type, "text/csv", 8);
    assert_memory_equal(answer.body, "release,employee,customer,team,lag,", 35);
    request.part = span_text("");
    answer = ask(*state, request);
    assert_memory_equal(answer.body, "release,employee,customer,team,status,", 38);
}

static void pages_follow_one_another(void **state)
{
    struct report_query_request request = {.report = "scores", .format = REPORT_CSV, .limit = span_text("4")};
    struct answer answer = ask(*state, request);
    assert_string_equal(answer.next, "2025-W34~A~csat");
    char after[64];
    strcpy(after, answer.next);
    request.after = span_text(after);
    answer = ask(*state, request);
    assert_string_equal(answer.next, "");
    assert_non_null(strstr(answer.body, "2025-W34,A,wellbeing"));
    assert_null(strstr(answer.body, "csat"));
}

static void a_part_that_is_whole_on_every_page_has_no_next(void **state)
{
    struct report_query_request request = {.report = "linkage",
                                           .format = REPORT_CSV,
                                           .part = span_text("organisation"),
                                           .limit = span_text("1")};
    struct answer answer = ask(*state, request);
    assert_string_equal(answer.next, "");
    request.part = span_text("teams");
    answer = ask(*state, request);
    assert_string_not_equal(answer.next, "");
    request.part = span_text("lags");
    answer = ask(*state, request);
    assert_string_not_equal(answer.next, "");
    request.format = REPORT_JSON;
    request.part = span_text("");
    answer = ask(*state, request);
    assert_string_not_equal(answer.next, "");
}

static void document_of_a_release_is_given_as_it_is(void **state)
{
    struct answer answer =
        ask(*state, (struct report_query_request){.report = "release", .period = span_text("2025-W33")});
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.type, "text/plain; charset=utf-8");
    assert_string_equal(answer.body, "first\ndocument\n");
    answer = ask(*state, (struct report_query_request){.report = "release", .period = span_text("2025-W35")});
    assert_int_equal(answer.status, 404);
    assert_int_equal(answer.problem, ERROR_NOT_FOUND);
    assert_string_equal(answer.body, "");
}

static void other_keys_are_refused(void **state)
{
    const char *const keys[] = {KEY("2"), KEY("3"), KEY("4"), KEY("99"),
                                "1.1000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct answer answer =
            ask(*state, (struct report_query_request){.report = "scores", .key = key_of(keys[i])});
        assert_int_equal(answer.status, 401);
        assert_string_equal(answer.body, "");
    }
}

static void assert_refused(struct fixture *fixture, struct report_query_request request, enum error_code code,
                           const char *word)
{
    struct error err;
    struct answer answer = {0};
    assert_false(report_query_run(fixture->query, &request, on_answer, &answer, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.text, word));
    assert_int_equal(answer.done, 0);
}

static void a_key_alone_is_judged(void **state)
{
    struct answer answer = ask(*state, (struct report_query_request){.key = key_of(KEY("1"))});
    assert_int_equal(answer.status, 204);
    assert_int_equal(answer.problem, ERROR_NONE);
    assert_string_equal(answer.type, "");
    assert_string_equal(answer.body, "");
    answer = ask(*state, (struct report_query_request){.key = key_of(KEY("2"))});
    assert_int_equal(answer.status, 401);
    assert_int_equal(answer.problem, ERROR_UNAUTHORIZED);
}

static void a_key_has_its_form(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "1", "1.", "x.00", KEY("0"), KEY("-1"), KEY("1") "0"};
    struct report_query_key key;
    struct error err;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(report_query_key_parse(span_text(bad[i]), &key, &err));
        assert_int_equal(err.code, ERROR_UNAUTHORIZED);
    }
    assert_int_equal(key_of(KEY("12")).id, 12);
}

static void bad_questions_are_refused_at_once(void **state)
{
    assert_refused(*state, (struct report_query_request){.report = "silo"}, ERROR_NOT_FOUND, "silo");
    assert_refused(*state, (struct report_query_request){.report = "release"}, ERROR_BAD_PARAMETER, "period");
    assert_refused(*state, (struct report_query_request){.report = "scores", .part = span_text("lags")},
                   ERROR_BAD_PARAMETER, "part");
    const char *const limits[] = {"0", "10001", "-1", "1x", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        assert_refused(*state,
                       (struct report_query_request){.report = "scores", .limit = span_text(limits[i])},
                       ERROR_BAD_PARAMETER, "limit");
    }
    char long_text[400];
    memset(long_text, 'x', sizeof long_text);
    assert_refused(*state, (struct report_query_request){.report = "scores", .team = span_of(long_text, 400)},
                   ERROR_BAD_PARAMETER, "team");
    assert_refused(*state, (struct report_query_request){.report = "scores", .team = span_of("A\0B", 3)},
                   ERROR_BAD_PARAMETER, "team");
    assert_refused(*state, (struct report_query_request){.report = "scores", .after = span_text("x")},
                   ERROR_BAD_PARAMETER, "after");
}

static struct answer export(struct fixture *fixture, const char *period, const char *key)
{
    static struct answer answer;
    struct error err = {0};
    answer = (struct answer){0};
    const struct report_query_request request = {
        .key = key_of(key), .period = span_text(period), .ticket = 4711};
    assert_true(report_query_export(fixture->query, &request, on_answer, &answer, &err));
    fixture_loop_until(fixture->base, &answer.done, 1);
    assert_int_equal(answer.ticket, 4711);
    return answer;
}

static void a_period_is_exported(void **state)
{
    struct answer answer = export(*state, "2025-W33", KEY("1"));
    assert_int_equal(answer.status, 200);
    assert_string_equal(answer.type, "application/zip");
    assert_memory_equal(answer.body, "PK\x03\x04", 4);
    answer = export(*state, "2025-W35", KEY("1"));
    assert_int_equal(answer.status, 404);
    assert_int_equal(answer.problem, ERROR_NOT_FOUND);
    assert_int_equal(export(*state, "2025-W33", KEY("2")).status, 401);
}

static void an_export_needs_a_period(void **state)
{
    struct fixture *fixture = *state;
    struct error err;
    struct answer answer = {0};
    char long_text[400];
    memset(long_text, 'x', sizeof long_text);
    const struct span bad[] = {{0}, span_text("2025-W99"), span_of(long_text, sizeof long_text)};
    for (size_t i = 0; i < 3; i++) {
        const struct report_query_request request = {.key = key_of(KEY("1")), .period = bad[i]};
        assert_false(report_query_export(fixture->query, &request, on_answer, &answer, &err));
        assert_int_equal(err.code, ERROR_BAD_PARAMETER);
    }
    assert_int_equal(answer.done, 0);
}

static void queue_is_bounded(void **state)
{
    struct fixture *fixture = *state;
    const struct report_query_request request = {.report = "scores", .key = key_of(KEY("1"))};
    static struct answer answers[2];
    struct error err;
    answers[0] = answers[1] = (struct answer){0};
    assert_true(report_query_run(fixture->query, &request, on_answer, &answers[0], &err));
    assert_true(report_query_run(fixture->query, &request, on_answer, &answers[1], &err));
    assert_refused(fixture, request, ERROR_OVERLOADED, "");
    const struct report_query_request whole = {.key = request.key, .period = span_text("2025-W33")};
    assert_false(report_query_export(fixture->query, &whole, on_answer, &answers[0], &err));
    assert_int_equal(err.code, ERROR_OVERLOADED);
    fixture_loop_until(fixture->base, &answers[1].done, 1);
    assert_int_equal(answers[0].done, 1);
    ask(fixture, (struct report_query_request){.report = "scores"});
}

/* A pipe that connects while the schema is another one; it needs no new connection to find it right. */
static void assert_refused_until(struct fixture *fixture, const char *made, const char *undone)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    struct fixture other = {.pg = fixture->pg, .base = fixture->base};
    fixture_pg_conninfo(fixture->pg, "pulssid_report", conninfo);
    const struct report_query_opts opts = {.conninfo = conninfo, .queue_max = 2};
    fixture_pg_run(fixture->pg, made);
    assert_true(report_query_new(other.base, &opts, NULL, &other.query, &err));
    for (int i = 0; i < 100 && !report_query_is_ready(other.query); i++) {
        fixture_loop_for(other.base, 20);
    }
    for (int i = 0; i < 2; i++) {
        struct answer answer = ask(&other, (struct report_query_request){.report = "scores"});
        assert_int_equal(answer.status, 503);
        assert_int_equal(answer.problem, ERROR_DATABASE_UNAVAILABLE);
        assert_string_equal(answer.body, "");
    }
    struct answer known = ask(fixture, (struct report_query_request){.report = "scores"});
    assert_int_equal(known.status, 200);
    fixture_pg_run(fixture->pg, undone);
    struct answer answer = ask(&other, (struct report_query_request){.report = "scores"});
    assert_int_equal(answer.status, 200);
    report_query_free(other.query);
}

static void another_schema_is_not_read(void **state)
{
    assert_refused_until(*state, "INSERT INTO pulssid.migration VALUES (9999, 'new', '')",
                         "DELETE FROM pulssid.migration WHERE version = 9999");
    assert_refused_until(*state, "ALTER VIEW report.schema RENAME TO away",
                         "ALTER VIEW report.away RENAME TO schema");
    assert_refused_until(*state, "REVOKE SELECT ON report.schema FROM pulssid_report",
                         "GRANT SELECT ON report.schema TO pulssid_report");
}

/* Last: it takes the pipe away. What is left is answered, once. */
static void freeing_answers_what_is_left(void **state)
{
    struct fixture *fixture = *state;
    const struct report_query_request request = {.report = "scores", .key = key_of(KEY("1"))};
    static struct answer answer;
    struct error err;
    answer = (struct answer){0};
    assert_true(report_query_run(fixture->query, &request, on_answer, &answer, &err));
    fixture->query = report_query_free(fixture->query);
    assert_int_equal(answer.done, 1);
    assert_int_equal(answer.problem, ERROR_SHUTTING_DOWN);
    assert_int_equal(answer.status, 503);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(its_connection_is_counted),
        cmocka_unit_test(json_holds_every_part),
        cmocka_unit_test(csv_holds_one_part),
        cmocka_unit_test(pages_follow_one_another),
        cmocka_unit_test(a_part_that_is_whole_on_every_page_has_no_next),
        cmocka_unit_test(document_of_a_release_is_given_as_it_is),
        cmocka_unit_test(other_keys_are_refused),
        cmocka_unit_test(bad_questions_are_refused_at_once),
        cmocka_unit_test(a_key_alone_is_judged),
        cmocka_unit_test(a_key_has_its_form),
        cmocka_unit_test(a_period_is_exported),
        cmocka_unit_test(an_export_needs_a_period),
        cmocka_unit_test(queue_is_bounded),
        cmocka_unit_test(another_schema_is_not_read),
        cmocka_unit_test(freeing_answers_what_is_left),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
