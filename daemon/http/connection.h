/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_CONNECTION_H
#define PULSSID_HTTP_CONNECTION_H

/*
 * One client's connection: a state machine that takes its requests one after the other, each to its pipe, and
 * writes the answers in their order.
 *
 *   HANDSHAKE ─► IDLE ─► HEAD ─► (CONTINUING ─►) BODY ─► WAITING ─► WRITING ─► IDLE, or FINISHING ─► CLOSED
 *
 * A request whose framing is in doubt is answered and the connection closed. A pipe's answer finds its
 * connection by ticket. A connection owns itself: it frees itself when it is closed, or is dropped with
 * connection_free(). One thread.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "http/listen_metrics.h"
#include "http/reply.h"
#include "http/routes.h"
#include "http/slots.h"
#include "tls/tls.h"

struct connection;

/* What the connections of one worker share; owned by listen. */
struct connection_host {
    struct event_base *base;
    const struct listen_opts *opts; /* limits and time-outs */
    struct pipes pipes;
    struct slots slots; /* of connections, by ticket */
    struct reply_date date;
    size_t pending_bytes; /* content that connections wait for */
    struct listen_metrics metrics;
    bool draining; /* no request is begun after the one under way */
    void (*on_closed)(void *ctx);
    void *ctx;
};

/* Serves an accepted non-blocking socket, which is taken. False (and the socket closed) when memory or slots
 * are out. */
bool connection_new(struct connection_host *host, struct tls_context *tls, int fd) MUST_CHECK;
/* Drops it without a word. */
struct connection *connection_free(struct connection *connection);

/* What a pipe brought. A non-NULL problem stands for the rest. */
struct connection_answer {
    int status;
    const char *content_type;
    struct span content;
    const char *next; /* the next page's `after`; NULL: none */
    bool may_shrink;  /* worth compressing for who takes it */
    const struct error *problem;
};

/* Answers the request under way; nothing happens when the client has gone. */
void connection_answer(struct connection_host *host, uint64_t ticket, const struct connection_answer *answer);

/* Ends it when it is idle, but takes the request of a client that has just come, for which it waits 1 s at
 * most in its handshake and as long after it; the host's `draining` makes it end after the answer under way.
 */
void connection_drain(struct connection *connection);

#endif
