/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_ROUTES_H
#define PULSSID_HTTP_ROUTES_H

/*
 * The table of what is served: method, path, and the pipe that answers. A request is judged twice: by its
 * head alone, before any of its content is read, and, once it is whole, by handing it to its pipe.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"
#include "http/head.h"
#include "http/ops_pipe.h"
#include "http/sessions.h"
#include "ingest/intake.h"
#include "query/report_query.h"

/* Content of one submission or withdrawal. */
#define ROUTES_ONE_MAX_BYTES 8192
/* Content of a form. */
#define ROUTES_FORM_MAX_BYTES 1024

/* Where requests go, and where the pipes bring their answers. */
struct pipes {
    struct intake *intake;      /* NULL: its routes are not served */
    struct report_query *query; /* NULL likewise */
    struct sessions *sessions;  /* of readers in a browser; NULL: they cannot sign in here */
    const struct ops_pipe *ops; /* of the operator; NULL: its routes are not served */
    size_t max_body_bytes;      /* of a sequence */
    intake_done *on_intake_done;
    report_query_done *on_query_done;
    void *done_ctx;
};

struct route;

/* The route of a request that may go on to its content. NOT_FOUND, METHOD_NOT_ALLOWED, UNAUTHORIZED (no key
 * presented, no session), CROSS_SITE, LENGTH_REQUIRED, UNSUPPORTED_MEDIA_TYPE, TOO_LARGE, BAD_REQUEST
 * (content where none is taken). */
bool routes_admit(const struct pipes *pipes, const struct head *head, const struct route **ret_route,
                  struct error *err) MUST_CHECK;

/* Whether the content of an admitted request is worth waiting for, so that nobody without a good key makes
 * the server hold much of it. Fails as the pipe would. */
bool routes_expect(const struct route *route, const struct pipes *pipes, const struct head *head,
                   struct error *err) MUST_CHECK;

/* The methods of a known path, for Allow; NULL when nothing is there. */
const char *routes_allow(const struct pipes *pipes, struct span path);

/* What becomes of the reader's session with the answer. */
enum routes_session_step {
    ROUTES_SESSION_NONE, /* the request has none */
    ROUTES_SESSION_KEEP, /* its cookie goes with a good answer */
    ROUTES_SESSION_END   /* it has ended: the browser is to forget it */
};

struct routes_session {
    enum routes_session_step step;
    struct session session; /* with KEEP */
};

/* A whole request. */
struct routes_request {
    const struct head *head;
    struct span body;
    uint64_t ticket;
    struct routes_session *session; /* set */
    struct buffer
        *next_base; /* set to the next page's address up to the value of `after`, where there may be one */
};

/* An answer that was there at once. */
struct routes_answer {
    int status; /* 200, unless the route says otherwise */
    const char *content_type;
    const char *language;   /* its tag, where the request could choose; else NULL */
    const char *fields;     /* as in struct reply */
    bool is_lasting;        /* likewise */
    struct buffer *content; /* the caller's; appended to */
};

/* Set-Cookie's value for an answer of this status; NULL: none. A refusal does not keep a session alive. */
const char *routes_cookie(const struct pipes *pipes, const struct routes_session *session, int status,
                          char room[SESSIONS_COOKIE_SIZE]);

enum routes_outcome {
    ROUTES_PENDING,  /* the pipe will call back with the ticket */
    ROUTES_ANSWERED, /* *ret_answer holds it */
    ROUTES_FAILED    /* *err holds why */
};

/* Hands an admitted request to its pipe. Spans are read before this returns. Fails as the pipe does, and with
 * NOT_ACCEPTABLE and BAD_PARAMETER (parameters). */
enum routes_outcome routes_start(const struct route *route, const struct pipes *pipes,
                                 const struct routes_request *request, struct routes_answer *ret_answer,
                                 struct error *err);

#endif
