/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection's life, by real TLS over a real socket. */
#include "../unit.h"

#include <openssl/err.h>
#include <poll.h>
#include <signal.h>

#include "base/clock.h"
#include "live_server.h"

#define KEY "Authorization: Bearer k\r\n"
#define CBOR "Content-Type: application/cbor\r\n"
#define SUBMIT "POST /v1/submissions HTTP/1.1\r\nHost: a\r\n" KEY CBOR
#define TEAMS "GET /v1/teams HTTP/1.1\r\nHost: a\r\n" KEY "\r\n"

struct scene {
    struct live_server server;
    struct client client;
};

static struct scene *start(struct listen_opts opts)
{
    struct scene *scene = calloc(1, sizeof *scene);
    live_server_start(&scene->server, opts);
    assert_true(client_open(&scene->client, &scene->server, 20));
    return scene;
}

static int set_up(void **state)
{
    *state = start(live_server_usual_opts());
    return 0;
}

/* No phase that waits for the client takes more than 400 ms. */
static int set_up_hasty(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.limits.head_ms = opts.limits.body_ms = opts.limits.idle_ms = opts.limits.write_ms = 400;
    *state = start(opts);
    return 0;
}

static int set_up_three_requests(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.limits.max_requests = 3;
    *state = start(opts);
    return 0;
}

static int set_up_impatient(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.limits.answer_ms = 200;
    *state = start(opts);
    return 0;
}

static int set_up_little_room(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.limits.max_pending_bytes = 10000;
    *state = start(opts);
    return 0;
}

static int tear_down(void **state)
{
    struct scene *scene = *state;
    client_close(&scene->client);
    live_server_stop(&scene->server);
    free(scene);
    return 0;
}

/* Reads one answer and checks its status and what its body and head hold. */
static void expect(struct client *client, int status, const char *in_head, const char *body)
{
    struct response response = client_read(client, true);
    if (response.status != status) {
        fail_msg("status %d instead of %d: %s %s", response.status, status, response.head, response.body);
    }
    if (in_head != NULL && strstr(response.head, in_head) == NULL) {
        fail_msg("no \"%s\" in: %s", in_head, response.head);
    }
    if (body != NULL) {
        assert_string_equal(response.body, body);
    }
    assert_non_null(strstr(response.head, "\r\nCache-Control: no-store\r\n"));
    assert_non_null(strstr(response.head, "\r\nX-Content-Type-Options: nosniff\r\n"));
    assert_non_null(strstr(response.head, "\r\nDate: "));
    free(response.body);
}

static void expect_problem(struct client *client, int status, const char *type, const char *name)
{
    struct response response = client_read(client, true);
    if (response.status != status) {
        fail_msg("status %d instead of %d: %s %s", response.status, status, response.head, response.body);
    }
    assert_non_null(strstr(response.head, type));
    assert_non_null(memmem(response.body, response.body_len, name, strlen(name)));
    free(response.body);
}

static void keeps_the_connection(void **state)
{
    struct scene *s = *state;
    for (int i = 0; i < 5; i++) {
        client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nabcd");
        expect(&s->client, 201, "Content-Type: application/cbor\r\n", "one key=k bytes=4 first=");
        client_say(&s->client, TEAMS);
        expect(&s->client, 200, NULL, "teams json key=k period= team= part= after=");
    }
    assert_int_equal(live_server_connections(&s->server), 1);
}

static void answers_in_one_record(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nabcd");
    assert_true(client_more(&s->client));
    const char *end = strstr(s->client.text, "\r\n\r\n");
    assert_non_null(end);
    assert_string_equal(end + 4, "one key=k bytes=4 first=");
}

