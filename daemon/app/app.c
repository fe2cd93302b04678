/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon: builds its parts, waits for signals, takes the parts down again. */
#include "app.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "app_check.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "ingest/batch.h"
#include "limits.h"
#include "ops.h"
#include "reload.h"
#include "sockets.h"
#include "stats_thread.h"
#include "store/outage.h"
#include "store/timer.h"
#include "supervisor.h"
#include "worker.h"

#define MAX_WORKERS 256
#define END_LOOK_MS 20
/* What a stop takes beyond the drain: the cycle gives up, and connections are closed. */
#define END_MS 10000

struct app {
    const struct app_opts *opts;
    struct config *config; /* in force */
    struct event_base *base;
    struct event *signals[3];
    struct event *end_timer;
    struct sockets sockets;
    struct sockets ops_sockets;
    struct sessions *sessions;
    struct faults faults;
    struct outage ingest_outage; /* of all workers' connections */
    struct outage query_outage;
    struct worker *workers[MAX_WORKERS];
    size_t n_workers;
    size_t max_connections; /* of one worker */
    struct stats_thread *stats;
    struct parts parts;
    struct ops *ops; /* NULL: nowhere */
    struct supervisor *supervisor;
    bool stopping;
};

static void on_end_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct app *app = ctx;
    bool ended = app->stats == NULL || stats_thread_has_ended(app->stats);
    for (size_t i = 0; i < app->n_workers; i++) {
        ended = ended && worker_has_ended(app->workers[i]);
    }
    if (ended) {
        event_base_loopbreak(app->base);
    } else {
        timer_start(app->end_timer, END_LOOK_MS);
    }
}

static void ask_to_stop(struct app *app)
{
    for (size_t i = 0; i < app->n_workers; i++) {
        worker_drain(app->workers[i]);
    }
    if (app->stats != NULL) {
        stats_thread_stop(app->stats);
    }
}

/* The loop goes on until every thread has ended, so that systemd and the operator hear how it gets on. */
static void on_stop(evutil_socket_t signal, short what, void *ctx)
{
    (void)what;
    struct app *app = ctx;
    if (app->stopping) {
        return;
    }
    app->stopping = true;
    log_event(app->opts->log, LOG_LEVEL_INFO, "stopping", LOG_FIELDS(log_number("signal", signal)));
    supervisor_stop_begins(app->supervisor, app->config->server.drain_timeout_ms + END_MS);
    if (app->ops != NULL) {
        ops_stop_begins(app->ops);
    }
    ask_to_stop(app);
    on_end_timer(-1, 0, app);
}

