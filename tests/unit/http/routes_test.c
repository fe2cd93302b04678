/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "fake_pipes.h"
#include "http/routes.h"

struct got {
    int status;
    char text[256];
};

static void on_intake(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    struct got *got = ctx;
    assert_int_equal(ticket, 42);
    got->status = reply->status;
    snprintf(got->text, sizeof got->text, "%.*s", SPAN_ARG(buffer_span(&reply->body)));
}

static void on_query(void *ctx, uint64_t ticket, struct report_query_reply *reply)
{
    struct got *got = ctx;
    assert_int_equal(ticket, 42);
    got->status = reply->status;
    snprintf(got->text, sizeof got->text, "%.*s", SPAN_ARG(buffer_span(&reply->body)));
}

struct scene {
    struct event_base *base;
    struct intake intake;
    struct report_query query;
    struct sessions *sessions;
    struct got got;
    struct pipes pipes;
    struct error err;
    char next_base[256];
    const char *language; /* of the newest answer that was there at once */
    const char *fields;   /* likewise */
    bool is_lasting;      /* likewise */
    struct routes_session session;
};

static int set_up(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    scene->base = event_base_new();
    scene->intake.base = scene->base;
    scene->query.base = scene->base;
    const struct sessions_opts sessions = {.idle_s = 900, .max_s = 28800};
    assert_true(sessions_new(&sessions, &scene->sessions, &scene->err));
    scene->pipes = (struct pipes){.intake = &scene->intake,
                                  .sessions = scene->sessions,
                                  .query = &scene->query,
                                  .max_body_bytes = 1 << 20,
                                  .on_intake_done = on_intake,
                                  .on_query_done = on_query,
                                  .done_ctx = &scene->got};
    *state = scene;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    event_base_free(scene->base);
    sessions_free(scene->sessions);
    free(scene);
    return 0;
}

/* Sends one request the whole way; returns the status and leaves the content in got.text. */
static int ask(struct scene *scene, const char *line, const char *fields, const char *body)
{
    char text[1024];
    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: a\r\n%s\r\n", line, fields);
    struct head head;
    size_t len;
    assert_int_equal(head_parse(span_text(text), &head, &len, &scene->err), HEAD_COMPLETE);
    const struct route *route;
    if (!routes_admit(&scene->pipes, &head, &route, &scene->err)) {
        return error_status(scene->err.code);
    }
    CLEANUP(buffer_free) struct buffer next_base = {0};
    CLEANUP(buffer_free) struct buffer content = {0};
    struct routes_request request = {.head = &head,
                                     .body = span_text(body),
                                     .ticket = 42,
                                     .session = &scene->session,
                                     .next_base = &next_base};
    struct routes_answer answer = {.status = 200, .content = &content};
    enum routes_outcome outcome = routes_start(route, &scene->pipes, &request, &answer, &scene->err);
    snprintf(scene->next_base, sizeof scene->next_base, "%.*s", SPAN_ARG(buffer_span(&next_base)));
    if (outcome == ROUTES_FAILED) {
        return error_status(scene->err.code);
    }
    if (outcome == ROUTES_ANSWERED) {
        scene->language = answer.language;
        scene->fields = answer.fields;
        scene->is_lasting = answer.is_lasting;
        snprintf(scene->got.text, sizeof scene->got.text, "%s %.*s", answer.content_type,
                 SPAN_ARG(buffer_span(&content)));
        return answer.status;
    }
    event_base_dispatch(scene->base);
    return scene->got.status;
}

#define KEY "Authorization: Bearer k\r\n"
#define CBOR "Content-Type: application/cbor\r\n"
#define SEQ "Content-Type: application/cbor-seq\r\n"

static void brings_submissions_to_the_intake(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR "Content-Length: 4\r\n", "abcd"), 201);
    assert_string_equal(s->got.text, "one key=k bytes=4 first=");
    assert_int_equal(ask(s, "POST /v1/submissions", KEY SEQ "Content-Length: 9\r\n", "123456789"), 201);
    assert_string_equal(s->got.text, "sequence key=k bytes=9 first=12345678");
    assert_int_equal(
        ask(s, "POST /v1/submissions", "Authorization: Bearer wrong\r\n" CBOR "Content-Length: 0\r\n", ""),
        401);
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR "Content-Length: 4\r\n", "full"), 503);
}

