/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of statements on the wire: sent together, answered together. */
#include "pg_pipeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pg_error.h"

#define ONCE SIZE_MAX

/* A unit with everything it points to, in one allocation. */
struct queued {
    struct queued *next;
    pg_done *done;
    void *ctx;
    size_t n;                         /* statements */
    struct pg_statement *statements;  /* n */
    const struct pg_result **results; /* n; filled as they come */
    size_t *prepared;                 /* n: index in pg_pipeline.prepared, or ONCE */
    size_t *parsed;                   /* n_parsed: what this unit's Parses prepare */
    size_t n_parsed;
    size_t answered;  /* steps that have their result */
    struct error err; /* of the first step that failed */
};

struct prepared {
    const char *sql;
    bool known; /* the server has it, or its Parse is on the wire */
};

/*
 *   first ──► on the wire ──► … ──► first_waiting ──► … ──► NULL
 *             (n_sent of them)                    *last: where the next goes
 */
struct pg_pipeline {
    size_t depth;
    struct queued *first;
    struct queued **last;
    struct queued *first_waiting;
    size_t n_pending;
    size_t n_sent;
    struct prepared *prepared;
    size_t n_prepared;
};

bool pg_pipeline_new(unsigned depth, struct pg_pipeline **ret_pipeline, struct error *err)
{
    struct pg_pipeline *pipeline = calloc(1, sizeof *pipeline);
    if (pipeline == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
    }
    pipeline->depth = depth;
    pipeline->last = &pipeline->first;
    *ret_pipeline = pipeline;
    return true;
}

struct pg_pipeline *pg_pipeline_free(struct pg_pipeline *pipeline)
{
    if (pipeline != NULL) {
        free(pipeline->prepared);
        free(pipeline);
    }
    return NULL;
}

size_t pg_pipeline_pending(const struct pg_pipeline *pipeline)
{
    return pipeline->n_pending;
}

size_t pg_pipeline_sent(const struct pg_pipeline *pipeline)
{
    return pipeline->n_sent;
}

/* Index of a statement among those that are prepared once; ONCE when there is no memory for it, which only
 * costs speed. */
static size_t prepared_index(struct pg_pipeline *pipeline, const struct pg_statement *statement)
{
    if (statement->once) {
        return ONCE;
    }
    for (size_t i = 0; i < pipeline->n_prepared; i++) {
        if (pipeline->prepared[i].sql == statement->sql) {
            return i;
        }
    }
    struct prepared *grown = realloc(pipeline->prepared, (pipeline->n_prepared + 1) * sizeof *grown);
    if (grown == NULL) {
        return ONCE;
    }
    pipeline->prepared = grown;
    grown[pipeline->n_prepared] = (struct prepared){statement->sql, false};
    return pipeline->n_prepared++;
}

static size_t param_size(const struct pg_param *param)
{
    return param->data == NULL ? 0 : param->binary ? param->len : strlen(param->data) + 1;
}

static size_t unit_params(const struct pg_unit *unit)
{
    size_t n = 0;
    for (size_t i = 0; i < unit->n; i++) {
        n += unit->statements[i].n_params;
    }
    return n;
}

static size_t unit_bytes(const struct pg_unit *unit)
{
    size_t bytes = 0;
    for (size_t i = 0; i < unit->n; i++) {
        const struct pg_statement *s = &unit->statements[i];
        bytes += s->once ? strlen(s->sql) + 1 : 0;
        for (size_t p = 0; p < s->n_params; p++) {
            bytes += param_size(&s->params[p]);
        }
    }
    return bytes;
}

static const void *copy_bytes(char **at, const void *data, size_t len)
{
    memcpy(*at, data, len);
    *at += len;
    return *at - len;
}

