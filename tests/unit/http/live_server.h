/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_LIVE_SERVER_H
#define PULSSID_TESTS_LIVE_SERVER_H

/* A listener with fake pipes on a loop in a thread of its own, and the way of a client to it. */

#include <arpa/inet.h>
#include <event2/thread.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include "../tls/self_signed.h"
#include "fake_pipes.h"
#include "http/listen.h"
#include "tls_client.h"

struct live_server {
    struct self_signed files;
    struct event_base *base;
    struct intake intake;
    struct report_query query;
    struct sessions *sessions;
    struct listen *listen;
    struct log log;
    atomic_uint log_lines;
    struct faults faults;
    int fd;
    struct sockaddr_in address;
    pthread_t thread;
    SSL_CTX *client_context;
};

static inline void live_server_count_line(void *ctx, enum log_level level, const char *line)
{
    (void)level, (void)line;
    atomic_fetch_add((atomic_uint *)ctx, 1);
}

static inline void *live_server_run(void *ctx)
{
    struct live_server *server = ctx;
    event_base_loop(server->base, EVLOOP_NO_EXIT_ON_EMPTY);
    return NULL;
}

static inline struct listen_opts live_server_usual_opts(void)
{
    return (struct listen_opts){.max_connections = 64,
                                .limits = {.max_body_bytes = 4 << 20,
                                           .max_pending_bytes = 16 << 20,
                                           .max_requests = 1000,
                                           .handshake_ms = 20000,
                                           .head_ms = 20000,
                                           .body_ms = 20000,
                                           .idle_ms = 20000,
                                           .answer_ms = 20000,
                                           .write_ms = 20000}};
}

/* Without TLS where the operator is served. */
static inline void live_server_start(struct live_server *server, struct listen_opts opts)
{
    struct error err;
    self_signed_make(&server->files, 86400, NULL);
    server->base = event_base_new();
    server->intake = (struct intake){.base = server->base};
    server->query = (struct report_query){.base = server->base};
    server->log = (struct log){live_server_count_line, &server->log_lines, LOG_LEVEL_DEBUG};
    if (!sessions_new(&(struct sessions_opts){.idle_s = 900, .max_s = 28800}, &server->sessions, &err)) {
        abort();
    }
    faults_init(&server->faults, &server->log);
    opts.faults = &server->faults;
    opts.intake = &server->intake;
    opts.sessions = server->sessions;
    opts.query = &server->query;
    socklen_t len = sizeof server->address;
    bool is_plain = opts.ops != NULL;
    if ((!is_plain && !tls_context_new(server->files.certificate, server->files.key, &opts.tls, &err)) ||
        !listen_open("127.0.0.1:0", &server->fd, &err)) {
        abort();
    }
    getsockname(server->fd, (struct sockaddr *)&server->address, &len);
    opts.fds = &server->fd;
    opts.n_fds = 1;
    if (!listen_new(server->base, &opts, &server->listen, &err)) {
        abort();
    }
    server->client_context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_options(server->client_context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    pthread_create(&server->thread, NULL, live_server_run, server);
}

/* Stops the loop and frees the listener, with whatever connections there are. */
static inline void live_server_halt(struct live_server *server)
{
    if (server->listen != NULL) {
        event_base_loopbreak(server->base);
        pthread_join(server->thread, NULL);
        server->listen = listen_free(server->listen);
    }
}

static inline void live_server_stop(struct live_server *server)
{
    live_server_halt(server);
    sessions_free(server->sessions);
    close(server->fd);
    event_base_free(server->base);
    SSL_CTX_free(server->client_context);
    self_signed_remove(&server->files);
}

/* Something done in the loop's thread, waited for. */
struct live_call {
    void (*call)(struct live_server *server, void *ctx);
    struct live_server *server;
    void *ctx;
    sem_t done;
};

static inline void live_server_on_call(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd, (void)what;
    struct live_call *call = ctx;
    call->call(call->server, call->ctx);
    sem_post(&call->done);
}

static inline void live_server_call(struct live_server *server,
                                    void (*f)(struct live_server *server, void *ctx), void *ctx)
{
    struct live_call call = {.call = f, .server = server, .ctx = ctx};
    sem_init(&call.done, 0, 0);
    event_base_once(server->base, -1, EV_TIMEOUT, live_server_on_call, &call, &(struct timeval){0, 0});
    sem_wait(&call.done);
    sem_destroy(&call.done);
}

static inline void live_server_count(struct live_server *server, void *ctx)
{
    *(size_t *)ctx = listen_connections(server->listen);
}

static inline size_t live_server_connections(struct live_server *server)
{
    size_t n;
    live_server_call(server, live_server_count, &n);
    return n;
}

/* How many faults there were; fewer than ten, of which no line takes any. */
static inline uint64_t live_server_faults(const struct live_server *server, enum fault fault)
{
    return atomic_load(&server->faults.of[fault].untold);
}

/* Waits, ten seconds at most, until there are so many. */
static inline bool live_server_has(struct live_server *server, size_t wanted)
{
    for (int i = 0; i < 1000; i++) {
        if (live_server_connections(server) == wanted) {
            return true;
        }
        usleep(10000);
    }
    return false;
}

static inline int client_connect(const struct live_server *server, int timeout_s)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){timeout_s, 0}, sizeof(struct timeval));
    if (connect(fd, (const struct sockaddr *)&server->address, sizeof server->address) != 0) {
        abort();
    }
    return fd;
}

/* False: the handshake failed, or took longer than timeout_s. */
static inline bool client_open(struct client *client, const struct live_server *server, int timeout_s)
{
    return client_start(client, server->client_context, client_connect(server, timeout_s));
}

#endif
