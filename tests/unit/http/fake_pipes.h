/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FAKE_PIPES_H
#define PULSSID_TESTS_FAKE_PIPES_H

/*
 * Pipes that stand in for ingest/ and query/: they say what they were given, and answer from the loop, later.
 * What the body or a parameter holds tells how: see fake_delay_ms() and each function.
 */

#include <event2/event.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/ops_pipe.h"
#include "ingest/intake.h"
#include "query/report_query.h"

struct intake {
    struct event_base *base;
    atomic_uint calls; /* read by the test while the loop runs */
};

struct report_query {
    struct event_base *base;
    atomic_uint calls; /* read by the test while the loop runs */
};

/* An answer under way. */
struct fake_answer {
    uint64_t ticket;
    void *ctx;
    intake_done *intake_done;
    report_query_done *query_done;
    char *text;
    const char *content_type;
    const char *next;
    int status;
    struct error problem; /* with status 401 */
};

static inline void fake_deliver(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct fake_answer *answer = ctx;
    struct buffer body = {0};
    buffer_append_text(&body, answer->text);
    if (answer->intake_done != NULL) {
        struct intake_reply reply = {
            .status = answer->status, .content_type = answer->content_type, .body = body};
        answer->intake_done(answer->ctx, answer->ticket, &reply);
    } else {
        struct report_query_reply reply = {.status = answer->status,
                                           .content_type = answer->content_type,
                                           .body = body,
                                           .next = answer->next,
                                           .problem = answer->status == 401 ? &answer->problem : NULL};
        answer->query_done(answer->ctx, answer->ticket, &reply);
    }
    buffer_free(&body);
    free(answer->text);
    free(answer);
}

static inline void fake_later(struct event_base *base, const struct fake_answer *answer, unsigned delay_ms)
{
    struct fake_answer *copy = malloc(sizeof *copy);
    *copy = *answer;
    event_base_once(base, -1, EV_TIMEOUT, fake_deliver, copy,
                    &(struct timeval){delay_ms / 1000, delay_ms % 1000 * 1000});
}

/* "hold" is answered after 600 ms, longer than any phase of the tests may last. */
static inline unsigned fake_delay_ms(struct span text)
{
    return span_is(text, "hold") ? 600 : 0;
}

/* The key "wrong" is unknown. */
bool intake_admit(const struct intake *intake, struct span key, struct error *err)
{
    (void)intake;
    return !span_is(key, "wrong") || error_set(err, ERROR_UNAUTHORIZED, "the key is not known");
}

/* The key "wrong" is unknown; the body "full" finds the queue full. Else 201 and what was given. */
bool intake_submit(struct intake *intake, enum intake_media media, const struct intake_request *request,
                   struct error *err)
{
    intake->calls++;
    if (!intake_admit(intake, request->key, err)) {
        return false;
    }
    if (span_is(request->body, "full")) {
        return error_set(err, ERROR_OVERLOADED, "the queue is full");
    }
    struct fake_answer answer = {.ticket = request->ticket,
                                 .ctx = request->ctx,
                                 .intake_done = request->done,
                                 .content_type = "application/cbor",
                                 .status = 201};
    if (asprintf(&answer.text, "%s key=%.*s bytes=%zu first=%.8s", media == INTAKE_ONE ? "one" : "sequence",
                 SPAN_ARG(request->key), request->body.len,
                 request->body.len >= 8 ? (const char *)request->body.data : "") < 0) {
        abort();
    }
    fake_later(intake->base, &answer, fake_delay_ms(request->body));
    return true;
}

/* 204. */
bool intake_withdraw(struct intake *intake, const struct intake_request *request, struct error *err)
{
    (void)err;
    intake->calls++;
    struct fake_answer answer = {.ticket = request->ticket,
                                 .ctx = request->ctx,
                                 .intake_done = request->done,
                                 .text = strdup(""),
                                 .status = 204};
    fake_later(intake->base, &answer, 0);
    return true;
}

/* Every survey but "none" is there. */
bool intake_surveys(struct intake *intake, struct span key, struct span code, enum intake_format format,
                    struct buffer *out, struct error *err)
{
    intake->calls++;
    if (span_is(code, "none")) {
        return error_set(err, ERROR_NOT_FOUND, "there is no such survey");
    }
    buffer_printf(out, "%s key=%.*s code=%.*s", format == INTAKE_JSON ? "json" : "cbor", SPAN_ARG(key),
                  SPAN_ARG(code));
    return true;
}

