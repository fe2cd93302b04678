/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state machine of one client's connection. */
#include "http/connection.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "http/accept_encoding.h"
#include "http/channel.h"
#include "http/deadline.h"
#include "http/media.h"
#include "http/parameters.h"
#include "wire/problem.h"

enum connection_state {
    CONNECTION_HANDSHAKE,  /* waits for TLS; leaves to IDLE */
    CONNECTION_IDLE,       /* waits for the first byte of a request, without buffers; leaves to HEAD */
    CONNECTION_HEAD,       /* waits for the empty line; leaves to CONTINUING, BODY, WAITING, WRITING */
    CONNECTION_CONTINUING, /* waits for room to send 100 Continue; leaves to BODY */
    CONNECTION_BODY,       /* waits for the rest of the content; leaves to WAITING, WRITING */
    CONNECTION_WAITING,    /* waits for the pipe's answer, reading nothing; leaves to WRITING */
    CONNECTION_WRITING,    /* waits for room to send the answer; leaves to IDLE, FINISHING */
    CONNECTION_FINISHING,  /* the last word is said; waits for the peer to close; leaves to CLOSED */
    CONNECTION_CLOSED      /* waits for nothing; whoever drove the machine frees it */
};

struct connection {
    enum connection_state state;
    struct connection_host *host;
    uint64_t ticket;
    struct channel channel;
    struct deadline deadline;
    enum listen_handshake handshake; /* its end */
    /* the request under way */
    const struct route *route;
    size_t head_len;
    size_t total_len;     /* head and content */
    size_t pending_bytes; /* content that is waited for, as counted in the host */
    bool is_head;
    bool wants_cbor; /* in problem documents */
    bool takes_gzip;
    bool closes; /* after this request's answer */
    unsigned n_requests;
    struct routes_session session; /* of the request under way */
    struct buffer next_base;       /* of a report: the next page's address up to the value of `after` */
};

static unsigned time_of(const struct connection *c, enum connection_state state)
{
    const struct listen_limits *limits = &c->host->opts->limits;
    const unsigned times[] = {
        [CONNECTION_HANDSHAKE] = limits->handshake_ms,
        [CONNECTION_IDLE] = limits->idle_ms,
        [CONNECTION_HEAD] = limits->head_ms,
        [CONNECTION_CONTINUING] = limits->body_ms,
        [CONNECTION_BODY] = limits->body_ms,
        [CONNECTION_WAITING] = limits->answer_ms,
        [CONNECTION_WRITING] = limits->write_ms,
        [CONNECTION_FINISHING] = 2000,
        [CONNECTION_CLOSED] = 0,
    };
    bool is_new = state <= CONNECTION_IDLE && c->n_requests == 0;
    return is_new && c->host->draining && times[state] > 1000 ? 1000 : times[state];
}

static void blame(const struct connection *c, enum fault fault)
{
    faults_add(c->host->opts->faults, fault, 1, clock_monotonic_ms());
}

/* The only place where the state changes. True: its step can be tried at once. */
static bool enter(struct connection *c, enum connection_state state)
{
    if (c->state == CONNECTION_HANDSHAKE && state != CONNECTION_HANDSHAKE) {
        meter_add(&c->host->metrics.handshakes[c->handshake], 1);
    }
    c->state = state;
    deadline_set(&c->deadline, time_of(c, state));
    if (state == CONNECTION_IDLE) {
        channel_release(&c->channel);
    } else if (state == CONNECTION_WAITING) {
        channel_expect_silence(&c->channel);
    } else if (state == CONNECTION_FINISHING) {
        channel_finish(&c->channel);
    }
    return state != CONNECTION_WAITING && state != CONNECTION_CLOSED;
}

/* Nothing moved: stay, or leave. Also after a failure, since TLS's alert is on the way and a reset would
 * destroy it. */
static bool stay_or_leave(struct connection *c, enum channel_result result)
{
    if (result == CHANNEL_BLOCKED) {
        return false;
    }
    return enter(c, c->state == CONNECTION_FINISHING ? CONNECTION_CLOSED : CONNECTION_FINISHING);
}