static void answers_pipelined_requests_in_order(void **state)
{
    struct scene *s = *state;
    enum { N = 100 };
    char text[N * 256];
    size_t len = 0;
    for (int i = 0; i < N; i++) {
        len += (size_t)snprintf(text + len, sizeof text - len, SUBMIT "Content-Length: 8\r\n\r\nnr%06d", i);
        if (i % 10 == 0) {
            len +=
                (size_t)snprintf(text + len, sizeof text - len, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }
    assert_true(client_send(&s->client, text, len));
    for (int i = 0; i < N; i++) {
        char body[64];
        snprintf(body, sizeof body, "one key=k bytes=8 first=nr%06d", i);
        expect(&s->client, 201, NULL, body);
        if (i % 10 == 0) {
            expect_problem(&s->client, 404, "application/problem+json", "not_found");
        }
    }
    client_say(&s->client, TEAMS);
    expect(&s->client, 200, NULL, NULL);
}

/* The first keeps the others waiting, of which one comes while it is waited for. */
static void waits_for_an_answer_before_the_next_request(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nhold" SUBMIT "Content-Length: 1\r\n\r\nx");
    usleep(100000);
    client_say(&s->client, SUBMIT "Content-Length: 2\r\n\r\nxy");
    expect(&s->client, 201, NULL, "one key=k bytes=4 first=");
    expect(&s->client, 201, NULL, "one key=k bytes=1 first=");
    expect(&s->client, 201, NULL, "one key=k bytes=2 first=");
}

static void takes_a_request_byte_by_byte(void **state)
{
    struct scene *s = *state;
    static const char request[] = SUBMIT "Content-Length: 5\r\n\r\nabcde" TEAMS;
    for (size_t i = 0; i + 1 < sizeof request; i++) {
        client_send(&s->client, request + i, 1);
    }
    expect(&s->client, 201, NULL, "one key=k bytes=5 first=");
    expect(&s->client, 200, NULL, NULL);
}

static void takes_a_large_sequence(void **state)
{
    struct scene *s = *state;
    size_t size = 4 << 20;
    char *body = malloc(size);
    memset(body, 's', size);
    for (int i = 0; i < 2; i++) {
        client_say(&s->client, "POST /v1/submissions HTTP/1.1\r\nHost: a\r\n" KEY
                               "Content-Type: application/cbor-seq\r\nContent-Length: 4194304\r\n\r\n");
        assert_true(client_send(&s->client, body, size));
        expect(&s->client, 201, NULL, "sequence key=k bytes=4194304 first=ssssssss");
    }
    free(body);
}

static void sends_a_large_answer_to_a_slow_reader(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /v1/scores?limit=big HTTP/1.1\r\nHost: a\r\n" KEY "\r\n" TEAMS);
    usleep(200000);
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 200);
    assert_int_equal(response.body_len, 8 << 20);
    assert_int_equal(response.body[0], 'b');
    assert_int_equal(response.body[response.body_len - 1], 'b');
    free(response.body);
    expect(&s->client, 200, NULL, "teams json key=k period= team= part= after=");
}

static void gives_up_on_a_reader_that_does_not_read(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /v1/scores?limit=big HTTP/1.1\r\nHost: a\r\n" KEY "\r\n");
    assert_true(live_server_has(&s->server, 0));
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 0); /* cut short */
    free(response.body);
    assert_int_equal(live_server_faults(&s->server, FAULT_TOO_SLOW), 1);
}

static void answers_head_without_content(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "HEAD /v1/teams HTTP/1.1\r\nHost: a\r\n" KEY
                           "\r\nHEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n" TEAMS);
    struct response response = client_read(&s->client, false);
    assert_int_equal(response.status, 200);
    assert_non_null(strstr(response.head, "Content-Length: 43\r\n"));
    free(response.body);
    response = client_read(&s->client, false);
    assert_int_equal(response.status, 404);
    free(response.body);
    expect(&s->client, 200, "Content-Length: 43\r\n", NULL);
}

static void links_to_the_next_page(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /v1/teams?limit=2&format=csv HTTP/1.1\r\nHost: a\r\n" KEY "\r\n");
    expect(&s->client, 200, "Link: <?limit=2&format=csv&after=T12%20x>; rel=\"next\"\r\n", NULL);
    client_say(&s->client, "GET /v1/teams?after=T12%20x HTTP/1.1\r\nHost: a\r\n" KEY "\r\n");
    struct response response = client_read(&s->client, true);
    assert_string_equal(response.body, "teams json key=k period= team= part= after=T12 x");
    assert_null(strstr(response.head, "Link:"));
    free(response.body);
}

