/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An asynchronous connection: connects, sets the session up, serves units, starts again when it is lost. */
#include "pg.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "pg_error.h"
#include "pg_pipeline.h"
#include "timer.h"

#define SILENT_MS_DEFAULT 15000
#define BACKOFF_MIN_MS 50u
#define BACKOFF_MAX_MS 2000u

enum pg_state {
    PG_BACKING_OFF, /* no connection; waits for the timer; leaves to CONNECTING */
    PG_CONNECTING,  /* waits for libpq's handshake; leaves to SETTING_UP, or BACKING_OFF when it fails or is
                       silent */
    PG_SETTING_UP,  /* waits for the session's first unit; leaves to READY, or BACKING_OFF when it fails or is
                       silent */
    PG_READY,       /* runs units; leaves to BACKING_OFF when the connection is lost or silent */
    PG_STOPPED,     /* being freed: takes nothing more */
};

struct pg {
    struct event_base *base;
    struct pg_opts opts;
    char *conninfo;
    const struct log *log;
    enum pg_state state;
    PGconn *connection;
    uint32_t type_oid;
    unsigned failures;          /* since it was last ready */
    struct outage own;          /* what opts.outage is when nobody shares one */
    struct error setup_failure; /* why the session's first unit failed */
    struct pg_pipeline *pipeline;
    struct event *socket; /* what libpq waits for; NULL: nothing */
    short interest;       /* of socket */
    struct event *timer;  /* BACKING_OFF: when to try again; else: how long the server may be silent */
    struct event *kick;   /* units wait to be sent */
    struct pg_metrics metrics;
};

static void on_socket(evutil_socket_t fd, short what, void *ctx);

static void enter(struct pg *pg, enum pg_state state)
{
    if (pg->state == PG_READY) {
        outage_drop(pg->opts.outage);
    }
    meter_add(&pg->metrics.lost, pg->state == PG_READY && state == PG_BACKING_OFF);
    meter_set(&pg->metrics.ready, state == PG_READY);
    pg->state = state;
}

/* The server has shown life, or owes nothing. */
static void watch_silence(struct pg *pg)
{
    if (pg->state == PG_READY && pg_pipeline_sent(pg->pipeline) == 0) {
        event_del(pg->timer);
    } else {
        timer_start(pg->timer, pg->opts.silent_ms);
    }
}

static void unwatch(struct pg *pg)
{
    if (pg->socket != NULL) {
        event_free(pg->socket);
        pg->socket = NULL;
    }
}

/* Waits for what libpq wants of its socket, which is another one after it went on to the next host. */
static bool watch(struct pg *pg, short interest, struct error *err)
{
    if (pg->socket != NULL && pg->interest == interest) {
        return true;
    }
    unwatch(pg);
    pg->socket = event_new(pg->base, PQsocket(pg->connection), (short)(interest | EV_PERSIST), on_socket, pg);
    pg->interest = interest;
    return (pg->socket != NULL && event_add(pg->socket, NULL) == 0) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "the connection's socket cannot be watched");
}

/* 50 ms, 100 ms, … 2 s, each cut by up to a half, so that many daemons do not come back in step. */
static unsigned backoff_ms(const struct pg *pg)
{
    unsigned ms = BACKOFF_MIN_MS << (pg->failures < 6 ? pg->failures : 6);
    ms = ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS;
    unsigned random = 0;
    return random_bytes(&random, sizeof random) ? ms - random % (ms / 2) : ms;
}

static void disconnect(struct pg *pg)
{
    unwatch(pg);
    PQfinish(pg->connection);
    pg->connection = NULL;
    pg->type_oid = 0;
}

/* Gives the connection up, answers every unit, and tries again later. */
static void lose(struct pg *pg, const struct error *why)
{
    bool was_ready = pg->state == PG_READY;
    disconnect(pg);
    enter(pg, PG_BACKING_OFF);
    outage_tell(pg->opts.outage, pg->log, why, clock_monotonic_ms());
    timer_start(pg->timer, backoff_ms(pg));
    pg->failures++;
    struct error err;
    error_set(&err, ERROR_DATABASE_UNAVAILABLE, "the connection to the database was lost");
    pg_pipeline_fail(pg->pipeline, &err);
    if (was_ready && pg->opts.on_state != NULL) {
        pg->opts.on_state(pg->opts.ctx, false);
    }
}