/* Puts the reply behind what waits to be sent. */
static bool answer(struct connection *c, struct reply *reply)
{
    char cookie[SESSIONS_COOKIE_SIZE];
    reply->cookie = routes_cookie(&c->host->pipes, &c->session, reply->status, cookie);
    c->session.step = ROUTES_SESSION_NONE;
    reply->is_head = c->is_head;
    c->closes = c->closes || c->host->draining;
    reply->close = c->closes;
    reply->retry_after_s =
        1 + (unsigned)((c->ticket ^ c->ticket >> 32) % 5); /* so that they do not all come back at once */
    meter_add(&c->host->metrics.responses[reply->status / 100 - 1], 1);
    reply_write(reply, reply_date_text(&c->host->date, time(NULL)), &c->channel.out);
    return enter(c, CONNECTION_WRITING);
}

static bool answer_problem(struct connection *c, const struct error *problem, const char *allow)
{
    CLEANUP(buffer_free) struct buffer content = {0};
    blame(c, faults_kind(problem->code));
    if (c->wants_cbor) {
        problem_write_cbor(problem, &content);
    } else {
        problem_write_json(problem, &content);
    }
    if (content.failed) {
        return enter(c, CONNECTION_FINISHING);
    }
    struct reply reply = {.status = error_status(problem->code),
                          .content_type = c->wants_cbor ? PROBLEM_CBOR : PROBLEM_JSON,
                          .content = buffer_span(&content),
                          .allow = allow};
    return answer(c, &reply);
}

/* A refusal after which the next request's beginning is in doubt, or still far away. */
static bool refuse(struct connection *c, const struct error *problem, const char *allow)
{
    c->closes = true;
    return answer_problem(c, problem, allow);
}

static void stop_pending(struct connection *c)
{
    c->host->pending_bytes -= c->pending_bytes;
    c->pending_bytes = 0;
}

/* The request is whole: off to its pipe. */
static bool start(struct connection *c, const struct head *head)
{
    stop_pending(c);
    struct span in = buffer_span(&c->channel.in);
    struct routes_request request = {.head = head,
                                     .body = span_of(in.data + c->head_len, c->total_len - c->head_len),
                                     .ticket = c->ticket,
                                     .session = &c->session,
                                     .next_base = &c->next_base};
    CLEANUP(buffer_free) struct buffer content = {0};
    struct routes_answer at_once = {.status = 200, .content = &content};
    struct error err;
    enum routes_outcome outcome = routes_start(c->route, &c->host->pipes, &request, &at_once, &err);
    buffer_consume(&c->channel.in, c->total_len);
    if (outcome == ROUTES_PENDING) {
        channel_release(&c->channel);
        return enter(c, CONNECTION_WAITING);
    }
    if (outcome == ROUTES_ANSWERED && content.failed) {
        error_set(&err, ERROR_OUT_OF_MEMORY, "no memory for the answer");
        outcome = ROUTES_FAILED;
    }
    if (outcome == ROUTES_FAILED) {
        return answer_problem(c, &err, NULL);
    }
    struct reply reply = {.status = at_once.status,
                          .content_type = at_once.content_type,
                          .language = at_once.language,
                          .fields = at_once.fields,
                          .is_lasting = at_once.is_lasting,
                          .content = buffer_span(&content)};
    return answer(c, &reply);
}

static bool step_handshake(struct connection *c)
{
    static const enum listen_handshake ends[] = {[CHANNEL_MOVED] = LISTEN_HANDSHAKE_DONE,
                                                 [CHANNEL_BLOCKED] = LISTEN_HANDSHAKE_LATE,
                                                 [CHANNEL_ENDED] = LISTEN_HANDSHAKE_CLOSED,
                                                 [CHANNEL_REFUSED] = LISTEN_HANDSHAKE_REFUSED,
                                                 [CHANNEL_FAILED] = LISTEN_HANDSHAKE_FAILED};
    enum channel_result result = channel_handshake(&c->channel);
    c->handshake = ends[result];
    if (result == CHANNEL_REFUSED || result == CHANNEL_FAILED) {
        blame(c, result == CHANNEL_REFUSED ? FAULT_HANDSHAKE_REFUSED : FAULT_HANDSHAKE_FAILED);
    }
    return result == CHANNEL_MOVED ? enter(c, CONNECTION_IDLE) : stay_or_leave(c, result);
}

/* Room for a usual request with its content. */
static const size_t fill_bytes = 4096;