static void withdraws(void **state)
{
    struct scene *s = *state;
    client_say(&s->client,
               "POST /v1/withdrawals HTTP/1.1\r\nHost: a\r\n" CBOR "Content-Length: 1\r\n\r\nx" TEAMS);
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 204);
    assert_null(strstr(response.head, "Content-Length"));
    free(response.body);
    expect(&s->client, 200, NULL, NULL);
}

static void names_the_language_of_what_it_answers(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /v1/privacy HTTP/1.1\r\nHost: a\r\nAccept-Language: sv\r\n\r\n");
    expect(&s->client, 200, "\r\nContent-Language: sv\r\nVary: Accept-Language\r\n",
           "notice language=2 format=0");
    client_say(&s->client, TEAMS);
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 200);
    assert_null(strstr(response.head, "Content-Language"));
    assert_null(strstr(response.head, "Vary"));
    free(response.body);
}

/* What concerns one request only leaves the connection open. */
/* Reports, and nothing of the write pipe. */
static void compresses_reports_for_those_who_take_it(void **state)
{
    struct scene *s = *state;
    client_say(&s->client,
               "GET /v1/teams?limit=big HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n" KEY "\r\n");
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 200);
    assert_non_null(strstr(response.head, "\r\nContent-Encoding: gzip\r\n"));
    assert_in_range(response.body_len, 1000, 1 << 20);
    assert_memory_equal(response.body, "\x1f\x8b", 2);
    free(response.body);
    client_say(&s->client, "GET /v1/teams?limit=big HTTP/1.1\r\nHost: a\r\n" KEY "\r\n");
    response = client_read(&s->client, true);
    assert_null(strstr(response.head, "Content-Encoding"));
    assert_int_equal(response.body_len, 8 << 20);
    free(response.body);
}

#define SIGN_IN "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"

/* The cookie that an answer brings, as the browser sends it back; NULL when it brings none. */
static const char *cookie_brought(struct client *client, int status, char room[512])
{
    struct response response = client_read(client, true);
    assert_int_equal(response.status, status);
    const char *field = strstr(response.head, "\r\nSet-Cookie: ");
    free(response.body);
    if (field == NULL) {
        return NULL;
    }
    snprintf(room, 512, "Cookie: %s", field + 14);
    *strchr(room, ';') = '\0';
    return room;
}

static void keeps_a_session_by_its_cookie(void **state)
{
    struct scene *s = *state;
    char cookie[512];
    char renewed[512];
    char request[1024];
    client_say(&s->client, SIGN_IN "Content-Length: 9\r\n\r\nkey=wrong");
    assert_null(cookie_brought(&s->client, 401, cookie));
    client_say(&s->client, SIGN_IN "Content-Length: 5\r\n\r\nkey=k");
    assert_non_null(cookie_brought(&s->client, 204, cookie));
    usleep(2000);
    snprintf(request, sizeof request, "GET /v1/teams HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", cookie);
    client_say(&s->client, request);
    assert_non_null(cookie_brought(&s->client, 200, renewed));
    assert_string_not_equal(cookie, renewed);
    snprintf(request, sizeof request, "GET /v1/teams?period=bad HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", cookie);
    client_say(&s->client, request);
    assert_null(cookie_brought(&s->client, 400, renewed));
    client_say(&s->client, TEAMS);
    assert_null(cookie_brought(&s->client, 200, renewed));
    snprintf(request, sizeof request, "POST /logout HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n%s\r\n\r\n",
             cookie);
    client_say(&s->client, request);
    assert_string_equal(cookie_brought(&s->client, 204, renewed), "Cookie: __Host-pulssid=");
    client_say(&s->client, TEAMS);
    assert_null(cookie_brought(&s->client, 200, renewed));
    snprintf(request, sizeof request, "GET /v1/teams HTTP/1.1\r\nHost: a\r\n%s\r\n\r\n", cookie);
    client_say(&s->client, request);
    assert_null(cookie_brought(&s->client, 401, renewed));
}

