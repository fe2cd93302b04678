/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_LISTEN_H
#define PULSSID_HTTP_LISTEN_H

/*
 * The HTTPS server of one worker, or the operator's plain one: accepts from shared listening sockets, counts
 * connections, and hands requests to the pipes. At descriptor exhaustion it pauses accepting for 200 ms. What
 * goes wrong with clients is said by `faults`. One thread; owned through listen_free(), which drops every
 * connection. The pipes call back here, so the order of an end is listen_drain(), then the pipes' free (which
 * answers what is left), then listen_free(). SIGPIPE must be ignored.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "http/faults.h"
#include "http/ops_pipe.h"
#include "http/sessions.h"
#include "ingest/intake.h"
#include "query/report_query.h"
#include "tls/tls.h"

struct listen;

/* What may change while it serves. */
struct listen_limits {
    size_t max_body_bytes;    /* of a sequence; one submission is bounded by its own limit */
    size_t max_pending_bytes; /* of all content under way here; more is OVERLOADED */
    unsigned max_requests;    /* on one connection */
    unsigned handshake_ms;    /* absolute time-outs of each phase */
    unsigned head_ms;
    unsigned body_ms;
    unsigned idle_ms;
    unsigned answer_ms; /* a pipe that takes longer is given up, and the connection with it; 0: never */
    unsigned write_ms;
};

struct listen_opts {
    const int *fds; /* listening sockets, borrowed */
    size_t n_fds;
    struct tls_context *tls;    /* taken; swapped by listen_set_tls(); NULL: plain HTTP, for the operator */
    struct intake *intake;      /* borrowed; NULL: this pipe is not served here */
    struct report_query *query; /* borrowed; NULL likewise */
    struct sessions *sessions;  /* borrowed, shared by workers; NULL: nobody signs in here */
    const struct ops_pipe *ops; /* borrowed; NULL: not the operator's */
    struct faults *faults;      /* borrowed, shared by workers; NULL: nothing is said of clients */
    size_t max_connections;     /* of this worker */
    bool held;                  /* connections wait in the sockets' backlogs until listen_accept() */
    struct listen_limits limits;
};

bool listen_new(struct event_base *base, struct listen_opts *opts, struct listen **ret_listen,
                struct error *err) MUST_CHECK;
struct listen *listen_free(struct listen *listen);
DEFINE_CLEANUP(listen_free, struct listen)

/* Begins to accept, if it was held. */
void listen_accept(struct listen *listen);

/* New connections use this context (taken); those that are there keep theirs. */
void listen_set_tls(struct listen *listen, struct tls_context *tls);

/* From now on; a phase that has begun keeps its time. */
void listen_set_limits(struct listen *listen, const struct listen_limits *limits);

/* Stops accepting; connections end after the answer under way, idle ones at once, newcomers after their
 * first. */
void listen_drain(struct listen *listen);
/* Connections open now. */
size_t listen_connections(const struct listen *listen);

/* Opens a listening socket from text: "HOST:PORT", "[V6]:PORT", ":PORT", or a path that begins with "/".
 * TCP_NODELAY is set on it, so that accepted sockets inherit it. CONFIG with the reason. */
bool listen_open(const char *address, int *ret_fd, struct error *err) MUST_CHECK;
/* Whether the text is one that listen_open() understands, and its host is known; opens nothing. */
bool listen_check(const char *address, struct error *err) MUST_CHECK;
/* The same, and whether nobody but this machine's own users could connect. */
bool listen_check_local(const char *address, struct error *err) MUST_CHECK;

#endif
