/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the operator is told. */
#include "ops.h"

#include <time.h>

#include "database_probe.h"
#include "http/listen.h"
#include "http/ops_pipe.h"
#include "liveness.h"
#include "ops_metrics.h"

#define MAX_REQUESTS 1000000
#define PHASE_MS 5000
#define IDLE_MS 120000 /* Prometheus keeps its connection from one scrape to the next */

struct ops {
    const struct parts *parts;
    const struct config *config;
    bool stopping;
    struct ops_facts facts;
    struct ops_pipe pipe;
    struct database_probe *probe;
    struct listen *listen;
};

static bool are_workers_ready(const struct parts *parts, struct buffer *out)
{
    size_t ready = 0;
    for (size_t i = 0; i < parts->n_workers; i++) {
        ready += worker_is_ready(parts->workers[i]);
    }
    buffer_printf(out, "%s: %zu of %zu workers\n", ready == parts->n_workers ? "ready" : "not ready", ready,
                  parts->n_workers);
    return ready == parts->n_workers;
}

static bool is_database_ready(const struct database_probe *probe, struct buffer *out)
{
    struct error err = {0};
    bool good = database_probe_is_good(probe, &err);
    buffer_printf(out, "%s: %s\n", good ? "ready" : "not ready", good ? "database" : err.text);
    return good;
}

static bool is_ready(void *ctx, struct buffer *out)
{
    const struct ops *ops = ctx;
    if (ops->stopping) {
        buffer_append_text(out, "not ready: stopping\n");
        return false;
    }
    bool workers = are_workers_ready(ops->parts, out);
    return is_database_ready(ops->probe, out) && workers;
}

static bool is_healthy(void *ctx, struct buffer *out)
{
    const struct ops *ops = ctx;
    return liveness_count_dead(ops->parts, LIVENESS_PATIENCE_MS, out) == 0;
}

static void write_metrics(void *ctx, struct buffer *out)
{
    const struct ops *ops = ctx;
    CLEANUP(buffer_free) struct buffer words = {0};
    struct ops_facts facts = ops->facts;
    facts.max_pending = (uint64_t)ops->config->ingest.queue_max * ops->parts->n_workers;
    facts.loops_dead = liveness_count_dead(ops->parts, LIVENESS_PATIENCE_MS, NULL);
    facts.ready = is_ready(ctx, &words);
    ops_metrics_write(ops->parts, &facts, out);
}

/* By the role whose work is tried: only the read pipe does without writing. */
static bool make_probe(struct ops *ops, struct event_base *base, const struct ops_opts *opts,
                       struct error *err)
{
    const struct config *config = opts->config;
    bool writes = opts->ingest || opts->parts->stats != NULL;
    const struct database_probe_opts probe = {.conninfo = opts->ingest ? config->database.ingest
                                                          : writes     ? config->database.stats
                                                                       : config->database.query,
                                              .writes = writes};
    return database_probe_new(base, &probe, &ops->probe, err);
}

static bool make_listen(struct ops *ops, struct event_base *base, const struct ops_opts *opts,
                        struct error *err)
{
    ops->pipe = (struct ops_pipe){write_metrics, is_healthy, is_ready, ops};
    struct listen_opts listen = {
        .fds = opts->sockets->fds,
        .n_fds = opts->sockets->n,
        .ops = &ops->pipe,
        .max_connections = OPS_MAX_CONNECTIONS,
        .limits = {.max_requests = MAX_REQUESTS,
                   .handshake_ms = PHASE_MS,
                   .head_ms = PHASE_MS,
                   .body_ms = PHASE_MS,
                   .idle_ms = IDLE_MS,
                   .answer_ms = PHASE_MS,
                   .write_ms = PHASE_MS},
    };
    return listen_new(base, &listen, &ops->listen, err);
}

bool ops_start(struct event_base *base, const struct ops_opts *opts, struct ops **ret_ops, struct error *err)
{
    CLEANUP(ops_free) struct ops *ops = calloc(1, sizeof *ops);
    if (ops == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the operator's listener");
    }
    ops->parts = opts->parts;
    ops->config = opts->config;
    ops->facts = (struct ops_facts){
        .started_s = (uint64_t)time(NULL),
        .max_connections = opts->max_connections,
    };
    if (!make_probe(ops, base, opts, err) || !make_listen(ops, base, opts, err)) {
        return false;
    }
    *ret_ops = ops;
    ops = NULL;
    return true;
}

struct ops *ops_free(struct ops *ops)
{
    if (ops != NULL) {
        ops->listen = listen_free(ops->listen);
        ops->probe = database_probe_free(ops->probe);
        free(ops);
    }
    return NULL;
}

void ops_stop_begins(struct ops *ops)
{
    ops->stopping = true;
}

void ops_count_reload(struct ops *ops, bool done)
{
    ops->facts.reloads += done;
    ops->facts.reloads_failed += !done;
}
