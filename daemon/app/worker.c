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
#define ADMIT_MS 2000

struct worker {
    struct event_base *base;
    struct intake *intake;
    struct report_query *query;
    struct listen *listen;
    struct event *wake;
    struct event *drain_timer;
    struct event *admit_timer;
    int64_t admit_deadline_ms;
    int wake_fd;
    atomic_bool drain_wanted;
    atomic_bool ended; /* its loop has been left */
    struct heartbeat heartbeat;
    struct meter certificate_expires_s;
    _Atomic(struct worker_settings *) next; /* to be taken into use */
    int64_t drain_ms;
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

/* Who comes while the pipes are still connecting waits in the backlog instead of being told to come again;
 * but not for long, when the database is away. */
static void on_admit_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct worker *worker = ctx;
    if (worker_is_ready(worker) || clock_monotonic_ms() >= worker->admit_deadline_ms) {
        listen_accept(worker->listen);
    } else {
        event_add(worker->admit_timer, &(struct timeval){0, LOOK_MS * 1000});
    }
}

static void show_expiry(struct worker *worker, const struct tls_context *tls)
{
    meter_set(&worker->certificate_expires_s, (uint64_t)tls_context_expires(tls) * 86400);
}

/* New connections use the new certificate; those that are there keep theirs. */
static void take_settings(struct worker *worker, struct worker_settings *settings)
{
    show_expiry(worker, settings->tls);
    listen_set_tls(worker->listen, settings->tls);
    settings->tls = NULL;
    listen_set_limits(worker->listen, &settings->limits);
    if (worker->intake != NULL) {
        intake_set_terms(worker->intake, &settings->terms);
    }
    worker->drain_ms = settings->drain_ms;
}

static void on_wake(evutil_socket_t fd, short what, void *ctx)
{
    (void)what;
    struct worker *worker = ctx;
    eventfd_t count;
    eventfd_read(fd, &count);
    CLEANUP(worker_settings_free) struct worker_settings *next = atomic_exchange(&worker->next, NULL);
    if (next != NULL) {
        take_settings(worker, next);
    }
    if (atomic_load(&worker->drain_wanted) && !worker->draining) {
        worker->draining = true;
        worker->drain_deadline_ms = clock_monotonic_ms() + worker->drain_ms;
        listen_drain(worker->listen);
        on_drain_timer(-1, 0, worker);
    }
}

static bool make_intake(struct worker *worker, const struct worker_opts *opts,
                        const struct worker_settings *settings, struct error *err)
{
    const struct intake_opts intake = {
        .conninfo = opts->config->database.ingest,
        .outage = opts->ingest_outage,
        .batch_max = (size_t)opts->config->ingest.batch_max,
        .silent_ms = (unsigned)opts->config->database.silent_timeout_ms,
        .terms = settings->terms,
    };
    return !opts->ingest || intake_new(worker->base, &intake, opts->log, &worker->intake, err);
}

static bool make_query(struct worker *worker, const struct worker_opts *opts, struct error *err)
{
    struct report_query_opts query = {
        .conninfo = opts->config->database.query,
        .outage = opts->query_outage,
        .silent_ms = (unsigned)opts->config->database.silent_timeout_ms,
        .queue_max = 256,
    };
    return !opts->query || report_query_new(worker->base, &query, opts->log, &worker->query, err);
}

static bool make_listen(struct worker *worker, const struct worker_opts *opts,
                        struct worker_settings *settings, struct error *err)
{
    struct listen_opts listen = {
        .fds = opts->fds,
        .n_fds = opts->n_fds,
        .tls = settings->tls,
        .intake = worker->intake,
        .query = worker->query,
        .sessions = opts->sessions,
        .faults = opts->faults,
        .max_connections = opts->max_connections,
        .held = true,
        .limits = settings->limits,
    };
    show_expiry(worker, settings->tls);
    bool ok = listen_new(worker->base, &listen, &worker->listen, err);
    settings->tls = listen.tls; /* NULL when it was taken */
    return ok;
}

static bool make_wake(struct worker *worker, struct error *err)
{
    worker->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (worker->wake_fd >= 0) {
        worker->wake = event_new(worker->base, worker->wake_fd, EV_READ | EV_PERSIST, on_wake, worker);
        worker->drain_timer = evtimer_new(worker->base, on_drain_timer, worker);
        worker->admit_timer = evtimer_new(worker->base, on_admit_timer, worker);
    }
    if (worker->wake == NULL || worker->drain_timer == NULL || worker->admit_timer == NULL ||
        event_add(worker->wake, NULL) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory or descriptor for a worker");
    }
    return true;
}

static void *run(void *ctx)
{
    struct worker *worker = ctx;
    pthread_setname_np(pthread_self(), "worker");
    event_base_dispatch(worker->base);
    atomic_store(&worker->ended, true);
    return NULL;
}

static bool start_admitting(struct worker *worker, struct error *err)
{
    worker->admit_deadline_ms = clock_monotonic_ms() + ADMIT_MS;
    return event_add(worker->admit_timer, &(struct timeval){0, 0}) == 0 ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker's timer");
}

static bool make_parts(struct worker *worker, const struct worker_opts *opts, struct error *err)
{
    CLEANUP(worker_settings_free) struct worker_settings *settings = NULL;
    if (!worker_settings_new(opts->config, &settings, err)) {
        return false;
    }
    worker->drain_ms = settings->drain_ms;
    return heartbeat_start(&worker->heartbeat, worker->base, err) && make_wake(worker, err) &&
           make_intake(worker, opts, settings, err) && make_query(worker, opts, err) &&
           make_listen(worker, opts, settings, err) && start_admitting(worker, err);
}

bool worker_start(const struct worker_opts *opts, struct worker **ret_worker, struct error *err)
{
    CLEANUP(worker_join) struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker");
    }
    worker->wake_fd = -1;
    worker->base = event_base_new();
    if (worker->base == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no event loop for a worker");
    }
    if (!make_parts(worker, opts, err)) {
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
    return (worker->intake == NULL || meter_get(&intake_metrics(worker->intake)->ready) != 0) &&
           (worker->query == NULL || meter_get(&report_query_metrics(worker->query)->ready) != 0);
}

bool worker_has_ended(const struct worker *worker)
{
    return atomic_load(&worker->ended);
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
    return worker_has_ended(worker) ? 0 : heartbeat_silence_ms(&worker->heartbeat);
}

static void wake_up(struct worker *worker)
{
    eventfd_write(worker->wake_fd, 1);
}

void worker_set(struct worker *worker, struct worker_settings *settings)
{
    worker_settings_free(atomic_exchange(&worker->next, settings));
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
    worker_settings_free(atomic_load(&worker->next));
    struct event *events[] = {worker->wake, worker->drain_timer, worker->admit_timer};
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
