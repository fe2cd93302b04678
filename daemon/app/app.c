/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon: builds its parts, waits for signals, takes the parts down again. */
#include "app.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "app_check.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "limits.h"
#include "ops.h"
#include "sockets.h"
#include "stats_thread.h"
#include "tls/tls.h"
#include "worker.h"

#define MAX_WORKERS 256
#define READY_LOOK_MS 20
#define READY_WAIT_MS 5000 /* a database that is away delays the start no longer than this */

struct app {
    const struct app_opts *opts;
    struct event_base *base;
    struct event *signals[3];
    struct event *watchdog;
    struct timeval watchdog_every;
    struct event *ready_timer;
    int64_t started_ms;
    struct sockets sockets;
    struct worker *workers[MAX_WORKERS];
    size_t n_workers;
    size_t max_connections; /* of one worker */
    struct stats_thread *stats;
    struct sockets ops_sockets;
    struct parts parts;
    struct ops *ops; /* NULL: nowhere */
};

static void on_stop(evutil_socket_t signal, short what, void *ctx)
{
    (void)what;
    struct app *app = ctx;
    log_event(app->opts->log, LOG_LEVEL_INFO, "stopping signal=%d", (int)signal);
    event_base_loopbreak(app->base);
}

/* Every worker gets a context of its own; none changes unless all can be made. */
static void on_reload(evutil_socket_t signal, short what, void *ctx)
{
    (void)signal;
    (void)what;
    struct app *app = ctx;
    const struct config *config = app->opts->config;
    struct tls_context *contexts[MAX_WORKERS];
    for (size_t i = 0; i < app->n_workers; i++) {
        struct error err;
        if (!tls_context_new(config->server.certificate, config->server.private_key, &contexts[i], &err)) {
            log_event(app->opts->log, LOG_LEVEL_ERROR, "reload failed reason=\"%s\"", err.text);
            while (i > 0) {
                tls_context_free(contexts[--i]);
            }
            return;
        }
    }
    for (size_t i = 0; i < app->n_workers; i++) {
        worker_set_tls(app->workers[i], contexts[i]);
    }
    log_event(app->opts->log, LOG_LEVEL_INFO, "certificate reloaded");
}

static void on_watchdog(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct app *app = ctx;
    sd_notify(0, "WATCHDOG=1");
    event_add(app->watchdog, &app->watchdog_every);
}

static bool all_ready(const struct app *app)
{
    for (size_t i = 0; i < app->n_workers; i++) {
        if (!worker_is_ready(app->workers[i])) {
            return false;
        }
    }
    return true;
}

/* Says that it serves, once the workers do. */
static void on_ready_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct app *app = ctx;
    bool ready = all_ready(app);
    if (!ready && clock_monotonic_ms() - app->started_ms < READY_WAIT_MS) {
        event_add(app->ready_timer, &(struct timeval){0, READY_LOOK_MS * 1000});
        return;
    }
    log_event(app->opts->log, LOG_LEVEL_INFO, "serving listen=\"%s\" workers=%zu database=%s",
              app->sockets.n > 0 ? app->opts->config->server.listen : "none", app->n_workers,
              ready ? "ready" : "away");
    sd_notify(0, ready ? "READY=1\nSTATUS=Serving" : "READY=1\nSTATUS=Serving; the database is away");
}

static bool start_watchdog(struct app *app)
{
    uint64_t timeout_us = 0;
    if (sd_watchdog_enabled(0, &timeout_us) <= 0) {
        return true;
    }
    app->watchdog = evtimer_new(app->base, on_watchdog, app);
    app->watchdog_every =
        (struct timeval){(time_t)(timeout_us / 2 / 1000000), (suseconds_t)(timeout_us / 2 % 1000000)};
    return app->watchdog != NULL && event_add(app->watchdog, &app->watchdog_every) == 0;
}

static bool start_signals(struct app *app, struct error *err)
{
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    app->base = event_base_new();
    bool ok = app->base != NULL;
    for (size_t i = 0; ok && i < 3; i++) {
        app->signals[i] =
            evsignal_new(app->base, numbers[i], numbers[i] == SIGHUP ? on_reload : on_stop, app);
        ok = app->signals[i] != NULL && event_add(app->signals[i], NULL) == 0;
    }
    signal(SIGPIPE, SIG_IGN);
    app->ready_timer = app->base == NULL ? NULL : evtimer_new(app->base, on_ready_timer, app);
    return (ok && app->ready_timer != NULL && start_watchdog(app)) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no event loop for the main thread");
}