static void refuses_without_closing(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
    expect_problem(&s->client, 404, "Content-Type: application/problem+json\r\n",
                   "urn:pulssid:problem:not_found");
    client_say(&s->client, "GET /nothing HTTP/1.1\r\nHost: a\r\nAccept: application/cbor\r\n\r\n");
    expect_problem(&s->client, 404, "Content-Type: application/concise-problem-details+cbor\r\n",
                   "not_found");
    client_say(&s->client, "GET /v1/submissions HTTP/1.1\r\nHost: a\r\n\r\n");
    expect_problem(&s->client, 405, "\r\nAllow: POST\r\n", "method_not_allowed");
    client_say(&s->client, "GET /v1/teams HTTP/1.1\r\nHost: a\r\n\r\n");
    expect_problem(&s->client, 401, "\r\nWWW-Authenticate: Bearer\r\n", "unauthorized");
    client_say(&s->client, "GET /v1/teams HTTP/1.1\r\nHost: a\r\n" KEY "Accept: text/html\r\n\r\n");
    expect_problem(&s->client, 406, "problem+json", "not_acceptable");
    client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nfull");
    struct response response = client_read(&s->client, true);
    assert_int_equal(response.status, 503);
    const char *retry = strstr(response.head, "\r\nRetry-After: ");
    assert_non_null(retry);
    assert_in_range(retry[15], '1', '5');
    assert_int_equal(retry[16], '\r');
    assert_null(strstr(response.head, "Connection: close"));
    free(response.body);
    client_say(&s->client, TEAMS);
    expect(&s->client, 200, NULL, NULL);
}

struct fatal {
    const char *request;
    int status;
    const char *name;
};

/* Each is answered, once, and the connection closed in order, although more has been sent behind it. */
static void refuses_and_closes(void **state)
{
    struct scene *s = *state;
    static const struct fatal fatal[] = {
        {SUBMIT "Content-Length: 5\r\nContent-Length: 30\r\n\r\nabcde", 400, "bad_request"},
        {SUBMIT "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", 501, "not_implemented"},
        {"GET / HTTP/1.0\r\n\r\n", 505, "version_not_supported"},
        {"GET / HTTP/1.1\n\n", 400, "bad_request"},
        {SUBMIT "Content-Length: 8193\r\n\r\n", 413, "too_large"},
        {SUBMIT "Content-Length: 9999999999\r\n\r\n", 413, "too_large"},
        {SUBMIT "\r\n", 411, "length_required"},
        {"POST /v1/submissions HTTP/1.1\r\nHost: a\r\n" KEY
         "Content-Type: text/plain\r\nContent-Length: 1\r\n\r\n",
         415, "unsupported_media_type"},
        {"POST /v1/submissions HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n" CBOR "\r\n", 401,
         "unauthorized"},
        {"POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 404, "not_found"},
        {"GET /v1/teams HTTP/1.1\r\nHost: a\r\n" KEY "Content-Length: 1\r\n\r\n", 400, "bad_request"},
        {SUBMIT "Expect: 200-ok\r\nContent-Length: 1\r\n\r\n", 417, "expectation_failed"},
    };
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
        struct client client;
        assert_true(client_open(&client, &s->server, 20));
        char text[1024];
        snprintf(text, sizeof text, "%s%s", fatal[i].request, TEAMS);
        assert_true(client_say(&client, text));
        expect_problem(&client, fatal[i].status, "Connection: close\r\n", fatal[i].name);
        assert_true(client_is_dismissed(&client));
        client_close(&client);
    }
    assert_int_equal(s->server.intake.calls, 0);
    assert_int_equal(s->server.query.calls, 0);
    assert_true(live_server_has(&s->server, 1));
}

static void refuses_a_head_without_end(void **state)
{
    struct scene *s = *state;
    char junk[9000];
    memset(junk, 'a', sizeof junk);
    memcpy(junk, "GET /", 5);
    client_send(&s->client, junk, sizeof junk);
    expect_problem(&s->client, 431, "Connection: close\r\n", "head_too_large");
    assert_true(client_is_dismissed(&s->client));
    assert_int_equal(live_server_faults(&s->server, FAULT_MALFORMED_HTTP), 1);
}