static bool step_idle(struct connection *c)
{
    enum channel_result result =
        c->channel.in.len > 0 ? CHANNEL_MOVED : channel_fill(&c->channel, fill_bytes);
    if (result != CHANNEL_MOVED) {
        channel_release(&c->channel);
        return stay_or_leave(c, result);
    }
    c->is_head = false; /* until the head says so */
    c->wants_cbor = false;
    return enter(c, CONNECTION_HEAD);
}

/* The content is still to come, if there is room for it and it would be taken. */
static bool await_content(struct connection *c, const struct head *head)
{
    struct error err;
    size_t most = c->host->opts->limits.max_pending_bytes;
    if (!routes_expect(c->route, &c->host->pipes, head, &err)) {
        return refuse(c, &err, NULL);
    }
    if (c->host->pending_bytes >= most || head->content_length > most - c->host->pending_bytes) {
        error_set(&err, ERROR_OVERLOADED, "the content of too many requests is under way");
        return refuse(c, &err, NULL);
    }
    c->pending_bytes = (size_t)head->content_length;
    c->host->pending_bytes += c->pending_bytes;
    if (head->expects_continue && c->channel.in.len == c->head_len) {
        reply_write_continue(&c->channel.out);
        return enter(c, CONNECTION_CONTINUING);
    }
    return enter(c, CONNECTION_BODY);
}

/* A good head: judge the request by it, and see how much of the content is here. */
static bool take_head(struct connection *c, const struct head *head, size_t len)
{
    struct error err;
    c->n_requests++;
    c->is_head = head->method == HTTP_HEAD;
    c->wants_cbor = media_prefers_cbor(head->content_type, head->accept);
    c->takes_gzip = accept_encoding_takes(head->accept_encoding, "gzip");
    c->closes = head->close || c->n_requests >= c->host->opts->limits.max_requests;
    c->head_len = len;
    if (!routes_admit(&c->host->pipes, head, &c->route, &err)) {
        c->closes = c->closes || head->content_length > 0 || (head->method == HTTP_POST && !head->has_length);
        buffer_consume(&c->channel.in, len);
        return answer_problem(
            c, &err, err.code == ERROR_METHOD_NOT_ALLOWED ? routes_allow(&c->host->pipes, head->path) : NULL);
    }
    c->total_len = len + (size_t)head->content_length;
    if (c->channel.in.len >= c->total_len) {
        return start(c, head);
    }
    return await_content(c, head);
}

static bool step_head(struct connection *c)
{
    struct head head;
    size_t len;
    struct error err;
    switch (head_parse(buffer_span(&c->channel.in), &head, &len, &err)) {
    case HEAD_COMPLETE:
        return take_head(c, &head, len);
    case HEAD_INVALID:
        return refuse(c, &err, NULL);
    case HEAD_INCOMPLETE:
        break;
    }
    enum channel_result result = channel_fill(&c->channel, fill_bytes);
    return result == CHANNEL_MOVED || stay_or_leave(c, result);
}

static bool step_continuing(struct connection *c)
{
    enum channel_result result = channel_flush(&c->channel);
    return result == CHANNEL_MOVED ? enter(c, CONNECTION_BODY) : stay_or_leave(c, result);
}

static bool step_body(struct connection *c)
{
    static const size_t record_bytes = 16384;
    struct span in = buffer_span(&c->channel.in);
    if (in.len < c->total_len) {
        size_t missing = c->total_len - in.len;
        enum channel_result result =
            channel_fill(&c->channel, missing < record_bytes ? missing : record_bytes);
        return result == CHANNEL_MOVED || stay_or_leave(c, result);
    }
    struct head head; /* read again: the buffer may have moved since */
    size_t len;
    struct error err;
    if (head_parse(in, &head, &len, &err) != HEAD_COMPLETE) {
        return enter(c, CONNECTION_CLOSED);
    }
    return start(c, &head);
}

static bool step_writing(struct connection *c)
{
    enum channel_result result = channel_flush(&c->channel);
    if (result != CHANNEL_MOVED) {
        return stay_or_leave(c, result);
    }
    return enter(c, c->closes ? CONNECTION_FINISHING : CONNECTION_IDLE);
}

static bool step_finishing(struct connection *c)
{
    return stay_or_leave(c, channel_drain(&c->channel));
}

static bool step_nowhere(struct connection *c)
{
    (void)c;
    return false;
}