/* Copies what the statements point to, behind the statements. */
static void copy_statements(struct queued *queued, struct pg_param *params, char *bytes)
{
    for (size_t i = 0; i < queued->n; i++) {
        struct pg_statement *s = &queued->statements[i];
        if (s->once) {
            s->sql = copy_bytes(&bytes, s->sql, strlen(s->sql) + 1);
        }
        for (size_t p = 0; p < s->n_params; p++) {
            params[p] = s->params[p];
            if (params[p].data != NULL) {
                params[p].data = copy_bytes(&bytes, params[p].data, param_size(&params[p]));
            }
        }
        s->params = params;
        params += s->n_params;
    }
}

static struct queued *queued_new(const struct pg_unit *unit)
{
    size_t n_params = unit_params(unit);
    size_t each = sizeof(struct pg_statement) + sizeof(struct pg_result *) + 2 * sizeof(size_t);
    struct queued *queued =
        calloc(1, sizeof *queued + unit->n * each + n_params * sizeof(struct pg_param) + unit_bytes(unit));
    if (queued == NULL) {
        return NULL;
    }
    queued->n = unit->n;
    queued->statements = (struct pg_statement *)(queued + 1);
    queued->results = (const struct pg_result **)(queued->statements + unit->n);
    queued->prepared = (size_t *)(queued->results + unit->n);
    queued->parsed = queued->prepared + unit->n;
    memcpy(queued->statements, unit->statements, unit->n * sizeof *unit->statements);
    struct pg_param *params = (struct pg_param *)(queued->parsed + unit->n);
    copy_statements(queued, params, (char *)(params + n_params));
    return queued;
}

static void queued_free(struct queued *queued)
{
    for (size_t i = 0; i < queued->n; i++) {
        PQclear((PGresult *)queued->results[i]);
    }
    free(queued);
}

bool pg_pipeline_add(struct pg_pipeline *pipeline, const struct pg_unit *unit, pg_done *done, void *ctx,
                     struct error *err)
{
    struct queued *queued = queued_new(unit);
    if (queued == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
    }
    queued->done = done;
    queued->ctx = ctx;
    for (size_t i = 0; i < unit->n; i++) {
        queued->prepared[i] = prepared_index(pipeline, &unit->statements[i]);
    }
    *pipeline->last = queued;
    pipeline->last = &queued->next;
    if (pipeline->first_waiting == NULL) {
        pipeline->first_waiting = queued;
    }
    pipeline->n_pending++;
    return true;
}

struct wire_params {
    Oid oids[PG_MAX_PARAMS];
    const char *values[PG_MAX_PARAMS];
    int lengths[PG_MAX_PARAMS];
    int formats[PG_MAX_PARAMS];
};

static struct wire_params wire_params_of(const struct pg_statement *s)
{
    struct wire_params wire;
    for (size_t i = 0; i < s->n_params; i++) {
        wire.oids[i] = s->params[i].oid;
        wire.values[i] = s->params[i].data;
        wire.lengths[i] = (int)s->params[i].len;
        wire.formats[i] = s->params[i].binary;
    }
    return wire;
}

static void prepared_name(size_t index, char ret_name[32])
{
    snprintf(ret_name, 32, "s%zu", index);
}

/* Sends the Parse of a statement that the server does not know yet. */
static bool send_parse(struct pg_pipeline *pipeline, struct queued *queued, size_t i, PGconn *connection)
{
    size_t index = queued->prepared[i];
    if (index == ONCE || pipeline->prepared[index].known) {
        return true;
    }
    const struct pg_statement *s = &queued->statements[i];
    struct wire_params wire = wire_params_of(s);
    char name[32];
    prepared_name(index, name);
    pipeline->prepared[index].known = true;
    queued->parsed[queued->n_parsed++] = index;
    return PQsendPrepare(connection, name, s->sql, (int)s->n_params, wire.oids) == 1;
}

static bool send_execute(const struct queued *queued, size_t i, PGconn *connection)
{
    const struct pg_statement *s = &queued->statements[i];
    struct wire_params wire = wire_params_of(s);
    int n = (int)s->n_params;
    if (queued->prepared[i] == ONCE) {
        return PQsendQueryParams(connection, s->sql, n, wire.oids, wire.values, wire.lengths, wire.formats,
                                 s->binary_result) == 1;
    }
    char name[32];
    prepared_name(queued->prepared[i], name);
    return PQsendQueryPrepared(connection, name, n, wire.values, wire.lengths, wire.formats,
                               s->binary_result) == 1;
}

