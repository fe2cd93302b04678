/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accepting connections, within the limits of this worker and of the process. */
#include "http/listen.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "http/connection.h"

/* Whether new connections are accepted. */
enum listen_state {
    LISTEN_HELD,    /* waits for listen_accept(); leaves to OPEN, STOPPED */
    LISTEN_OPEN,    /* waits for connections; leaves to FULL, STARVED, STOPPED */
    LISTEN_FULL,    /* waits for a connection to end; leaves to OPEN, STOPPED */
    LISTEN_STARVED, /* descriptors or memory are out: waits 200 ms; leaves to OPEN, STOPPED */
    LISTEN_STOPPED  /* for good */
};

struct listen {
    enum listen_state state;
    struct listen_opts opts;
    struct connection_host host;
    struct event *acceptors; /* one for each socket */
    size_t n_acceptors;
    struct event retry;
};

static void enter(struct listen *listen, enum listen_state state)
{
    listen->state = state;
    for (size_t i = 0; i < listen->n_acceptors; i++) {
        if (state == LISTEN_OPEN) {
            event_add(&listen->acceptors[i], NULL);
        } else {
            event_del(&listen->acceptors[i]);
        }
    }
    if (state == LISTEN_STARVED) {
        const struct timeval pause = {.tv_usec = 200000};
        evtimer_add(&listen->retry, &pause);
    }
}

static void starve(struct listen *listen, int error)
{
    meter_add(&listen->host.metrics.pauses, 1);
    faults_pause(listen->opts.faults, listen->host.slots.used, error, clock_monotonic_ms());
    enter(listen, LISTEN_STARVED);
}

/* Whether errno tells of one connection only, which is gone (accept(2): pending network errors are passed
 * on). */
static bool is_passing(int error)
{
    switch (error) {
    case EINTR:
    case ECONNABORTED:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
        return true;
    default:
        return false;
    }
}

/* True: there may be more to accept. */
static bool accept_one(struct listen *listen, int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno != EAGAIN && !is_passing(errno)) {
            starve(listen, errno);
        }
        return is_passing(errno);
    }
    if (!connection_new(&listen->host, listen->opts.tls, fd)) {
        starve(listen, ENOMEM);
        return false;
    }
    meter_add(&listen->host.metrics.accepted, 1);
    return true;
}

static void on_acceptable(evutil_socket_t fd, short what, void *ctx)
{
    (void)what;
    struct listen *listen = ctx;
    const int most = 32; /* then the turn of those that are there */
    for (int i = 0; i < most && listen->state == LISTEN_OPEN; i++) {
        if (listen->host.slots.used >= listen->opts.max_connections) {
            faults_add(listen->opts.faults, FAULT_CONNECTIONS_FULL, 1, clock_monotonic_ms());
            enter(listen, LISTEN_FULL);
        } else if (!accept_one(listen, fd)) {
            return;
        }
    }
}

static void on_retry(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct listen *listen = ctx;
    if (listen->state == LISTEN_STARVED) {
        enter(listen, LISTEN_OPEN);
    }
}

static void on_closed(void *ctx)
{
    struct listen *listen = ctx;
    if (listen->state == LISTEN_FULL) {
        enter(listen, LISTEN_OPEN);
    }
}

static void on_intake_done(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    const struct connection_host *host = ctx;
    if (reply->rejected > 0) {
        faults_add(host->opts->faults, FAULT_SUBMISSION_REFUSED, reply->rejected, clock_monotonic_ms());
    }
    struct connection_answer answer = {.status = reply->status,
                                       .content_type = reply->content_type,
                                       .content = buffer_span(&reply->body),
                                       .problem = reply->problem};
    connection_answer(ctx, ticket, &answer);
}

static void on_query_done(void *ctx, uint64_t ticket, struct report_query_reply *reply)
{
    struct connection_answer answer = {.status = reply->status,
                                       .content_type = reply->content_type,
                                       .content = buffer_span(&reply->body),
                                       .next = reply->next,
                                       .may_shrink = true,
                                       .problem = reply->problem};
    connection_answer(ctx, ticket, &answer);
}

static void init_host(struct listen *listen, struct event_base *base)
{
    listen->host.base = base;
    listen->host.opts = &listen->opts;
    listen->host.pipes = (struct pipes){.intake = listen->opts.intake,
                                        .query = listen->opts.query,
                                        .sessions = listen->opts.sessions,
                                        .ops = listen->opts.ops,
                                        .max_body_bytes = listen->opts.limits.max_body_bytes,
                                        .on_intake_done = on_intake_done,
                                        .on_query_done = on_query_done,
                                        .done_ctx = &listen->host};
    listen->host.on_closed = on_closed;
    listen->host.ctx = listen;
}

static bool init_acceptors(struct listen *listen, struct event_base *base)
{
    listen->acceptors = calloc(listen->opts.n_fds, sizeof *listen->acceptors);
    if (listen->acceptors == NULL) {
        return false;
    }
    for (size_t i = 0; i < listen->opts.n_fds; i++) {
        event_assign(&listen->acceptors[i], base, listen->opts.fds[i], EV_READ | EV_PERSIST, on_acceptable,
                     listen);
    }
    listen->n_acceptors = listen->opts.n_fds;
    return true;
}

bool listen_new(struct event_base *base, struct listen_opts *opts, struct listen **ret_listen,
                struct error *err)
{
    struct listen *listen = calloc(1, sizeof *listen);
    if (listen == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the listener");
    }
    listen->opts = *opts;
    listen->opts.tls = NULL;
    evtimer_assign(&listen->retry, base, on_retry, listen);
    init_host(listen, base);
    if (!slots_init(&listen->host.slots, opts->max_connections) || !init_acceptors(listen, base)) {
        listen_free(listen);
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu connections", opts->max_connections);
    }
    listen->opts.tls = opts->tls;
    opts->tls = NULL;
    enter(listen, opts->held ? LISTEN_HELD : LISTEN_OPEN);
    *ret_listen = listen;
    return true;
}

struct listen *listen_free(struct listen *listen)
{
    if (listen != NULL) {
        enter(listen, LISTEN_STOPPED);
        evtimer_del(&listen->retry);
        for (size_t i = 0; i < listen->host.slots.n; i++) {
            connection_free(slots_at(&listen->host.slots, i));
        }
        slots_done(&listen->host.slots);
        free(listen->acceptors);
        tls_context_free(listen->opts.tls);
        free(listen);
    }
    return NULL;
}

void listen_accept(struct listen *listen)
{
    if (listen->state == LISTEN_HELD) {
        enter(listen, LISTEN_OPEN);
    }
}

void listen_set_tls(struct listen *listen, struct tls_context *tls)
{
    tls_context_free(listen->opts.tls);
    listen->opts.tls = tls;
}

void listen_set_limits(struct listen *listen, const struct listen_limits *limits)
{
    listen->opts.limits = *limits;
    listen->host.pipes.max_body_bytes = limits->max_body_bytes;
}

void listen_drain(struct listen *listen)
{
    enter(listen, LISTEN_STOPPED);
    listen->host.draining = true;
    for (size_t i = 0; i < listen->host.slots.n; i++) {
        struct connection *connection = slots_at(&listen->host.slots, i);
        if (connection != NULL) {
            connection_drain(connection);
        }
    }
}

size_t listen_connections(const struct listen *listen)
{
    return listen->host.slots.used;
}

const struct listen_metrics *listen_metrics(const struct listen *listen)
{
    return &listen->host.metrics;
}