/* Sends what waits as far as the socket takes it. */
static void send_waiting(struct pg *pg)
{
    struct error err = {0};
    size_t before = pg_pipeline_sent(pg->pipeline);
    bool ok = pg_pipeline_send(pg->pipeline, pg->connection, &err);
    if (ok && before == 0) {
        watch_silence(pg);
    }
    int left = ok ? PQflush(pg->connection) : 0;
    if (left < 0) {
        ok = pg_error_set_connection(&err, pg->connection);
    }
    if (!ok || !watch(pg, left > 0 ? EV_READ | EV_WRITE : EV_READ, &err)) {
        lose(pg, &err);
    }
}

static void take_notifications(struct pg *pg)
{
    PGnotify *notify = PQnotifies(pg->connection);
    while (notify != NULL) {
        if (pg->opts.on_notify != NULL) {
            pg->opts.on_notify(pg->opts.ctx, notify->relname);
        }
        PQfreemem(notify);
        notify = PQnotifies(pg->connection);
    }
}

/* Reads and writes what the socket allows, in SETTING_UP and READY. */
static void serve(struct pg *pg, short what)
{
    struct error err = {0};
    if ((what & EV_READ) != 0) {
        if (PQconsumeInput(pg->connection) == 0) {
            pg_error_set_connection(&err, pg->connection);
            lose(pg, &err);
            return;
        }
        if (!pg_pipeline_receive(pg->pipeline, pg->connection, &err)) {
            lose(pg, &err);
            return;
        }
        watch_silence(pg);
        take_notifications(pg);
    }
    send_waiting(pg);
}

/* The session's first unit has its answer. A failure loses the connection, but not from inside the pipeline's
 * call. */
static void on_set_up(void *ctx, const struct error *err, const struct pg_result *const *results,
                      size_t n_results)
{
    struct pg *pg = ctx;
    if (err != NULL) {
        pg->setup_failure = *err;
        return;
    }
    if (pg->opts.type_name != NULL) {
        pg->type_oid = (uint32_t)strtoul(pg_value(results[n_results - 1], 0, 0), NULL, 10);
    }
    pg->failures = 0;
    enter(pg, PG_READY);
    outage_gain(pg->opts.outage, pg->log);
}

static bool queue_setup(struct pg *pg, struct error *err)
{
    struct pg_statement statements[PG_MAX_ON_CONNECT + 2] = {{.sql = PG_SESSION, .once = true}};
    size_t n = 1;
    for (size_t i = 0; pg->opts.on_connect != NULL && pg->opts.on_connect[i] != NULL && i < PG_MAX_ON_CONNECT;
         i++) {
        statements[n++] = (struct pg_statement){.sql = pg->opts.on_connect[i], .once = true};
    }
    struct pg_param type = {.data = pg->opts.type_name};
    if (pg->opts.type_name != NULL) {
        statements[n++] = (struct pg_statement){"SELECT $1::text::regtype::oid", &type, 1, false, true};
    }
    return pg_pipeline_add(pg->pipeline, &(struct pg_unit){statements, n}, on_set_up, pg, err);
}

static void on_notice(void *ctx, const PGresult *notice)
{
    const struct pg *pg = ctx;
    const char *message = pg_error_message(notice);
    log_event(pg->log, LOG_LEVEL_DEBUG, "database_notice",
              LOG_FIELDS(log_text("name", pg->opts.name), log_text("text", message == NULL ? "" : message)));
}

static void set_up(struct pg *pg)
{
    struct error err = {0};
    PQsetNoticeReceiver(pg->connection, on_notice, pg);
    enter(pg, PG_SETTING_UP);
    if (PQsetnonblocking(pg->connection, 1) != 0 || PQenterPipelineMode(pg->connection) != 1) {
        pg_error_set_connection(&err, pg->connection);
        lose(pg, &err);
    } else if (!queue_setup(pg, &err)) {
        lose(pg, &err);
    } else {
        send_waiting(pg);
    }
}

static void serve_setup(struct pg *pg, short what)
{
    serve(pg, what);
    if (pg->state == PG_READY) {
        if (pg->opts.on_state != NULL) {
            pg->opts.on_state(pg->opts.ctx, true);
        }
    } else if (pg->state == PG_SETTING_UP && pg_pipeline_pending(pg->pipeline) == 0) {
        error_prefix(&pg->setup_failure, "the session could not be set up");
        lose(pg, &pg->setup_failure);
    }
}

/* One step of libpq's handshake. */
static void poll_connect(struct pg *pg)
{
    struct error err = {0};
    /* libpq may close this socket and open the next host's under the same number. */
    unwatch(pg);
    bool ok = true;
    switch (PQconnectPoll(pg->connection)) {
    case PGRES_POLLING_READING:
        ok = watch(pg, EV_READ, &err);
        break;
    case PGRES_POLLING_WRITING:
        ok = watch(pg, EV_WRITE, &err);
        break;
    case PGRES_POLLING_OK:
        set_up(pg);
        break;
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
        ok = pg_error_set_connection(&err, pg->connection);
        break;
    }
    if (!ok) {
        lose(pg, &err);
    }
}

