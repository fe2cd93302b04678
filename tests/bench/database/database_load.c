/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ceilings of the database, without a daemon, straight through libpq, batch after batch on each
 * connection.
 *
 *   bench_database CONNINFO SHAPE BATCH CONNECTIONS SECONDS
 *
 *   insert   the daemon's insert of what may be there already, ON CONFLICT DO NOTHING
 *   plain    the one that it tries first
 *   copy     COPY in binary
 *
 * Prints one JSON object. The period of the day must be open and teams and surveys be there.
 */
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "row_batch.h"

#define CONNECTIONS_MAX 16

struct session {
    const char *conninfo;
    const char *shape;
    size_t batch;
    double warm; /* seconds before those that count */
    double seconds;
    unsigned index;
    size_t rows;
    double took;
    bool failed;
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool is_good(PGconn *connection, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN;
    if (!good) {
        fprintf(stderr, "bench_database: %s", PQerrorMessage(connection));
    }
    PQclear(result);
    return good;
}

static bool copy(PGconn *connection, struct row_batch *batch)
{
    struct span rows = row_batch_copy(batch);
    return rows.data != NULL && is_good(connection, PQexec(connection, row_batch_copy_sql)) &&
           PQputCopyData(connection, (const char *)rows.data, (int)rows.len) == 1 &&
           PQputCopyEnd(connection, NULL) == 1 && is_good(connection, PQgetResult(connection)) &&
           PQgetResult(connection) == NULL;
}

static bool insert(PGconn *connection, struct row_batch *batch)
{
    const char *values[PG_MAX_PARAMS];
    int lengths[PG_MAX_PARAMS];
    int formats[PG_MAX_PARAMS];
    const struct pg_statement *statement = row_batch_insert(batch);
    for (size_t i = 0; statement != NULL && i < statement->n_params; i++) {
        values[i] = statement->params[i].data;
        lengths[i] = (int)statement->params[i].len;
        formats[i] = statement->params[i].binary;
    }
    return statement != NULL &&
           is_good(connection, PQexecPrepared(connection, "insert", (int)statement->n_params, values, lengths,
                                              formats, 1));
}

static bool has_shape(const struct session *session, const char *shape)
{
    return strcmp(session->shape, shape) == 0;
}

static bool run(struct session *session, PGconn *connection, struct row_batch *batch)
{
    bool copies = has_shape(session, "copy");
    if (!copies &&
        !is_good(connection, PQprepare(connection, "insert", row_batch_insert_sql(batch), 0, NULL))) {
        return false;
    }
    double start = now_s() + session->warm;
    while ((session->took = now_s() - start) < session->seconds) {
        if (!(copies ? copy : insert)(connection, batch)) {
            return false;
        }
        session->rows += now_s() > start ? session->batch : 0;
    }
    return true;
}

static void *session_run(void *ctx)
{
    struct session *session = ctx;
    PGconn *connection = PQconnectdb(session->conninfo);
    struct row_batch *batch =
        row_batch_new(connection, session->batch, has_shape(session, "insert"), session->index);
    session->failed =
        batch == NULL ||
        !is_good(connection,
                 PQexec(connection, "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = "
                                    "force_generic_plan")) ||
        !run(session, connection, batch);
    row_batch_free(batch);
    PQfinish(connection);
    return NULL;
}

int main(int argc, char **argv)
{
    struct session sessions[CONNECTIONS_MAX];
    pthread_t threads[CONNECTIONS_MAX];
    unsigned n = argc == 7 ? (unsigned)atoi(argv[4]) : 0;
    if (n == 0 || n > CONNECTIONS_MAX || atoi(argv[3]) < 1) {
        fprintf(stderr, "usage: bench_database CONNINFO insert|plain|copy BATCH CONNECTIONS WARM SECONDS\n");
        return 2;
    }
    size_t rows = 0;
    double took = 0;
    bool failed = false;
    for (unsigned i = 0; i < n; i++) {
        sessions[i] = (struct session){.conninfo = argv[1],
                                       .shape = argv[2],
                                       .batch = (size_t)atoi(argv[3]),
                                       .warm = atof(argv[5]),
                                       .seconds = atof(argv[6]),
                                       .index = i};
        if (pthread_create(&threads[i], NULL, session_run, &sessions[i]) != 0) {
            abort();
        }
    }
    for (unsigned i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        rows += sessions[i].rows;
        took = sessions[i].took > took ? sessions[i].took : took;
        failed = failed || sessions[i].failed;
    }
    printf("{\"rows\": %zu, \"seconds\": %.6f}\n", rows, took);
    return failed ? 1 : 0;
}
