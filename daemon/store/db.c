/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A blocking connection: libpq with checked results. */
#include "db.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "pg_error.h"

/* A statement may be long: the server looks whether anybody waits for it. That is a timer for each statement,
 * which batches do without. */
#define WATCH_CLIENT "SET client_connection_check_interval = '2s'"

#define LOOK_MS 200

struct db {
    PGconn *connection;
    const struct log *log;
    struct db_watch watch; /* go_on NULL: waits as long as it takes */
    bool given_up;
    unsigned rest; /* so many times as long as a statement took */
};

static void on_notice(void *ctx, const PGresult *notice)
{
    const struct db *db = ctx;
    const char *message = pg_error_message(notice);
    log_event(db->log, LOG_LEVEL_DEBUG, "database_notice",
              LOG_FIELDS(log_text("text", message == NULL ? "" : message)));
}

/* conninfo may say otherwise of what stands before it. */
static bool connect_now(struct db *db, const char *conninfo, struct error *err)
{
    static const char *const names[] = {"fallback_application_name",
                                        "connect_timeout",
                                        "keepalives_idle",
                                        "keepalives_interval",
                                        "keepalives_count",
                                        "tcp_user_timeout",
                                        "dbname",
                                        "client_encoding",
                                        NULL};
    const char *const values[] = {"pulssid", "5", "30", "10", "3", "60000", conninfo, "UTF8", NULL};
    db->connection = PQconnectdbParams(names, values, 1);
    if (db->connection == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
    }
    if (PQstatus(db->connection) != CONNECTION_OK) {
        return pg_error_set_connection(err, db->connection);
    }
    PQsetNoticeReceiver(db->connection, on_notice, db);
    return PQsetnonblocking(db->connection, 1) == 0 || pg_error_set_connection(err, db->connection);
}

bool db_open(const char *conninfo, const struct log *log, struct db **ret_db, struct error *err)
{
    struct db *db CLEANUP(db_close) = NULL;
    if (!pg_error_check_conninfo(conninfo, err)) {
        return false;
    }
    db = calloc(1, sizeof *db);
    if (db == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a connection");
    }
    db->log = log;
    if (!connect_now(db, conninfo, err) || !db_script(db, PG_SESSION, err) ||
        !db_script(db, WATCH_CLIENT, err)) {
        return false;
    }
    *ret_db = db;
    db = NULL;
    return true;
}

struct db *db_close(struct db *db)
{
    if (db != NULL) {
        PQfinish(db->connection);
        free(db);
    }
    return NULL;
}

void db_watch(struct db *db, const struct db_watch *watch)
{
    db->watch = *watch;
}

void db_pace(struct db *db, unsigned times)
{
    db->rest = times;
}

/* False: the wait was ended. */
static bool goes_on(struct db *db)
{
    db->given_up = db->given_up || (db->watch.go_on != NULL && !db->watch.go_on(db->watch.ctx));
    return !db->given_up;
}

static bool is_quiet(const struct db *db)
{
    return db->watch.is_quiet != NULL && db->watch.is_quiet(db->watch.ctx);
}

static void rest(struct db *db, int64_t began_us)
{
    int64_t now_us = clock_monotonic_us();
    int64_t us = (now_us - began_us) * db->rest;
    int64_t most_us = DB_REST_MAX_MS * 1000;
    int64_t end_us = now_us + (us < most_us ? us : most_us);
    while (now_us < end_us && goes_on(db) && !is_quiet(db)) {
        int64_t look_us = LOOK_MS * 1000;
        int64_t left_us = end_us - now_us;
        nanosleep(&(struct timespec){.tv_nsec = (left_us < look_us ? left_us : look_us) * 1000}, NULL);
        now_us = clock_monotonic_us();
    }
}

/* Until the socket is ready. False: the wait was ended. */
static bool await_socket(struct db *db, short events)
{
    struct pollfd socket = {.fd = PQsocket(db->connection), .events = events};
    int ready = 0;
    while (ready == 0) {
        if (!goes_on(db)) {
            return false;
        }
        ready = poll(&socket, 1, LOOK_MS); /* an interruption is as good as an event */
    }
    return true;
}

/* Sends the whole of a statement. The server may want to be heard before it reads on. */
static bool send_all(struct db *db)
{
    int left = PQflush(db->connection);
    while (left > 0) {
        if (!await_socket(db, POLLIN | POLLOUT) || PQconsumeInput(db->connection) == 0) {
            return false;
        }
        left = PQflush(db->connection);
    }
    return left == 0;
}