static void judges_a_submission_by_its_head(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "POST /v1/submissions", CBOR "Content-Length: 1\r\n", ""), 401);
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR, ""), 411);
    assert_int_equal(ask(s, "POST /v1/submissions", KEY "Content-Length: 1\r\n", ""), 415);
    assert_int_equal(
        ask(s, "POST /v1/submissions", KEY "Content-Type: application/json\r\nContent-Length: 1\r\n", ""),
        415);
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR "Content-Length: 8193\r\n", ""), 413);
    assert_non_null(strstr(s->err.text, "8192"));
    assert_int_equal(ask(s, "POST /v1/submissions", KEY SEQ "Content-Length: 1048577\r\n", ""), 413);
    assert_int_equal(ask(s, "POST /v1/submissions?team=T01", KEY CBOR "Content-Length: 1\r\n", ""), 400);
    assert_int_equal(s->intake.calls, 0);
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR "Content-Length: 8192\r\n", ""), 201);
}

static void needs_no_key_to_withdraw(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "POST /v1/withdrawals", CBOR "Content-Length: 2\r\n", "xy"), 204);
    assert_int_equal(ask(s, "POST /v1/withdrawals", SEQ "Content-Length: 2\r\n", "xy"), 415);
    assert_int_equal(ask(s, "POST /v1/withdrawals", CBOR "Content-Length: 8193\r\n", "xy"), 413);
    assert_int_equal(ask(s, "POST /v1/withdrawals", CBOR, ""), 411);
}

static void serves_surveys_in_two_formats(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/surveys", KEY, ""), 200);
    assert_string_equal(s->got.text, "application/json json key=k code=");
    assert_null(s->language);
    assert_int_equal(ask(s, "HEAD /v1/surveys/employee-pulse", KEY "Accept: application/cbor\r\n", ""), 200);
    assert_string_equal(s->got.text, "application/cbor cbor key=k code=employee-pulse");
    assert_int_equal(ask(s, "GET /v1/surveys/none", KEY, ""), 404);
    assert_int_equal(ask(s, "GET /v1/surveys", KEY "Accept: text/csv\r\n", ""), 406);
    assert_string_equal(s->err.text, "Accept must allow application/json or application/cbor");
    assert_int_equal(ask(s, "GET /v1/surveys", "", ""), 401);
    assert_int_equal(ask(s, "GET /v1/surveys?team=T01", KEY, ""), 400);
}

static void check_notice(struct scene *s, const char *line, const char *fields, const char *language,
                         const char *expected)
{
    assert_int_equal(ask(s, line, fields, ""), 200);
    assert_string_equal(s->language, language);
    assert_string_equal(s->got.text, expected);
}

static void tells_respondents_in_their_language(void **state)
{
    struct scene *s = *state;
    static const char finnish[] = "application/json notice language=0 format=0";
    static const char english[] = "application/json notice language=1 format=0";
    static const char swedish[] = "application/json notice language=2 format=0";
    check_notice(s, "GET /v1/privacy", "", "en", english);
    check_notice(s, "GET /v1/privacy?", "", "en", english);
    check_notice(s, "HEAD /v1/privacy", "Accept-Language: fi-FI, sv;q=0.5\r\n", "fi", finnish);
    check_notice(s, "GET /v1/privacy", "Accept-Language: de, sv;q=0.5\r\n", "sv", swedish);
    check_notice(s, "GET /v1/privacy", "Accept-Language: de\r\n", "en", english);
    check_notice(s, "GET /v1/privacy?lang=sv", "Accept-Language: fi\r\n", "sv", swedish);
    check_notice(s, "GET /v1/privacy?lang=", "Accept-Language: fi\r\n", "fi", finnish);
    check_notice(s, "GET /v1/privacy?lang=fi", KEY, "fi", finnish);
    check_notice(s, "GET /v1/privacy?lang=en", "", "en", english);
}

static void tells_respondents_in_three_formats(void **state)
{
    struct scene *s = *state;
    check_notice(s, "GET /v1/privacy", "Accept: */*\r\n", "en",
                 "application/json notice language=1 format=0");
    check_notice(s, "GET /v1/privacy", "Accept: text/plain\r\n", "en",
                 "text/plain; charset=utf-8 notice language=1 format=1");
    check_notice(s, "GET /v1/privacy", "Accept: application/json;q=0.9, text/html\r\n", "en",
                 "text/html; charset=utf-8 notice language=1 format=2");
    assert_int_equal(ask(s, "GET /v1/privacy", "Accept: application/cbor\r\n", ""), 406);
    assert_string_equal(s->err.text, "Accept must allow application/json, text/plain or text/html");
}