static void on_reload(evutil_socket_t signal, short what, void *ctx)
{
    (void)signal;
    (void)what;
    struct app *app = ctx;
    const struct reload reload = {.path = app->opts->config_path,
                                  .config = app->config,
                                  .log = app->opts->log,
                                  .workers = app->workers,
                                  .n_workers = app->n_workers,
                                  .stats = app->stats};
    struct error err;
    if (app->stopping) {
        return;
    }
    supervisor_reload_begins(app->supervisor);
    bool done = reload_run(&reload, &err);
    if (done) {
        log_event(app->opts->log, LOG_LEVEL_INFO, "reloaded", NULL);
    } else {
        log_event(app->opts->log, LOG_LEVEL_ERROR, "reload_failed", LOG_FIELDS(log_text("reason", err.text)));
    }
    if (app->ops != NULL) {
        ops_count_reload(app->ops, done);
    }
    supervisor_reload_ends(app->supervisor);
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
    app->end_timer = app->base == NULL ? NULL : evtimer_new(app->base, on_end_timer, app);
    return (ok && app->end_timer != NULL) ||
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
    size_t wanted = (size_t)app->config->server.max_connections;
    size_t others = app->ops_sockets.n > 0 ? OPS_DESCRIPTORS : 0;
    size_t room = limits_connections(wanted, n_workers, others);
    if (room < wanted) {
        log_event(app->opts->log, LOG_LEVEL_WARNING, "connections_limited",
                  LOG_FIELDS(log_number("wanted", (int64_t)wanted), log_number("room", (int64_t)room),
                             log_text("reason", "RLIMIT_NOFILE")));
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
    bool serves = app->opts->ingest || app->opts->query;
    size_t n = serves ? worker_count(app->config) : 0;
    app->max_connections = serves ? connection_count(app, n) : 0;
    faults_init(&app->faults, app->opts->log);
    outage_init(&app->ingest_outage, "ingest", n * BATCH_MAX_LANES);
    outage_init(&app->query_outage, "query", n);
    struct worker_opts worker = {.config = app->config,
                                 .log = app->opts->log,
                                 .fds = app->sockets.fds,
                                 .n_fds = app->sockets.n,
                                 .sessions = app->sessions,
                                 .faults = &app->faults,
                                 .ingest_outage = &app->ingest_outage,
                                 .query_outage = &app->query_outage,
                                 .max_connections = app->max_connections,
                                 .ingest = app->opts->ingest,
                                 .query = app->opts->query};
    bool ok = true;
    while (ok && app->n_workers < n) {
        ok = worker_start(&worker, &app->workers[app->n_workers], err);
        app->n_workers += ok;
    }
    const struct stats_thread_opts stats = {app->config, app->opts->log, app->workers, app->n_workers};
    ok = ok && (!app->opts->stats || stats_thread_start(&stats, &app->stats, err));
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static bool make_sessions(struct app *app, struct error *err)
{
    const struct sessions_opts opts = {.idle_s = (unsigned)app->config->server.session_idle_s,
                                       .max_s = (unsigned)app->config->server.session_max_s};
    return sessions_new(&opts, &app->sessions, err);
}

static bool open_server(struct app *app, struct error *err)
{
    return sockets_open(app->config->server.listen, "https", &app->sockets, err) ||
           error_prefix(err, "[server] listen");
}

static bool open_ops(struct app *app, struct error *err)
{
    const char *listen = app->config->ops.listen;
    return listen[0] == '\0' ||
           (app_check_ops(app->config, err) &&
            (sockets_open(listen, "ops", &app->ops_sockets, err) || error_prefix(err, "[ops] listen")));
}

static bool start_watchers(struct app *app, struct error *err)
{
    app->parts = (struct parts){app->workers, app->n_workers, app->stats};
    const struct ops_opts ops = {.config = app->config,
                                 .sockets = &app->ops_sockets,
                                 .parts = &app->parts,
                                 .ingest = app->opts->ingest,
                                 .max_connections = app->n_workers * app->max_connections};
    const struct supervisor_opts supervisor = {.parts = &app->parts,
                                               .log = app->opts->log,
                                               .listen =
                                                   app->sockets.n > 0 ? app->config->server.listen : "none"};
    return (app->ops_sockets.n == 0 || ops_start(app->base, &ops, &app->ops, err)) &&
           supervisor_start(app->base, &supervisor, &app->supervisor, err);
}

static void stop_local(struct app *app)
{
    app->supervisor = supervisor_free(app->supervisor);
    app->ops = ops_free(app->ops);
    ask_to_stop(app);
    stats_thread_join(app->stats);
    while (app->n_workers > 0) {
        worker_join(app->workers[--app->n_workers]);
    }
    sockets_close(&app->sockets);
    sockets_close(&app->ops_sockets);
    sessions_free(app->sessions);
    for (size_t i = 0; i < 3; i++) {
        timer_drop(app->signals[i]);
    }
    timer_drop(app->end_timer);
    if (app->base != NULL) {
        event_base_free(app->base);
    }
    free(app->config);
}

bool app_run(const struct app_opts *opts, struct error *err)
{
    CLEANUP(stop) struct app app = {.opts = opts, .config = malloc(sizeof *app.config)};
    if (app.config == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the configuration");
    }
    *app.config = *opts->config;
    if (!clock_set_zone(opts->config->stats.timezone)) {
        return error_set(err, ERROR_CONFIG, "[stats] timezone: there is no time zone %s",
                         opts->config->stats.timezone);
    }
    limits_set();
    bool serves = opts->ingest || opts->query;
    if (!start_signals(&app, err) || (serves && !(make_sessions(&app, err) && open_server(&app, err))) ||
        !open_ops(&app, err) || !start_threads(&app, err) || !start_watchers(&app, err)) {
        return false;
    }
    event_base_dispatch(app.base);
    return true;
}