/* The next result, NULL when there is none, or none will come. */
static PGresult *next_result(struct db *db)
{
    bool is_readable = true;
    while (is_readable && PQisBusy(db->connection)) {
        if (!await_socket(db, POLLIN)) {
            return NULL;
        }
        is_readable = PQconsumeInput(db->connection) != 0;
    }
    return PQgetResult(db->connection);
}

/* Behind these PQgetResult() gives no end. */
static bool is_followed(const struct db *db, const PGresult *result)
{
    return PQstatus(db->connection) != CONNECTION_BAD && PQresultStatus(result) != PGRES_COPY_IN;
}

/* The last result of what was sent, as PQexec() gives it: of statements in a row, an error is the last. */
static PGresult *receive_last(struct db *db)
{
    PGresult *last = next_result(db);
    while (last != NULL && is_followed(db, last)) {
        PGresult *next = next_result(db);
        if (next == NULL) {
            break;
        }
        PQclear(last);
        last = next;
    }
    if (db->given_up) {
        PQclear(last);
        last = NULL;
    }
    return last;
}

/* NULL when there is no result: given up, or the connection is lost. */
static PGresult *run_script(struct db *db, const char *sql)
{
    int64_t began_us = clock_monotonic_us();
    bool sent = !db->given_up && PQsendQuery(db->connection, sql) == 1 && send_all(db);
    PGresult *last = sent ? receive_last(db) : NULL;
    rest(db, began_us);
    return last;
}

/* Parameters as libpq takes them: NULL for oids that the server infers, lengths and formats of texts. */
struct raw_params {
    size_t n;
    const Oid *oids;
    const char *const *values;
    const int *lengths;
    const int *formats;
};

/* Begins to send one statement with parameters. */
static bool send_statement(struct db *db, const char *sql, const struct raw_params *params, bool binary)
{
    return !db->given_up && PQsendQueryParams(db->connection, sql, (int)params->n, params->oids,
                                              params->values, params->lengths, params->formats, binary) == 1;
}

static PGresult *run_statement(struct db *db, const char *sql, const struct raw_params *params, bool binary)
{
    int64_t began_us = clock_monotonic_us();
    bool sent = send_statement(db, sql, params, binary) && send_all(db);
    PGresult *last = sent ? receive_last(db) : NULL;
    rest(db, began_us);
    return last;
}

static bool fail(const struct db *db, struct error *err)
{
    return db->given_up ? error_set(err, ERROR_SHUTTING_DOWN, "the database was not waited for any longer")
                        : pg_error_set_connection(err, db->connection);
}

static bool is_success(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* Takes the result of a statement: to the caller when it is good and wanted. */
static bool take_result(struct db *db, PGresult *result, struct db_result **ret_result, struct error *err)
{
    bool good = is_success(result);
    if (result == NULL) {
        fail(db, err);
    } else if (!good) {
        pg_error_set_result(err, db->connection, result);
    }
    if (good && ret_result != NULL) {
        *ret_result = (struct db_result *)result;
    } else {
        PQclear(result);
    }
    return good;
}

bool db_query(struct db *db, const char *sql, struct db_params params, struct db_result **ret_result,
              struct error *err)
{
    const struct raw_params texts = {.n = params.n, .values = params.values};
    return take_result(db, run_statement(db, sql, &texts, false), ret_result, err);
}

/* Takes what comes of a statement whose rows come one by one: a row, its end, or an error. */
static bool take_row(struct db *db, const PGresult *result, db_row *on_row, void *ctx, struct error *err)
{
    if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
        return on_row(ctx, (const struct db_result *)result, err);
    }
    return is_success(result) || pg_error_set_result(err, db->connection, result);
}

/* Lets the server not send what will be passed over. */
static void cancel_rest(struct db *db)
{
    char reason[256];
    PGcancel *cancel = PQgetCancel(db->connection);
    if (cancel != NULL && PQcancel(cancel, reason, sizeof reason) == 0) {
        reason[strcspn(reason, "\n")] = '\0';
        log_event(db->log, LOG_LEVEL_WARNING, "database_cancel_failed",
                  LOG_FIELDS(log_text("reason", reason)));
    }
    PQfreeCancel(cancel);
}