static void judges_who_asks_for_the_notice(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/privacy?lang=de", "", ""), 400);
    assert_string_equal(s->err.text, "the parameter lang must be fi, en or sv");
    assert_int_equal(ask(s, "GET /v1/privacy?lang=FI", "", ""), 400);
    assert_int_equal(ask(s, "GET /v1/privacy?lang=fi&lang=fi", "", ""), 400);
    assert_int_equal(ask(s, "GET /v1/privacy?format=json", "", ""), 400);
    assert_int_equal(ask(s, "GET /v1/privacy?team=T01", "", ""), 400);
    assert_int_equal(ask(s, "GET /v1/privacy", "Content-Length: 1\r\n", "x"), 400);
    assert_int_equal(ask(s, "POST /v1/privacy", CBOR "Content-Length: 1\r\n", "x"), 405);
    assert_int_equal(ask(s, "GET /v1/privacy/", "", ""), 404);
    assert_int_equal(ask(s, "GET /v1/scores?lang=fi", KEY, ""), 400);
    assert_string_equal(routes_allow(&s->pipes, span_text("/v1/privacy")), "GET, HEAD");
    s->pipes.intake = NULL;
    assert_int_equal(ask(s, "GET /v1/privacy", "", ""), 404);
}

static void brings_questions_to_the_query(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/scores?period=2024-W36&team=T%301&limit=5", KEY, ""), 200);
    assert_string_equal(s->got.text, "scores json key=k period=2024-W36 team=T01 part= after=");
    assert_string_equal(s->next_base, "?period=2024-W36&team=T%301&limit=5&after=");
    assert_int_equal(ask(s, "GET /v1/linkage?part=lags&after=x", KEY "Accept: text/csv\r\n", ""), 200);
    assert_string_equal(s->got.text, "linkage csv key=k period= team= part=lags after=x");
    assert_int_equal(ask(s, "GET /v1/changes?period=2024-W36", KEY, ""), 200);
    assert_string_equal(s->got.text, "changes json key=k period=2024-W36 team= part= after=");
    assert_int_equal(ask(s, "GET /v1/teams?format=csv", KEY "Accept: application/json\r\n", ""), 200);
    assert_string_equal(s->got.text, "teams csv key=k period= team= part= after=");
    assert_int_equal(ask(s, "GET /v1/periods?format=json", KEY "Accept: text/csv\r\n", ""), 200);
    assert_string_equal(s->got.text, "periods json key=k period= team= part= after=");
    assert_int_equal(ask(s, "GET /v1/releases", KEY "Accept: */*\r\n", ""), 200);
    assert_string_equal(s->got.text, "releases json key=k period= team= part= after=");
}

static void judges_a_question(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/scores", "", ""), 401);
    assert_int_equal(ask(s, "GET /v1/scores?colour=red", KEY, ""), 400);
    assert_int_equal(ask(s, "GET /v1/scores?format=xml", KEY, ""), 400);
    assert_non_null(strstr(s->err.text, "format"));
    assert_int_equal(ask(s, "GET /v1/scores", KEY "Accept: text/html\r\n", ""), 406);
    assert_int_equal(ask(s, "GET /v1/scores", KEY "Content-Length: 3\r\n", ""), 400);
    assert_int_equal(s->query.calls, 0);
    assert_int_equal(ask(s, "GET /v1/scores?period=bad", KEY, ""), 400);
    assert_int_equal(s->query.calls, 1);
}

static void serves_a_release_as_text(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/releases/2024-W36", KEY, ""), 200);
    assert_string_equal(s->got.text, "release json key=k period=2024-W36 team= part= after=");
    assert_string_equal(s->next_base, "");
    assert_int_equal(ask(s, "GET /v1/releases/2024-W36", KEY "Accept: text/*\r\n", ""), 200);
    assert_int_equal(ask(s, "GET /v1/releases/2024-W36", KEY "Accept: text/csv\r\n", ""), 406);
    assert_string_equal(s->err.text, "Accept must allow text/plain");
    assert_int_equal(ask(s, "GET /v1/releases/2024-W36?part=x", KEY, ""), 400);
}