static void start_connect(struct pg *pg)
{
    /* A host that swallows packets must leave time for the next one; conninfo may say otherwise. */
    char host_ms[16];
    snprintf(host_ms, sizeof host_ms, "%u", pg->opts.silent_ms / 3);
    const char *const names[] = {"fallback_application_name", "tcp_user_timeout", "dbname", "client_encoding",
                                 NULL};
    const char *const values[] = {"pulssid", host_ms, pg->conninfo, "UTF8", NULL};
    struct error err = {0};
    enter(pg, PG_CONNECTING);
    watch_silence(pg);
    pg->connection = PQconnectStartParams(names, values, 1);
    if (pg->connection == NULL) {
        error_set(&err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
        lose(pg, &err);
    } else if (PQstatus(pg->connection) == CONNECTION_BAD) {
        pg_error_set_connection(&err, pg->connection);
        lose(pg, &err);
    } else if (!watch(pg, EV_WRITE, &err)) {
        lose(pg, &err);
    }
}

static void on_socket(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    struct pg *pg = ctx;
    switch (pg->state) {
    case PG_CONNECTING:
        poll_connect(pg);
        break;
    case PG_SETTING_UP:
        serve_setup(pg, what);
        break;
    case PG_READY:
        serve(pg, what);
        break;
    case PG_BACKING_OFF:
    case PG_STOPPED:
        break;
    }
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct pg *pg = ctx;
    if (pg->state == PG_BACKING_OFF) {
        start_connect(pg);
        return;
    }
    struct error err;
    error_set(&err, ERROR_DATABASE_UNAVAILABLE, "the server was silent for %u ms", pg->opts.silent_ms);
    lose(pg, &err);
}

static void on_kick(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct pg *pg = ctx;
    if (pg->state == PG_READY) {
        send_waiting(pg);
    }
}

bool pg_new(struct event_base *base, const struct pg_opts *opts, const struct log *log, struct pg **ret_pg,
            struct error *err)
{
    if (!pg_error_check_conninfo(opts->conninfo, err)) {
        return false;
    }
    struct pg *pg CLEANUP(pg_free) = calloc(1, sizeof *pg);
    if (pg == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
    }
    *pg = (struct pg){.base = base, .opts = *opts, .log = log, .conninfo = strdup(opts->conninfo)};
    pg->opts.silent_ms = opts->silent_ms == 0 ? SILENT_MS_DEFAULT : opts->silent_ms;
    if (pg->opts.outage == NULL) {
        outage_init(&pg->own, opts->name, 1);
        pg->opts.outage = &pg->own;
    }
    pg->timer = evtimer_new(base, on_timer, pg);
    pg->kick = event_new(base, -1, 0, on_kick, pg);
    if (!pg_pipeline_new(opts->depth == 0 ? 1 : opts->depth, &pg->pipeline, err)) {
        return false;
    }
    if (pg->conninfo == NULL || pg->timer == NULL || pg->kick == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
    }
    timer_start(pg->timer, 0);
    *ret_pg = pg;
    pg = NULL;
    return true;
}

struct pg *pg_free(struct pg *pg)
{
    if (pg == NULL) {
        return NULL;
    }
    enter(pg, PG_STOPPED);
    disconnect(pg);
    if (pg->pipeline != NULL) {
        struct error err;
        error_set(&err, ERROR_SHUTTING_DOWN, "the service is stopping");
        pg_pipeline_fail(pg->pipeline, &err);
        pg_pipeline_free(pg->pipeline);
    }
    timer_drop(pg->timer);
    timer_drop(pg->kick);
    free(pg->conninfo);
    free(pg);
    return NULL;
}

bool pg_is_ready(const struct pg *pg)
{
    return pg->state == PG_READY;
}

uint32_t pg_type_oid(const struct pg *pg)
{
    return pg->type_oid;
}

const struct pg_metrics *pg_metrics(const struct pg *pg)
{
    return &pg->metrics;
}

size_t pg_pending(const struct pg *pg)
{
    return pg_pipeline_pending(pg->pipeline);
}

bool pg_run(struct pg *pg, const struct pg_unit *unit, pg_done *done, void *ctx, struct error *err)
{
    if (pg->state != PG_READY) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database cannot be reached");
    }
    if (!pg_pipeline_add(pg->pipeline, unit, done, ctx, err)) {
        return false;
    }
    event_active(pg->kick, EV_TIMEOUT, 0);
    return true;
}
