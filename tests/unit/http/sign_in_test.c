/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/clock.h"
#include "fake_pipes.h"
#include "http/sign_in.h"

#define FORM "Content-Type: application/x-www-form-urlencoded\r\n"
#define OWN "Sec-Fetch-Site: same-origin\r\n"

struct scene {
    struct event_base *base;
    struct report_query query;
    struct pipes pipes;
    struct routes_session session;
    struct buffer content;
    struct error err;
    int status; /* of the read pipe */
};

static void on_done(void *ctx, uint64_t ticket, struct report_query_reply *reply)
{
    (void)ticket;
    *(int *)ctx = reply->status;
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->base = event_base_new();
    s->query.base = s->base;
    s->pipes = (struct pipes){.query = &s->query, .on_query_done = on_done, .done_ctx = &s->status};
    assert_true(
        sessions_new(&(struct sessions_opts){.idle_s = 900, .max_s = 28800}, &s->pipes.sessions, &s->err));
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    sessions_free(s->pipes.sessions);
    event_base_free(s->base);
    buffer_free(&s->content);
    free(s);
    return 0;
}

static struct head head_of(const char *line, const char *fields)
{
    static char text[1024];
    struct head head;
    size_t len;
    struct error err;
    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: a\r\n%s\r\n", line, fields);
    assert_int_equal(head_parse(span_text(text), &head, &len, &err), HEAD_COMPLETE);
    return head;
}

/* Runs a route; *ret_status is the answer's, when it was there at once. */
static enum routes_outcome run(struct scene *s, enum routes_outcome (*start)(const struct call *),
                               const struct head *head, const char *body, int *ret_status)
{
    struct routes_answer answer = {.status = 200, .content = &s->content};
    s->session = (struct routes_session){0};
    struct routes_request request = {.head = head, .body = span_text(body), .session = &s->session};
    const struct call call = {.pipes = &s->pipes, .request = &request, .answer = &answer, .err = &s->err};
    buffer_consume(&s->content, s->content.len);
    enum routes_outcome outcome = start(&call);
    event_base_dispatch(s->base);
    *ret_status = answer.status;
    return outcome;
}

static enum routes_outcome sign_in(struct scene *s, const char *body)
{
    struct head head = head_of("POST /login", FORM);
    int ignored;
    return run(s, sign_in_start, &head, body, &ignored);
}

/* The field of a browser that holds the session. */
static const char *cookie_field(struct scene *s)
{
    static char field[SESSIONS_COOKIE_SIZE + 16] = "Cookie: ";
    assert_true(sessions_write(s->pipes.sessions, &s->session.session, clock_monotonic_ms(), field + 8));
    strcpy(strchr(field, ';'), "\r\n");
    return field;
}

/* What /session says to a browser that sends these fields. */
static const char *state_of(struct scene *s, const char *fields)
{
    static char text[128];
    struct head head = head_of("GET /session", fields);
    int status;
    assert_int_equal(run(s, sign_in_state, &head, "", &status), ROUTES_ANSWERED);
    assert_int_equal(status, 200);
    snprintf(text, sizeof text, "%.*s", SPAN_ARG(buffer_span(&s->content)));
    return text;
}

static void a_good_key_begins_a_session(void **state)
{
    struct scene *s = *state;
    assert_int_equal(sign_in(s, "key=k"), ROUTES_PENDING);
    assert_int_equal(s->status, 204);
    assert_int_equal(s->session.step, ROUTES_SESSION_KEEP);
    assert_memory_equal(s->session.session.key.sha256, "k", 2);
    assert_true(s->session.session.number != 0);
    assert_in_range(clock_monotonic_ms() - s->session.session.started_ms, 0, 60000);
    assert_int_equal(sign_in(s, "key=wrong"),
                     ROUTES_PENDING); /* the answer is a refusal, which has no cookie */
    assert_int_equal(s->status, 401);
}

static void a_form_that_is_not_one_is_refused(void **state)
{
    struct scene *s = *state;
    static const char *const bad[] = {"key=none", "", "key=", "secret=k", "key=k&key=k", "key=k&x=1", "k"};
    static const enum error_code codes[] = {ERROR_UNAUTHORIZED,  ERROR_UNAUTHORIZED,  ERROR_UNAUTHORIZED,
                                            ERROR_BAD_PARAMETER, ERROR_BAD_PARAMETER, ERROR_BAD_PARAMETER,
                                            ERROR_BAD_PARAMETER};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(sign_in(s, bad[i]), ROUTES_FAILED);
        assert_int_equal(s->err.code, codes[i]);
        assert_int_equal(s->session.step, ROUTES_SESSION_NONE);
    }
    assert_int_equal(s->query.calls, 0);
}