/* The numbers of what was asked for. */
void intake_notice(const struct intake *intake, enum language language, enum notice_format format,
                   struct buffer *out)
{
    (void)intake;
    buffer_printf(out, "notice language=%d format=%d", (int)language, (int)format);
}

/* Any text but "none" has the form of a key. What is asked with it prints it. */
bool report_query_key_parse(struct span text, struct report_query_key *ret_key, struct error *err)
{
    if (text.len == 0 || text.len >= sizeof ret_key->sha256 || span_is(text, "none")) {
        return error_set(err, ERROR_UNAUTHORIZED, "this is no key");
    }
    *ret_key = (struct report_query_key){.id = 7};
    memcpy(ret_key->sha256, text.data, text.len);
    return true;
}

/* The key alone: every one is good but "wrong". */
static inline struct fake_answer fake_judge_key(const struct report_query_request *request)
{
    bool is_good = strcmp((const char *)request->key.sha256, "wrong") != 0;
    struct fake_answer answer = {.text = strdup(""), .status = is_good ? 204 : 401};
    error_set(&answer.problem, ERROR_UNAUTHORIZED, "the key is not known");
    return answer;
}

static inline void fake_metrics(void *ctx, struct buffer *out)
{
    (void)ctx;
    buffer_append_text(out, "up 1\n");
}

/* What ctx points at. */
static inline bool fake_state(void *ctx, struct buffer *out)
{
    buffer_append_text(out, *(bool *)ctx ? "well\n" : "ill\n");
    return *(bool *)ctx;
}

static inline struct ops_pipe fake_ops(bool *is_well)
{
    return (struct ops_pipe){fake_metrics, fake_state, fake_state, is_well};
}

/* limit=big: 8 MiB; after empty: there is a next page. */
bool report_query_run(struct report_query *query, const struct report_query_request *request,
                      report_query_done *done, void *ctx, struct error *err)
{
    query->calls++;
    if (request->report == NULL) {
        struct fake_answer judged = fake_judge_key(request);
        judged.ticket = request->ticket;
        judged.ctx = ctx;
        judged.query_done = done;
        fake_later(query->base, &judged, 0);
        return true;
    }
    if (span_is(request->period, "bad")) {
        return error_set(err, ERROR_BAD_PARAMETER, "the parameter period must be a period's id");
    }
    bool is_csv = request->format == REPORT_CSV;
    struct fake_answer answer = {.ticket = request->ticket,
                                 .ctx = ctx,
                                 .query_done = done,
                                 .content_type = is_csv ? "text/csv" : "application/json",
                                 .next = request->after.len == 0 ? "T12 x" : NULL,
                                 .status = 200};
    if (span_is(request->limit, "big")) {
        size_t size = 8 << 20;
        answer.text = malloc(size + 1);
        memset(answer.text, 'b', size);
        answer.text[size] = '\0';
    } else if (asprintf(&answer.text, "%s %s key=%s period=%.*s team=%.*s part=%.*s after=%.*s",
                        request->report, is_csv ? "csv" : "json", (const char *)request->key.sha256,
                        SPAN_ARG(request->period), SPAN_ARG(request->team), SPAN_ARG(request->part),
                        SPAN_ARG(request->after)) < 0) {
        abort();
    }
    fake_later(query->base, &answer, 0);
    return true;
}

/* An archive that says what was asked for; of the period "bad" none. */
bool report_query_export(struct report_query *query, const struct report_query_request *request,
                         report_query_done *done, void *ctx, struct error *err)
{
    query->calls++;
    if (span_is(request->period, "bad")) {
        return error_set(err, ERROR_BAD_PARAMETER, "the period must be a period's id");
    }
    struct fake_answer answer = {.ticket = request->ticket,
                                 .ctx = ctx,
                                 .query_done = done,
                                 .content_type = "application/zip",
                                 .status = 200};
    if (asprintf(&answer.text, "archive key=%s period=%.*s", (const char *)request->key.sha256,
                 SPAN_ARG(request->period)) < 0) {
        abort();
    }
    fake_later(query->base, &answer, 0);
    return true;
}

#endif
