/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_INTAKE_H
#define PULSSID_INGEST_INTAKE_H

/*
 * The write pipe of one worker: takes the body of a request, decodes and checks each submission against the
 * worker's catalog, hands the good ones to the batch, and answers once every one has its verdict: never
 * before the commit that holds it. Also withdrawals, survey definitions, and the notice to respondents.
 *
 * `done` is called exactly once for each call that returned true, never from inside it, also when the client
 * has gone: so it gets a ticket that the caller chose, not a pointer to a connection. One thread; owned
 * through intake_free(), which answers what is left with SHUTTING_DOWN.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "base/span.h"
#include "wire/notice_out.h"

struct intake;
struct outage;

/* What may change while it runs. */
struct intake_terms {
    size_t queue_max;           /* records waiting or being committed; more are refused with OVERLOADED */
    unsigned ack_ms;            /* one without an outcome for so long is answered with DATABASE_UNAVAILABLE;
                                   one whose period closed meanwhile has as long again, a few times */
    struct notice_terms notice; /* what respondents are told, and what holds */
};

struct intake_opts {
    const char *conninfo;
    struct outage
        *outage;        /* of these connections, BATCH_MAX_LANES a worker; borrowed; NULL: each for itself */
    size_t batch_max;   /* records in one commit */
    unsigned silent_ms; /* a silent database loses its connection after this */
    struct intake_terms terms;
};

/* What is answered. body is moved out by the callee (it may take the buffer and leave it empty). A non-NULL
 * problem stands for an error of the whole request: the caller writes the problem document. */
struct intake_reply {
    int status;               /* HTTP */
    const char *content_type; /* of body */
    struct buffer body;
    size_t rejected; /* verdicts in it that say so */
    const struct error *problem;
};

typedef void intake_done(void *ctx, uint64_t ticket, struct intake_reply *reply);

bool intake_new(struct event_base *base, const struct intake_opts *opts, const struct log *log,
                struct intake **ret_intake, struct error *err) MUST_CHECK;
struct intake *intake_free(struct intake *intake);
DEFINE_CLEANUP(intake_free, struct intake)

/* Whether a catalog is loaded and the database answers. */
bool intake_is_ready(const struct intake *intake);
/* Records waiting or being committed. */
size_t intake_pending(const struct intake *intake);

/* From now on, also for what waits for its commit. */
void intake_set_terms(struct intake *intake, const struct intake_terms *terms);

enum intake_media { INTAKE_ONE, INTAKE_SEQUENCE };

/* One request, on whose behalf `done` will be called. */
struct intake_request {
    struct span key;  /* the presented key's text; withdrawals need none */
    struct span body; /* read before the call returns */
    uint64_t ticket;
    intake_done *done;
    void *ctx;
};

/* Whether submissions of this key would be taken now, before any is read: UNAUTHORIZED, FORBIDDEN,
 * DATABASE_UNAVAILABLE. */
bool intake_admit(const struct intake *intake, struct span key, struct error *err) MUST_CHECK;

/* Submissions. A false return answers the whole request: UNAUTHORIZED, FORBIDDEN, DATABASE_UNAVAILABLE (no
 * catalog yet, or the connection is down), OVERLOADED, TOO_LARGE (over 10,000 items, or more than the queue
 * ever holds), OUT_OF_MEMORY. */
bool intake_submit(struct intake *intake, enum intake_media media, const struct intake_request *request,
                   struct error *err) MUST_CHECK;

/* A withdrawal by its secret: 204, or 404 as a problem. False: MALFORMED, INVALID_FIELD,
 * DATABASE_UNAVAILABLE, OVERLOADED. */
bool intake_withdraw(struct intake *intake, const struct intake_request *request,
                     struct error *err) MUST_CHECK;

enum intake_format { INTAKE_JSON, INTAKE_CBOR };

/* Appends the newest version of every survey (code empty: {"surveys": […]}) or of one, at once. UNAUTHORIZED,
 * NOT_FOUND, DATABASE_UNAVAILABLE. */
bool intake_surveys(struct intake *intake, struct span key, struct span code, enum intake_format format,
                    struct buffer *out, struct error *err) MUST_CHECK;

/* Appends what respondents are told, at once: by today's period if the catalog knows that it has opened, else
 * by the options, so that it can always be said. Sticky failure of the buffer. */
void intake_notice(const struct intake *intake, enum language language, enum notice_format format,
                   struct buffer *out);

#endif