static size_t worker_count(const struct config *config)
{
    /* The database does as much for a submission as a worker, and is mostly on the same machine. */
    long half = sysconf(_SC_NPROCESSORS_ONLN) / 2;
    long n = config->server.workers > 0 ? (long)config->server.workers : half;
    return n < 1 ? 1 : n > MAX_WORKERS ? MAX_WORKERS : (size_t)n;
}

/* Of one worker. */
static size_t connection_count(const struct app *app, size_t n_workers)
{
    size_t wanted = (size_t)app->opts->config->server.max_connections;
    size_t others = app->ops_sockets.n > 0 ? OPS_DESCRIPTORS : 0;
    size_t room = limits_connections(wanted, n_workers, others);
    if (room < wanted) {
        log_event(app->opts->log, LOG_LEVEL_WARNING,
                  "connections_limited wanted=%zu room=%zu reason=\"RLIMIT_NOFILE\"", wanted, room);
    }
    return (room + n_workers - 1) / n_workers;
}

/* Threads inherit a mask in which every signal is blocked: the main thread alone takes them. */
static bool start_threads(struct app *app, struct error *err)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    size_t n = worker_count(app->opts->config);
    app->max_connections = connection_count(app, n);
    struct worker_opts worker = {.config = app->opts->config,
                                 .log = app->opts->log,
                                 .fds = app->sockets.fds,
                                 .n_fds = app->sockets.n,
                                 .max_connections = app->max_connections,
                                 .ingest = app->opts->ingest,
                                 .query = app->opts->query};
    bool serves = app->opts->ingest || app->opts->query;
    bool ok = true;
    while (ok && serves && app->n_workers < n) {
        ok = worker_start(&worker, &app->workers[app->n_workers], err);
        app->n_workers += ok;
    }
    ok = ok && (!app->opts->stats || stats_thread_start(app->opts->config, app->opts->log, &app->stats, err));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static bool open_sockets(struct app *app, struct error *err)
{
    const struct app_opts *opts = app->opts;
    const char *ops = opts->config->ops.listen;
    bool serves = opts->ingest || opts->query;
    return (!serves || sockets_open(opts->config->server.listen, "https", &app->sockets, err)) &&
           (ops[0] == '\0' ||
            (app_check_ops(opts->config, err) &&
             (sockets_open(ops, "ops", &app->ops_sockets, err) || error_prefix(err, "[ops]"))));
}

static bool start_ops(struct app *app, struct error *err)
{
    app->parts = (struct parts){app->workers, app->n_workers, app->stats};
    const struct ops_opts ops = {.config = app->opts->config,
                                 .log = app->opts->log,
                                 .sockets = &app->ops_sockets,
                                 .parts = &app->parts,
                                 .ingest = app->opts->ingest,
                                 .max_connections = app->n_workers * app->max_connections};
    return app->ops_sockets.n == 0 || ops_start(app->base, &ops, &app->ops, err);
}

static void free_event(struct event *event)
{
    if (event != NULL) {
        event_free(event);
    }
}

static void stop(struct app *app)
{
    for (size_t i = 0; i < app->n_workers; i++) {
        worker_drain(app->workers[i]);
    }
    app->ops = ops_free(app->ops);
    stats_thread_join(app->stats);
    while (app->n_workers > 0) {
        worker_join(app->workers[--app->n_workers]);
    }
    sockets_close(&app->sockets);
    sockets_close(&app->ops_sockets);
    for (size_t i = 0; i < 3; i++) {
        free_event(app->signals[i]);
    }
    free_event(app->watchdog);
    free_event(app->ready_timer);
    if (app->base != NULL) {
        event_base_free(app->base);
    }
}

static void stop_local(struct app *app)
{
    stop(app);
}

bool app_run(const struct app_opts *opts, struct error *err)
{
    CLEANUP(stop) struct app app = {.opts = opts};
    if (!clock_set_zone(opts->config->stats.timezone)) {
        return error_set(err, ERROR_CONFIG, "[stats] timezone: there is no time zone %s",
                         opts->config->stats.timezone);
    }
    limits_set();
    if (!start_signals(&app, err) || !open_sockets(&app, err) || !start_threads(&app, err) ||
        !start_ops(&app, err)) {
        return false;
    }
    app.started_ms = clock_monotonic_ms();
    on_ready_timer(-1, 0, &app);
    event_base_dispatch(app.base);
    sd_notify(0, "STOPPING=1\nSTATUS=Finishing what was begun");
    return true;
}
