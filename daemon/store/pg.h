/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_PG_H
#define PULSSID_STORE_PG_H

/*
 * An asynchronous connection to PostgreSQL on one event_base: connects and reconnects by itself (jittered
 * back-off of 50 ms to 2 s), runs queued units of statements in pipeline mode, and gives up on a server that
 * is silent.
 *
 * A unit is one or more statements that make one implicit transaction: they are sent together with one Sync,
 * and `done` is called once, after the commit or the failure of all of them, never from inside pg_run(). One
 * unit is on the wire at a time unless pg_opts.depth says more; the rest wait in order.
 *
 * When the connection is lost, `done` of every unit on the wire gets DATABASE_UNAVAILABLE: its outcome is
 * unknown. Units that were not sent fail alike. Nothing is sent again by this module. One thread; owned
 * through pg_free(), which calls `done` of what is left with SHUTTING_DOWN.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "base/meter.h"
#include "outage.h"

struct pg;

/* What every session is set to: statements name their schemas, and each sees what was committed before it.
 * The server ends an idle session within a minute when nobody is there any more; else the locks of a daemon
 * whose host is gone would keep other daemons waiting for hours. */
#define PG_SESSION                                                                                           \
    "SELECT pg_catalog.set_config('search_path', 'pg_catalog', false),"                                      \
    " pg_catalog.set_config('default_transaction_isolation', 'read committed', false),"                      \
    " pg_catalog.set_config('extra_float_digits', '1', false),"                                              \
    " pg_catalog.set_config('tcp_keepalives_idle', '30', false),"                                            \
    " pg_catalog.set_config('tcp_keepalives_interval', '10', false),"                                        \
    " pg_catalog.set_config('tcp_keepalives_count', '3', false),"                                            \
    " pg_catalog.set_config('tcp_user_timeout', '60s', false)"

#define PG_MAX_PARAMS 16
#define PG_MAX_ON_CONNECT 8

/* A parameter of a statement. binary or text; data NULL: SQL null. oid 0: let the server infer. The bytes are
 * copied by pg_run() before it returns. */
struct pg_param {
    const void *data;
    size_t len; /* binary only; text is terminated */
    bool binary;
    uint32_t oid;
};

/* sql must stay valid as long as the connection lives (a literal): it is prepared once a connection, keyed by
 * address. binary: ask for binary results. Not prepared (`once`): sql is copied and sent unprepared. */
struct pg_statement {
    const char *sql;
    const struct pg_param *params;
    size_t n_params;
    bool binary_result;
    bool once;
};

/* The statements of one implicit transaction. */
struct pg_unit {
    const struct pg_statement *statements;
    size_t n;
};

/* A statement's result; valid inside `done` only. */
struct pg_result;

typedef void pg_done(void *ctx, const struct error *err, const struct pg_result *const *results,
                     size_t n_results);

struct pg_opts {
    const char *conninfo;
    const char *name;      /* for the log: "ingest" */
    struct outage *outage; /* of this and the other connections of its kind; NULL: of this one alone */
    unsigned silent_ms;    /* a unit unanswered for so long loses the connection; 0: 15000 */
    unsigned depth;        /* units on the wire at once; 0: 1 */
    /* Statements run at each connection, NULL-terminated, at most PG_MAX_ON_CONNECT (LISTEN …); NULL: none.
     */
    const char *const *on_connect;
    const char *type_name; /* a type whose oid is looked up at each connection; NULL: none */
    void (*on_state)(void *ctx, bool ready);           /* connected and set up, or lost; may be NULL */
    void (*on_notify)(void *ctx, const char *channel); /* may be NULL */
    void *ctx;
};

/* Connects from the event loop. The texts of opts, but conninfo, and the outage must live as long as the
 * connection. CONFIG when conninfo is none. No callback may call pg_free(). */
bool pg_new(struct event_base *base, const struct pg_opts *opts, const struct log *log, struct pg **ret_pg,
            struct error *err) MUST_CHECK;
struct pg *pg_free(struct pg *pg);
DEFINE_CLEANUP(pg_free, struct pg)

bool pg_is_ready(const struct pg *pg);
/* The oid of pg_opts.type_name on this connection; 0 when not connected. */
uint32_t pg_type_oid(const struct pg *pg);
/* How many units are on the wire or waiting. */
size_t pg_pending(const struct pg *pg);

/* Queues a unit. DATABASE_UNAVAILABLE when not connected, OUT_OF_MEMORY; then `done` is not called. */
bool pg_run(struct pg *pg, const struct pg_unit *unit, pg_done *done, void *ctx,
            struct error *err) MUST_CHECK;

/* What it counts, to be read from any thread as long as the connection's struct lives. */
struct pg_metrics {
    struct meter ready; /* 1: connected and set up */
    struct meter lost;  /* how often it was ready and went */
};

const struct pg_metrics *pg_metrics(const struct pg *pg);

size_t pg_rows(const struct pg_result *result);
size_t pg_columns(const struct pg_result *result);
const char *pg_column_name(const struct pg_result *result, size_t column);
uint32_t pg_column_oid(const struct pg_result *result, size_t column);
/* NULL for SQL null. */
const char *pg_value(const struct pg_result *result, size_t row, size_t column);
size_t pg_value_len(const struct pg_result *result, size_t row, size_t column);

#endif