static void serves_the_page_to_anyone(void **state)
{
    struct scene *s = *state;
    static const char document[] = "text/html; charset=utf-8 <!doctype html>";
    assert_int_equal(ask(s, "GET /", "", ""), 200);
    assert_memory_equal(s->got.text, document, sizeof document - 1);
    assert_non_null(strstr(s->fields, "Content-Security-Policy: "));
    assert_false(s->is_lasting);
    assert_int_equal(ask(s, "HEAD /", "Accept-Encoding: gzip\r\n", ""), 200);
    assert_non_null(strstr(s->fields, "Content-Encoding: gzip\r\n"));
    assert_int_equal(ask(s, "GET /web/index.html", "", ""), 200);
    assert_int_equal(ask(s, "GET /web/none.js", "", ""), 404);
    assert_int_equal(ask(s, "GET /index.html", "", ""), 404);
    assert_int_equal(ask(s, "GET /?period=2024-W36", "", ""), 400);
    assert_int_equal(ask(s, "POST /", "Content-Length: 0\r\n", ""), 405);
    assert_string_equal(routes_allow(&s->pipes, span_text("/")), "GET, HEAD");
    s->pipes.query = NULL;
    assert_int_equal(ask(s, "GET /", "", ""), 404);
}

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"

/* The field that a browser sends when it was signed in a moment ago. */
static const char *cookie_field(struct scene *s)
{
    static char field[SESSIONS_COOKIE_SIZE + 16] = "Cookie: ";
    assert_true(sessions_write(s->sessions, &s->session.session, clock_monotonic_ms(), field + 8));
    strcpy(strchr(field, ';'), "\r\n");
    return field;
}

static void serves_those_who_signed_in(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "POST /login", FORM "Content-Length: 5\r\n", "key=k"), 204);
    assert_int_equal(s->session.step, ROUTES_SESSION_KEEP);
    assert_memory_equal(s->session.session.key.sha256, "k", 2);
    const char *cookie = cookie_field(s);
    assert_int_equal(ask(s, "GET /v1/scores", cookie, ""), 200);
    assert_string_equal(s->got.text, "scores json key=k period= team= part= after=");
    assert_int_equal(s->session.step, ROUTES_SESSION_KEEP);
    assert_int_equal(ask(s, "GET /v1/releases/2024-W36", cookie, ""), 200);
    assert_int_equal(ask(s, "GET /v1/surveys", cookie, ""), 401); /* for clients, which have keys */
    assert_int_equal(ask(s, "POST /v1/submissions", CBOR "Content-Length: 1\r\nCookie: x\r\n", "x"), 401);
    assert_int_equal(ask(s, "GET /v1/scores", KEY, ""), 200);
    assert_int_equal(s->session.step, ROUTES_SESSION_NONE);
    s->pipes.sessions = NULL;
    assert_int_equal(ask(s, "GET /v1/scores", cookie, ""), 401);
    assert_int_equal(ask(s, "GET /session", "", ""), 404);
}

static void a_good_answer_keeps_the_session(void **state)
{
    struct scene *s = *state;
    char room[SESSIONS_COOKIE_SIZE];
    struct routes_session session = {.step = ROUTES_SESSION_KEEP, .session = {.number = 1}};
    session.session.started_ms = clock_monotonic_ms();
    assert_ptr_equal(routes_cookie(&s->pipes, &session, 200, room), room);
    assert_memory_equal(room, SESSIONS_COOKIE "=", strlen(SESSIONS_COOKIE) + 1);
    assert_ptr_equal(routes_cookie(&s->pipes, &session, 204, room), room);
    assert_null(routes_cookie(&s->pipes, &session, 401, room));
    assert_null(routes_cookie(&s->pipes, &session, 503, room));
    session.step = ROUTES_SESSION_END;
    assert_string_equal(routes_cookie(&s->pipes, &session, 204, room), SESSIONS_FORGET);
    session.step = ROUTES_SESSION_NONE;
    assert_null(routes_cookie(&s->pipes, &session, 200, room));
}

static void exports_a_release(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/exports/2024-W36.zip", KEY, ""), 200);
    assert_string_equal(s->got.text, "archive key=k period=2024-W36");
    assert_int_equal(ask(s, "GET /v1/exports/2024-W36.zip", KEY "Accept: application/*\r\n", ""), 200);
    assert_int_equal(ask(s, "GET /v1/exports/2024-W36.zip", KEY "Accept: text/csv\r\n", ""), 406);
    assert_int_equal(ask(s, "GET /v1/exports/2024-W36.zip", "", ""), 401);
    assert_int_equal(ask(s, "GET /v1/exports/bad.zip", KEY, ""), 400);
    assert_int_equal(ask(s, "GET /v1/exports/2024-W36.zip?team=T01", KEY, ""), 400);
    static const char *const none[] = {"2024-W36", ".zip", "2024-W36.ZIP", "2024-W36.zip.", "zip"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "GET /v1/exports/%s", none[i]);
        assert_int_equal(ask(s, line, KEY, ""), 404);
    }
}