/* Closing with unread bytes would reset the connection, and the answer with it. */
static void lets_the_answer_arrive_before_it_closes(void **state)
{
    struct scene *s = *state;
    static char junk[400000];
    client_say(&s->client, SUBMIT "Content-Length: 400000\r\n\r\n");
    assert_true(client_send(&s->client, junk, sizeof junk));
    usleep(100000);
    expect_problem(&s->client, 413, "Connection: close\r\n", "too_large");
    assert_true(client_is_dismissed(&s->client));
    client_close(&s->client);
    assert_true(live_server_has(&s->server, 0));
    assert_true(client_open(&s->client, &s->server, 20));
}

static void closes_when_asked(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "GET /v1/teams HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" KEY "\r\n");
    expect(&s->client, 200, "Connection: close\r\n", NULL);
    assert_true(client_is_dismissed(&s->client));
}

static void closes_after_its_last_request(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, TEAMS TEAMS TEAMS TEAMS);
    for (int i = 0; i < 2; i++) {
        struct response response = client_read(&s->client, true);
        assert_int_equal(response.status, 200);
        assert_null(strstr(response.head, "Connection: close"));
        free(response.body);
    }
    expect(&s->client, 200, "Connection: close\r\n", NULL);
    assert_true(client_is_dismissed(&s->client));
    assert_int_equal(s->server.query.calls, 3);
}

/* The client may close its side behind its last request. */
static void answers_a_half_closed_client(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nhold");
    SSL_shutdown(s->client.ssl);
    shutdown(s->client.fd, SHUT_WR);
    expect(&s->client, 201, NULL, NULL);
    assert_true(client_is_dismissed(&s->client));
    assert_true(live_server_has(&s->server, 0));
}

static void invites_the_content(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    assert_true(client_more(&s->client));
    assert_string_equal(s->client.text, "HTTP/1.1 100 Continue\r\n\r\n");
    client_take(&s->client, s->client.len);
    client_say(&s->client, "abcd");
    expect(&s->client, 201, NULL, "one key=k bytes=4 first=");
    client_say(&s->client,
               SUBMIT "Content-Length: 4\r\nExpect: 100-continue\r\n\r\nabcd"); /* no need any more */
    expect(&s->client, 201, NULL, NULL);
    client_say(&s->client, SUBMIT "Content-Length: 0\r\nExpect: 100-continue\r\n\r\n");
    expect(&s->client, 201, NULL, NULL);
}

static void does_not_invite_what_it_would_refuse(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 9000\r\nExpect: 100-continue\r\n\r\n");
    expect_problem(&s->client, 413, "Content-Type: application/concise-problem-details+cbor\r\n",
                   "too_large");
    assert_true(client_is_dismissed(&s->client));
}

/* Nobody without a good key makes the server hold content. */
static void asks_for_the_key_before_the_content(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, "POST /v1/submissions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n"
                           "Content-Type: application/cbor-seq\r\nContent-Length: 4000000\r\n\r\nabcd");
    expect_problem(&s->client, 401, "Connection: close\r\n", "unauthorized");
    assert_true(client_is_dismissed(&s->client));
    assert_int_equal(s->server.intake.calls, 0);
}

/* What is announced counts, until it is whole or its connection has gone. */
static void bounds_the_content_under_way(void **state)
{
    struct scene *s = *state;
    static const char large[] = SUBMIT "Content-Length: 6000\r\n\r\n";
    char content[6000];
    memset(content, 'a', sizeof content);
    client_say(&s->client, large);
    usleep(100000);
    for (int i = 0; i < 2; i++) {
        struct client other;
        assert_true(client_open(&other, &s->server, 20));
        client_say(&other, large);
        expect_problem(&other, 503, "Connection: close\r\n", "overloaded");
        client_close(&other);
    }
    client_send(&s->client, content, sizeof content);
    expect(&s->client, 201, NULL, NULL);
    client_say(&s->client, large);
    client_close(&s->client);
    assert_true(live_server_has(&s->server, 0));
    assert_true(client_open(&s->client, &s->server, 20));
    client_say(&s->client, large);
    client_send(&s->client, content, sizeof content);
    expect(&s->client, 201, NULL, NULL);
}

/* The late answer is nobody's. */
static void gives_up_on_a_pipe_that_does_not_answer(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nhold" TEAMS);
    expect_problem(&s->client, 503, "Connection: close\r\n", "database_unavailable");
    assert_true(client_is_dismissed(&s->client));
    usleep(700000);
    assert_int_equal(s->server.query.calls, 0);
    struct client other;
    assert_true(client_open(&other, &s->server, 20));
    client_say(&other, TEAMS);
    expect(&other, 200, NULL, NULL);
    client_close(&other);
}