bool db_each(struct db *db, const char *sql, struct db_params params, db_row *on_row, void *ctx,
             struct error *err)
{
    const struct raw_params texts = {.n = params.n, .values = params.values};
    if (!send_statement(db, sql, &texts, false) || PQsetSingleRowMode(db->connection) == 0 || !send_all(db)) {
        return fail(db, err);
    }
    bool good = true;
    for (PGresult *result; (result = next_result(db)) != NULL; PQclear(result)) {
        bool was_good = good;
        good = good && take_row(db, result, on_row, ctx, err);
        if (was_good && !good && PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
            cancel_rest(db);
        }
    }
    return good && (!db->given_up || fail(db, err));
}

/* What goes to a COPY, a piece at a time. */
struct copying {
    struct db *db;
    bool sent;
    int n;
    char piece[8192];
};

/* Not before the server has taken it, or libpq would hold what waits. */
static void send_piece(struct copying *copying)
{
    struct db *db = copying->db;
    copying->sent =
        copying->sent && PQputCopyData(db->connection, copying->piece, copying->n) == 1 && send_all(db);
    copying->n = 0;
}

static void add_byte(struct copying *copying, char byte)
{
    if (copying->n == sizeof copying->piece) {
        send_piece(copying);
    }
    copying->piece[copying->n++] = byte;
}

/* What COPY reads behind a backslash as this byte; 0 where it reads the byte itself. */
static char name_of(char byte)
{
    switch (byte) {
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

static void add_field(struct copying *copying, struct span field)
{
    for (size_t i = 0; i < field.len; i++) {
        char byte = (char)field.data[i];
        char name = name_of(byte);
        if (name != 0) {
            add_byte(copying, '\\');
        }
        add_byte(copying, name != 0 ? name : byte);
    }
}

/* Ends a COPY. What the server had against it on the way is its result. */
static bool end_copy(struct db *db, bool sent, struct error *err)
{
    bool ended = sent && PQputCopyEnd(db->connection, NULL) == 1 && send_all(db);
    PGresult *result = receive_last(db);
    if (!ended && PQresultStatus(result) == PGRES_COPY_IN) {
        PQclear(result);
        return pg_error_set_connection(err, db->connection);
    }
    return take_result(db, result, NULL, err);
}

bool db_copy_row(struct db *db, const char *sql, const struct span *fields, size_t n, struct error *err)
{
    PGresult *start = run_script(db, sql);
    bool copies = PQresultStatus(start) == PGRES_COPY_IN;
    if (!copies) {
        return take_result(db, start, NULL, err) && error_set(err, ERROR_INTERNAL, "%s copies nothing", sql);
    }
    PQclear(start);
    struct copying copying = {.db = db, .sent = true};
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            add_byte(&copying, '\t');
        }
        add_field(&copying, fields[i]);
    }
    add_byte(&copying, '\n');
    send_piece(&copying);
    return end_copy(db, copying.sent, err);
}

bool db_run(struct db *db, const struct pg_statement *statement, struct db_result **ret_result,
            struct error *err)
{
    Oid oids[PG_MAX_PARAMS];
    const char *values[PG_MAX_PARAMS];
    int lengths[PG_MAX_PARAMS];
    int formats[PG_MAX_PARAMS];
    for (size_t i = 0; i < statement->n_params; i++) {
        oids[i] = statement->params[i].oid;
        values[i] = statement->params[i].data;
        lengths[i] = (int)statement->params[i].len;
        formats[i] = statement->params[i].binary;
    }
    const struct raw_params params = {statement->n_params, oids, values, lengths, formats};
    return take_result(db, run_statement(db, statement->sql, &params, statement->binary_result), ret_result,
                       err);
}

bool db_script(struct db *db, const char *sql, struct error *err)
{
    return take_result(db, run_script(db, sql), NULL, err);
}

bool db_in_transaction(const struct db *db)
{
    PGTransactionStatusType status = PQtransactionStatus(db->connection);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

bool db_begin(struct db *db, struct error *err)
{
    return db_script(db, "BEGIN", err);
}

bool db_commit(struct db *db, struct error *err)
{
    PGresult *result = run_script(db, "COMMIT");
    /* PostgreSQL answers COMMIT of a failed transaction with success and the word ROLLBACK. There is no
     * result at all on a connection that is known to be lost. */
    bool committed = result != NULL && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    return take_result(db, result, NULL, err) &&
           (committed || error_set(err, ERROR_DATABASE, "the transaction was rolled back"));
}

void db_rollback(struct db *db)
{
    if (db_in_transaction(db)) {
        PQclear(run_script(db, "ROLLBACK"));
    }
}