static void assert_admitted(bool (*admit)(const struct pipes *, const struct head *, struct error *),
                            const char *fields, enum error_code expected)
{
    struct error err = {0};
    struct head head = head_of("POST /x", fields);
    bool good = admit(NULL, &head, &err);
    assert_int_equal(good ? ERROR_NONE : err.code, expected);
}

static void the_head_is_judged_first(void **state)
{
    (void)state;
    assert_admitted(sign_in_admit, FORM OWN "Content-Length: 70\r\n", ERROR_NONE);
    assert_admitted(sign_in_admit, FORM "Content-Length: 70\r\n", ERROR_NONE);
    assert_admitted(sign_in_admit, FORM "Origin: https://a\r\nContent-Length: 1024\r\n", ERROR_NONE);
    assert_admitted(sign_in_admit, FORM "Content-Length: 1025\r\n", ERROR_TOO_LARGE);
    assert_admitted(sign_in_admit, FORM, ERROR_LENGTH_REQUIRED);
    assert_admitted(sign_in_admit, "Content-Length: 5\r\n", ERROR_UNSUPPORTED_MEDIA_TYPE);
    assert_admitted(sign_in_admit, FORM "Origin: https://b\r\nContent-Length: 5\r\n", ERROR_CROSS_SITE);
    assert_admitted(sign_in_admit, FORM "Sec-Fetch-Site: none\r\nContent-Length: 5\r\n", ERROR_CROSS_SITE);
    assert_admitted(sign_out_admit, "Content-Length: 0\r\n", ERROR_NONE);
    assert_admitted(sign_out_admit, OWN "Content-Length: 0\r\n", ERROR_NONE);
    assert_admitted(sign_out_admit, "Content-Length: 1\r\n", ERROR_TOO_LARGE);
    assert_admitted(sign_out_admit, "", ERROR_LENGTH_REQUIRED);
    assert_admitted(sign_out_admit, "Sec-Fetch-Site: same-site\r\nContent-Length: 0\r\n", ERROR_CROSS_SITE);
}

static void says_whether_somebody_is_signed_in(void **state)
{
    struct scene *s = *state;
    assert_string_equal(state_of(s, ""), "{\"signed_in\":false}");
    assert_string_equal(state_of(s, "Cookie: __Host-pulssid=00\r\n"), "{\"signed_in\":false}");
    assert_string_equal(state_of(s, "Authorization: Bearer k\r\n"), "{\"signed_in\":false}");
    assert_int_equal(s->session.step, ROUTES_SESSION_NONE);
    sign_in(s, "key=k");
    const char *cookie = cookie_field(s);
    const char *said = state_of(s, cookie);
    assert_memory_equal(said, "{\"signed_in\":true,\"idle_s\":900,\"left_s\":28", 41);
    assert_int_equal(s->session.step, ROUTES_SESSION_KEEP);
    char foreign[SESSIONS_COOKIE_SIZE + 64];
    snprintf(foreign, sizeof foreign, "%sSec-Fetch-Site: cross-site\r\n", cookie);
    assert_string_equal(state_of(s, foreign), "{\"signed_in\":false}");
}

static void a_session_that_was_signed_out_is_over(void **state)
{
    struct scene *s = *state;
    int status;
    sign_in(s, "key=k");
    char cookie[SESSIONS_COOKIE_SIZE + 16];
    strcpy(cookie, cookie_field(s));
    struct head head = head_of("POST /logout", cookie);
    assert_int_equal(run(s, sign_out_start, &head, "", &status), ROUTES_ANSWERED);
    assert_int_equal(status, 204);
    assert_int_equal(s->session.step, ROUTES_SESSION_END);
    assert_string_equal(state_of(s, cookie), "{\"signed_in\":false}");
    head = head_of("POST /logout", "");
    assert_int_equal(run(s, sign_out_start, &head, "", &status), ROUTES_ANSWERED);
    assert_int_equal(status, 204);
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(a_good_key_begins_a_session),           IN_SCENE(a_form_that_is_not_one_is_refused),
        cmocka_unit_test(the_head_is_judged_first),      IN_SCENE(says_whether_somebody_is_signed_in),
        IN_SCENE(a_session_that_was_signed_out_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