static void lists_its_reports(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/reports", "", ""), 200);
    assert_string_equal(
        s->got.text,
        "application/json {\"reports\":[\"periods\",\"teams\",\"releases\",\"scores\","
        "\"linkage\",\"changes\",\"silos\",\"handoffs\",\"ratings\",\"agreement\",\"metrics\"]}");
}

static void knows_its_paths(void **state)
{
    struct scene *s = *state;
    static const char *const unknown[] = {"/web",        "/v1",          "/v1/",         "/v1/score",
                                          "/v1/scores/", "/v1/scores/x", "/v1/surveys/", "/v1/surveys/a/b",
                                          "/v1/Scores",  "//v1/scores",  "/v1/%73cores", "/v1/submissions/"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "GET %s", unknown[i]);
        assert_int_equal(ask(s, line, KEY, ""), 404);
        assert_null(routes_allow(&s->pipes, span_text(unknown[i])));
    }
}

static void knows_its_methods(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /v1/submissions", KEY, ""), 405);
    assert_int_equal(ask(s, "HEAD /v1/withdrawals", KEY, ""), 405);
    assert_int_equal(ask(s, "POST /v1/surveys/x", KEY "Content-Length: 0\r\n", ""), 405);
    assert_string_equal(routes_allow(&s->pipes, span_text("/v1/submissions")), "POST");
    assert_string_equal(routes_allow(&s->pipes, span_text("/v1/surveys/x")), "GET, HEAD");
}

static void answers_the_operator(void **state)
{
    struct scene *s = *state;
    bool well = true;
    const struct ops_pipe ops = fake_ops(&well);
    s->pipes.ops = &ops;
    assert_int_equal(ask(s, "GET /metrics", "Accept: application/openmetrics-text\r\n", ""), 200);
    assert_string_equal(s->got.text, "text/plain; version=0.0.4; charset=utf-8 up 1\n");
    assert_int_equal(ask(s, "GET /healthz", "", ""), 200);
    assert_string_equal(s->got.text, "text/plain; charset=utf-8 well\n");
    well = false;
    assert_int_equal(ask(s, "GET /healthz", "", ""), 503);
    assert_int_equal(ask(s, "HEAD /readyz", "", ""), 503);
    assert_string_equal(s->got.text, "text/plain; charset=utf-8 ill\n");
    assert_int_equal(ask(s, "GET /readyz?verbose", "", ""), 400);
    assert_int_equal(ask(s, "POST /metrics", "Content-Length: 0\r\n", ""), 405);
}

static void hides_a_pipe_that_is_not_here(void **state)
{
    struct scene *s = *state;
    assert_int_equal(ask(s, "GET /metrics", KEY, ""), 404);
    s->pipes.intake = NULL;
    assert_int_equal(ask(s, "POST /v1/submissions", KEY CBOR "Content-Length: 1\r\n", "x"), 404);
    assert_int_equal(ask(s, "GET /v1/surveys", KEY, ""), 404);
    assert_int_equal(ask(s, "GET /v1/teams", KEY, ""), 200);
    s->pipes.query = NULL;
    assert_int_equal(ask(s, "GET /v1/teams", KEY, ""), 404);
    assert_null(routes_allow(&s->pipes, span_text("/v1/teams")));
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(brings_submissions_to_the_intake),
        IN_SCENE(judges_a_submission_by_its_head),
        IN_SCENE(needs_no_key_to_withdraw),
        IN_SCENE(serves_surveys_in_two_formats),
        IN_SCENE(tells_respondents_in_their_language),
        IN_SCENE(tells_respondents_in_three_formats),
        IN_SCENE(judges_who_asks_for_the_notice),
        IN_SCENE(brings_questions_to_the_query),
        IN_SCENE(judges_a_question),
        IN_SCENE(serves_a_release_as_text),
        IN_SCENE(serves_the_page_to_anyone),
        IN_SCENE(serves_those_who_signed_in),
        IN_SCENE(a_good_answer_keeps_the_session),
        IN_SCENE(exports_a_release),
        IN_SCENE(lists_its_reports),
        IN_SCENE(knows_its_paths),
        IN_SCENE(knows_its_methods),
        IN_SCENE(answers_the_operator),
        IN_SCENE(hides_a_pipe_that_is_not_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