static bool send_unit(struct pg_pipeline *pipeline, struct queued *queued, PGconn *connection)
{
    for (size_t i = 0; i < queued->n; i++) {
        if (!send_parse(pipeline, queued, i, connection)) {
            return false;
        }
    }
    for (size_t i = 0; i < queued->n; i++) {
        if (!send_execute(queued, i, connection)) {
            return false;
        }
    }
    return PQpipelineSync(connection) == 1;
}

bool pg_pipeline_send(struct pg_pipeline *pipeline, PGconn *connection, struct error *err)
{
    while (pipeline->first_waiting != NULL && pipeline->n_sent < pipeline->depth) {
        struct queued *queued = pipeline->first_waiting;
        pipeline->first_waiting = queued->next;
        pipeline->n_sent++;
        if (!send_unit(pipeline, queued, connection)) {
            return pg_error_set_connection(err, connection);
        }
    }
    return true;
}

/* Takes the first unit off the queue and gives it its answer. */
static void finish_first(struct pg_pipeline *pipeline, const struct error *why)
{
    struct queued *queued = pipeline->first;
    pipeline->first = queued->next;
    if (pipeline->first == NULL) {
        pipeline->last = &pipeline->first;
    }
    if (queued == pipeline->first_waiting) {
        pipeline->first_waiting = queued->next;
    } else {
        pipeline->n_sent--;
    }
    pipeline->n_pending--;
    queued->done(queued->ctx, why, why == NULL ? queued->results : NULL, why == NULL ? queued->n : 0);
    queued_free(queued);
}

/* Takes one step's result. */
static void take_step(struct pg_pipeline *pipeline, PGconn *connection, PGresult *result)
{
    struct queued *queued = pipeline->first;
    size_t step = queued->answered++;
    bool parse = step < queued->n_parsed;
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
    if (!good && queued->err.code == ERROR_NONE) {
        pg_error_set_result(&queued->err, connection, result);
    }
    if (!good && parse) {
        pipeline->prepared[queued->parsed[step]].known = false;
    }
    if (good && !parse && step - queued->n_parsed < queued->n) {
        queued->results[step - queued->n_parsed] = (const struct pg_result *)result;
    } else {
        PQclear(result);
    }
}

/* Takes the result of a Sync: the unit is committed, or all of it has failed. */
static void take_sync(struct pg_pipeline *pipeline, PGresult *result)
{
    PQclear(result);
    struct queued *queued = pipeline->first;
    if (queued->err.code == ERROR_NONE && queued->answered != queued->n + queued->n_parsed) {
        error_set(&queued->err, ERROR_DATABASE, "the server left a statement unanswered");
    }
    struct error err = queued->err;
    finish_first(pipeline, err.code == ERROR_NONE ? NULL : &err);
}

bool pg_pipeline_receive(struct pg_pipeline *pipeline, PGconn *connection, struct error *err)
{
    /* One NULL ends a statement's results. A second means that libpq has no more to give, whatever is still
     * owed. */
    unsigned nulls = 0;
    while (pipeline->n_sent > 0 && nulls < 2 && PQstatus(connection) == CONNECTION_OK &&
           PQisBusy(connection) == 0) {
        PGresult *result = PQgetResult(connection);
        nulls = result == NULL ? nulls + 1 : 0;
        if (result != NULL && PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            take_sync(pipeline, result);
        } else if (result != NULL) {
            take_step(pipeline, connection, result);
        }
    }
    return PQstatus(connection) == CONNECTION_OK || pg_error_set_connection(err, connection);
}

void pg_pipeline_fail(struct pg_pipeline *pipeline, const struct error *why)
{
    for (size_t i = 0; i < pipeline->n_prepared; i++) {
        pipeline->prepared[i].known = false;
    }
    while (pipeline->first != NULL) {
        finish_first(pipeline, why);
    }
}
