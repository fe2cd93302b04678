/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A worker thread: server and pipes on one event_base, told from outside through an eventfd. */
#include "worker.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "base/clock.h"
#include "heartbeat.h"
#include "http/listen.h"
#include "ingest/intake.h"
#include "query/report_query.h"

#define LOOK_MS 20
/* So many of the largest may be on their way to one worker at once. */
#define PENDING_BODIES 16

struct worker {
    const struct config *config;
    struct event_base *base;
    struct intake *intake;
    struct report_query *query;
    struct listen *listen;
    struct event *wake;
    struct event *drain_timer;
    struct event *ready_timer;
    int wake_fd;
    atomic_bool drain_wanted;
    atomic_bool ready;
    atomic_bool ended; /* its loop has been left */
    struct heartbeat heartbeat;
    struct meter certificate_expires_s;
    _Atomic(struct tls_context *) next_tls;
    bool draining;
    int64_t drain_deadline_ms;
    pthread_t thread;
    bool started;
};

static void on_drain_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct worker *worker = ctx;
    bool idle = listen_connections(worker->listen) == 0;
    if (idle || clock_monotonic_ms() >= worker->drain_deadline_ms) {
        event_base_loopbreak(worker->base);
        return;
    }
    event_add(worker->drain_timer, &(struct timeval){0, LOOK_MS * 1000});
}

static void on_ready_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct worker *worker = ctx;
    if ((worker->intake == NULL || intake_is_ready(worker->intake)) &&
        (worker->query == NULL || report_query_is_ready(worker->query))) {
        atomic_store(&worker->ready, true);
        return;
    }
    event_add(worker->ready_timer, &(struct timeval){0, LOOK_MS * 1000});
}

static void show_expiry(struct worker *worker, const struct tls_context *tls)
{
    meter_set(&worker->certificate_expires_s, (uint64_t)tls_context_expires(tls) * 86400);
}

static void on_wake(evutil_socket_t fd, short what, void *ctx)
{
    (void)what;
    struct worker *worker = ctx;
    eventfd_t count;
    eventfd_read(fd, &count);
    struct tls_context *next = atomic_exchange(&worker->next_tls, NULL);
    if (next != NULL) {
        show_expiry(worker, next);
        listen_set_tls(worker->listen, next);
    }
    if (atomic_load(&worker->drain_wanted) && !worker->draining) {
        worker->draining = true;
        worker->drain_deadline_ms = clock_monotonic_ms() + worker->config->server.drain_timeout_ms;
        listen_drain(worker->listen);
        on_drain_timer(-1, 0, worker);
    }
}

static bool make_intake(struct worker *worker, const struct worker_opts *opts, struct error *err)
{
    const struct config *config = opts->config;
    struct intake_opts intake = {
        .conninfo = config->database.ingest,
        .batch_max = (size_t)config->ingest.batch_max,
        .queue_max = (size_t)config->ingest.queue_max,
        .ack_ms = (unsigned)config->ingest.ack_timeout_ms,
        .silent_ms = (unsigned)config->database.silent_timeout_ms,
        .max_late_days = (int32_t)config->ingest.max_late_days,
        .backfill_days = (int32_t)config->ingest.backfill_days,
        .grace_days = (int32_t)config->stats.grace_days,
        .k_employee = (int32_t)config->stats.k_employee,
        .k_customer = (int32_t)config->stats.k_customer,
        .retention_days = (int32_t)config->stats.retention,
    };
    return !opts->ingest || intake_new(worker->base, &intake, opts->log, &worker->intake, err);
}

static bool make_query(struct worker *worker, const struct worker_opts *opts, struct error *err)
{
    struct report_query_opts query = {
        .conninfo = opts->config->database.query,
        .silent_ms = (unsigned)opts->config->database.silent_timeout_ms,
        .queue_max = 256,
    };
    return !opts->query || report_query_new(worker->base, &query, opts->log, &worker->query, err);
}