/* Sends a byte every 20 ms until the server answers; returns how long it took. */
static int64_t drip(struct client *client, const char *text)
{
    int64_t began_ms = clock_monotonic_ms();
    struct pollfd answer = {.fd = client->fd, .events = POLLIN};
    do {
        client_send(client, text, 1);
        text += text[1] != '\0';
    } while (poll(&answer, 1, 20) == 0 && clock_monotonic_ms() - began_ms < 15000);
    return clock_monotonic_ms() - began_ms;
}

/* The time-out of a phase does not start anew with each byte. */
static void ends_a_head_that_drips(void **state)
{
    struct scene *s = *state;
    int64_t took_ms = drip(&s->client, "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_in_range(took_ms, 390, 5000);
    expect_problem(&s->client, 408, "Connection: close\r\n", "timeout");
    assert_true(client_is_dismissed(&s->client));
}

static void ends_a_content_that_drips(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 8000\r\n\r\n");
    int64_t took_ms = drip(&s->client, "aaaaaaaaaaaa");
    assert_in_range(took_ms, 200, 5000);
    expect_problem(&s->client, 408, "concise-problem-details+cbor\r\n", "timeout");
    assert_true(client_is_dismissed(&s->client));
}

static void ends_a_content_that_stops(void **state)
{
    struct scene *s = *state;
    client_say(&s->client, SUBMIT "Content-Length: 8\r\n\r\nhalf");
    expect_problem(&s->client, 408, "Connection: close\r\n", "timeout");
    assert_true(client_is_dismissed(&s->client));
    assert_int_equal(s->server.intake.calls, 0);
    assert_int_equal(live_server_faults(&s->server, FAULT_TOO_SLOW), 1);
}

/* A HEAD request's way of being answered does not stick to the next one. */
static void forgets_the_request_before(void **state)
{
    struct scene *s = *state;
    client_say(&s->client,
               "HEAD /v1/teams HTTP/1.1\r\nHost: a\r\nAccept: application/cbor, application/json\r\n" KEY
               "\r\nGET /half");
    struct response response = client_read(&s->client, false);
    assert_int_equal(response.status, 200);
    free(response.body);
    expect_problem(&s->client, 408, "application/problem+json", "timeout");
}

static void ends_an_idle_connection(void **state)
{
    struct scene *s = *state;
    int64_t began_ms = clock_monotonic_ms();
    assert_true(client_is_dismissed(&s->client));
    assert_in_range(clock_monotonic_ms() - began_ms, 200, 5000);
    assert_true(live_server_has(&s->server, 0));
    assert_int_equal(live_server_faults(&s->server, FAULT_TOO_SLOW), 0);
}

/* Waiting for the pipe is no fault of the client's. */
static void lets_no_deadline_run_while_the_pipe_works(void **state)
{
    struct scene *s = *state;
    for (int i = 0; i < 3; i++) {
        client_say(&s->client, SUBMIT "Content-Length: 4\r\n\r\nhold");
        expect(&s->client, 201, NULL, NULL);
    }
}

static void survives_a_client_that_goes_while_it_waits(void **state)
{
    struct scene *s = *state;
    for (int reset = 0; reset < 2; reset++) {
        struct client client;
        assert_true(client_open(&client, &s->server, 20));
        client_say(&client, SUBMIT "Content-Length: 4\r\n\r\nhold");
        usleep(100000);
        if (reset == 1) {
            setsockopt(client.fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
        }
        client_close(&client);
    }
    assert_true(live_server_has(&s->server, 1));
    client_say(&s->client, TEAMS);
    expect(&s->client, 200, NULL, NULL);
    assert_int_equal(s->server.intake.calls, 2);
}

static void survives_a_client_that_goes_at_every_byte(void **state)
{
    struct scene *s = *state;
    static const char request[] = SUBMIT "Content-Length: 4\r\n\r\nhold";
    for (size_t n = 0; n < sizeof request - 1; n += 10) {
        struct client client;
        assert_true(client_open(&client, &s->server, 20));
        client_send(&client, request, n + 1);
        client_close(&client);
    }
    assert_true(live_server_has(&s->server, 1));
    client_say(&s->client, TEAMS);
    expect(&s->client, 200, NULL, NULL);
}

static void survives_what_is_no_tls(void **state)
{
    struct scene *s = *state;
    static const char *const said[] = {"GET / HTTP/1.1\r\n\r\n", "SSH-2.0-x\r\n",
                                       "\x16\x03\x01\x02 no hello"};
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        int fd = client_connect(&s->server, 20);
        assert_true(send(fd, said[i], strlen(said[i]), 0) > 0);
        shutdown(fd, SHUT_WR);
        char got[64];
        ssize_t n;
        while ((n = recv(fd, got, sizeof got, 0)) > 0) { /* an alert, perhaps */
        }
        assert_int_equal(n, 0); /* and no reset */
        close(fd);
    }
    assert_true(live_server_has(&s->server, 1));
    assert_in_range(live_server_faults(&s->server, FAULT_HANDSHAKE_FAILED), 2, 3);
}

/* The alert that tells the client why arrives. */
static void says_why_it_refuses_a_handshake(void **state)
{
    struct scene *s = *state;
    struct client client = {.fd = client_connect(&s->server, 20), .ssl = SSL_new(s->server.client_context)};
    SSL_set_security_level(client.ssl, 0);
    SSL_set_min_proto_version(client.ssl, TLS1_VERSION);
    SSL_set_max_proto_version(client.ssl, TLS1_1_VERSION);
    SSL_set_fd(client.ssl, client.fd);
    assert_int_not_equal(SSL_connect(client.ssl), 1);
    assert_int_equal(ERR_GET_REASON(ERR_peek_error()), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
    ERR_clear_error();
    client_close(&client);
    assert_true(live_server_has(&s->server, 1));
}

#define LIVE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
#define HASTY(f) cmocka_unit_test_setup_teardown(f, set_up_hasty, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    evthread_use_pthreads();
    const struct CMUnitTest tests[] = {
        LIVE(keeps_the_connection),
        LIVE(answers_in_one_record),
        LIVE(answers_pipelined_requests_in_order),
        LIVE(waits_for_an_answer_before_the_next_request),
        LIVE(takes_a_request_byte_by_byte),
        LIVE(takes_a_large_sequence),
        LIVE(sends_a_large_answer_to_a_slow_reader),
        HASTY(gives_up_on_a_reader_that_does_not_read),
        LIVE(answers_head_without_content),
        LIVE(links_to_the_next_page),
        LIVE(withdraws),
        LIVE(names_the_language_of_what_it_answers),
        LIVE(compresses_reports_for_those_who_take_it),
        LIVE(keeps_a_session_by_its_cookie),
        LIVE(refuses_without_closing),
        LIVE(refuses_and_closes),
        LIVE(refuses_a_head_without_end),
        LIVE(lets_the_answer_arrive_before_it_closes),
        LIVE(closes_when_asked),
        cmocka_unit_test_setup_teardown(closes_after_its_last_request, set_up_three_requests, tear_down),
        LIVE(answers_a_half_closed_client),
        LIVE(invites_the_content),
        LIVE(does_not_invite_what_it_would_refuse),
        LIVE(asks_for_the_key_before_the_content),
        cmocka_unit_test_setup_teardown(bounds_the_content_under_way, set_up_little_room, tear_down),
        cmocka_unit_test_setup_teardown(gives_up_on_a_pipe_that_does_not_answer, set_up_impatient, tear_down),
        HASTY(ends_a_head_that_drips),
        HASTY(ends_a_content_that_drips),
        HASTY(ends_a_content_that_stops),
        HASTY(forgets_the_request_before),
        HASTY(ends_an_idle_connection),
        HASTY(lets_no_deadline_run_while_the_pipe_works),
        LIVE(survives_a_client_that_goes_while_it_waits),
        LIVE(survives_a_client_that_goes_at_every_byte),
        LIVE(survives_what_is_no_tls),
        LIVE(says_why_it_refuses_a_handshake),
    };
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    libevent_global_shutdown();
    return result;
}