/* Steps until the machine has to wait; then `c` may be gone. */
static void drive(struct connection *c)
{
    static bool (*const steps[])(struct connection *) = {
        [CONNECTION_HANDSHAKE] = step_handshake, [CONNECTION_IDLE] = step_idle,
        [CONNECTION_HEAD] = step_head,           [CONNECTION_CONTINUING] = step_continuing,
        [CONNECTION_BODY] = step_body,           [CONNECTION_WAITING] = step_nowhere,
        [CONNECTION_WRITING] = step_writing,     [CONNECTION_FINISHING] = step_finishing,
        [CONNECTION_CLOSED] = step_nowhere,
    };
    while (steps[c->state](c)) {
    }
    if (c->state == CONNECTION_CLOSED) {
        connection_free(c);
    }
}

static void on_ready(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct connection *c = ctx;
    if (c->state == CONNECTION_WAITING) {
        channel_pause(&c->channel); /* more requests, or a client that goes: either can wait for the answer */
        return;
    }
    channel_wake(&c->channel);
    drive(c);
}

static void on_due(void *ctx)
{
    struct connection *c = ctx;
    struct error err;
    if (c->state == CONNECTION_HEAD || c->state == CONNECTION_BODY) {
        error_set(&err, ERROR_TIMEOUT, "the %s did not arrive in time",
                  c->state == CONNECTION_HEAD ? "request's head" : "content");
        refuse(c, &err, NULL);
    } else if (c->state == CONNECTION_WAITING) {
        error_set(&err, ERROR_DATABASE_UNAVAILABLE, "the answer took too long");
        refuse(c, &err, NULL); /* so that an answer that comes yet cannot be taken for the next request's */
    } else {
        if (c->state == CONNECTION_IDLE) {
            enter(c, CONNECTION_FINISHING); /* nothing is on its way that closing could destroy */
        } else if (c->state != CONNECTION_FINISHING) {
            blame(c, FAULT_TOO_SLOW);
        }
        enter(c, CONNECTION_CLOSED);
    }
    drive(c);
}

bool connection_new(struct connection_host *host, struct tls_context *tls, int fd)
{
    struct connection *c = calloc(1, sizeof *c);
    if (c == NULL) {
        close(fd);
        return false;
    }
    if (!channel_open(&c->channel, host->base, tls, fd, on_ready, c)) {
        free(c);
        return false;
    }
    c->host = host;
    deadline_init(&c->deadline, host->base, on_due, c);
    c->ticket = slots_add(&host->slots, c);
    if (c->ticket == 0) {
        channel_close(&c->channel);
        free(c);
        return false;
    }
    meter_set(&host->metrics.connections, host->slots.used);
    enter(c, CONNECTION_HANDSHAKE);
    return true;
}

struct connection *connection_free(struct connection *c)
{
    if (c != NULL) {
        struct connection_host *host = c->host;
        slots_remove(&host->slots, c->ticket);
        meter_set(&host->metrics.connections, host->slots.used);
        deadline_stop(&c->deadline);
        stop_pending(c);
        channel_close(&c->channel);
        buffer_free(&c->next_base);
        free(c);
        host->on_closed(host->ctx);
    }
    return NULL;
}

void connection_answer(struct connection_host *host, uint64_t ticket, const struct connection_answer *brought)
{
    struct connection *c = slots_find(&host->slots, ticket);
    if (c == NULL || c->state != CONNECTION_WAITING) {
        return;
    }
    if (brought->problem != NULL) {
        answer_problem(c, brought->problem, NULL);
    } else {
        struct reply reply = {.status = brought->status,
                              .content_type = brought->content_type,
                              .content = brought->content,
                              .next = parameters_next_address(brought->next, &c->next_base)};
        CLEANUP(buffer_free) struct buffer packed = {0};
        if (c->takes_gzip && brought->may_shrink) {
            reply_compress(&reply, &packed);
        }
        answer(c, &reply);
    }
    buffer_free(&c->next_base);
    drive(c);
}

void connection_drain(struct connection *c)
{
    const struct slots *slots = &c->host->slots;
    uint64_t ticket = c->ticket;
    drive(c); /* a request that has arrived is not to be destroyed */
    c = slots_find(slots, ticket);
    if (c != NULL && c->state == CONNECTION_IDLE && c->n_requests > 0) {
        on_due(c);
    } else if (c != NULL && c->state <= CONNECTION_IDLE) {
        deadline_set(&c->deadline, time_of(c, c->state));
    }
}