static bool make_listen(struct worker *worker, const struct worker_opts *opts, struct error *err)
{
    const struct config *config = opts->config;
    struct tls_context *tls;
    if (!tls_context_new(config->server.certificate, config->server.private_key, &tls, err)) {
        return false;
    }
    show_expiry(worker, tls);
    struct listen_opts listen = {
        .fds = opts->fds,
        .n_fds = opts->n_fds,
        .tls = tls,
        .intake = worker->intake,
        .query = worker->query,
        .max_connections = opts->max_connections,
        .max_body_bytes = (size_t)config->server.max_body_bytes,
        .max_pending_bytes = PENDING_BODIES * (size_t)config->server.max_body_bytes,
        .max_requests = (unsigned)config->server.max_requests,
        .handshake_ms = (unsigned)config->server.handshake_timeout_ms,
        .head_ms = (unsigned)config->server.head_timeout_ms,
        .body_ms = (unsigned)config->server.body_timeout_ms,
        .idle_ms = (unsigned)config->server.idle_timeout_ms,
        .answer_ms = (unsigned)(config->ingest.ack_timeout_ms + config->database.silent_timeout_ms),
        .write_ms = (unsigned)config->server.write_timeout_ms,
    };
    bool ok = listen_new(worker->base, &listen, opts->log, &worker->listen, err);
    if (!ok) {
        tls_context_free(tls);
    }
    return ok;
}

static bool make_wake(struct worker *worker, struct error *err)
{
    worker->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (worker->wake_fd >= 0) {
        worker->wake = event_new(worker->base, worker->wake_fd, EV_READ | EV_PERSIST, on_wake, worker);
        worker->drain_timer = evtimer_new(worker->base, on_drain_timer, worker);
        worker->ready_timer = evtimer_new(worker->base, on_ready_timer, worker);
    }
    if (worker->wake == NULL || worker->drain_timer == NULL || worker->ready_timer == NULL ||
        event_add(worker->wake, NULL) != 0 || event_add(worker->ready_timer, &(struct timeval){0, 0}) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory or descriptor for a worker");
    }
    return true;
}

static void *run(void *ctx)
{
    struct worker *worker = ctx;
    event_base_dispatch(worker->base);
    atomic_store(&worker->ended, true);
    return NULL;
}

bool worker_start(const struct worker_opts *opts, struct worker **ret_worker, struct error *err)
{
    CLEANUP(worker_join) struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker");
    }
    worker->config = opts->config;
    worker->wake_fd = -1;
    worker->base = event_base_new();
    if (worker->base == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no event loop for a worker");
    }
    if (!heartbeat_start(&worker->heartbeat, worker->base, err) || !make_wake(worker, err) ||
        !make_intake(worker, opts, err) || !make_query(worker, opts, err) ||
        !make_listen(worker, opts, err)) {
        return false;
    }
    if (pthread_create(&worker->thread, NULL, run, worker) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no thread for a worker");
    }
    worker->started = true;
    *ret_worker = worker;
    worker = NULL;
    return true;
}

bool worker_is_ready(const struct worker *worker)
{
    return atomic_load(&worker->ready);
}

struct worker_metrics worker_metrics(const struct worker *worker)
{
    return (struct worker_metrics){
        .listen = listen_metrics(worker->listen),
        .certificate_expires_s = &worker->certificate_expires_s,
        .intake = worker->intake == NULL ? NULL : intake_metrics(worker->intake),
        .query = worker->query == NULL ? NULL : report_query_metrics(worker->query),
    };
}

int64_t worker_silence_ms(const struct worker *worker)
{
    return atomic_load(&worker->ended) ? 0 : heartbeat_silence_ms(&worker->heartbeat);
}

static void wake_up(struct worker *worker)
{
    eventfd_write(worker->wake_fd, 1);
}

void worker_set_tls(struct worker *worker, struct tls_context *context)
{
    tls_context_free(atomic_exchange(&worker->next_tls, context));
    wake_up(worker);
}

void worker_drain(struct worker *worker)
{
    atomic_store(&worker->drain_wanted, true);
    wake_up(worker);
}

struct worker *worker_join(struct worker *worker)
{
    if (worker == NULL) {
        return NULL;
    }
    if (worker->started) {
        pthread_join(worker->thread, NULL);
    }
    /* The pipes answer what is left while the server is still there to be told. */
    worker->intake = intake_free(worker->intake);
    worker->query = report_query_free(worker->query);
    worker->listen = listen_free(worker->listen);
    tls_context_free(atomic_load(&worker->next_tls));
    struct event *events[] = {worker->wake, worker->drain_timer, worker->ready_timer};
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (events[i] != NULL) {
            event_free(events[i]);
        }
    }
    heartbeat_stop(&worker->heartbeat);
    close_local(&worker->wake_fd);
    if (worker->base != NULL) {
        event_base_free(worker->base);
    }
    free(worker);
    return NULL;
}
