/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PostgreSQL's failures as errors that hold no value. */
#include "pg_error.h"

#include <string.h>

#define UNIQUE_VIOLATION "23505"

static bool begins_with(const char *text, const char *beginning)
{
    return text != NULL && strncmp(text, beginning, strlen(beginning)) == 0;
}

/* SQLSTATEs, or classes of them, that say nothing against the values: the same may succeed later, once the
 * server can, or somebody has put it right. */
static bool is_passing(const char *sqlstate)
{
    static const char *const passing[] = {
        "08",    /* connection exception */
        "25006", /* read-only transaction: this server is a standby now */
        "40",    /* rolled back: deadlock, serialization */
        "42501", /* a right is missing */
        "53",    /* insufficient resources: disk, memory, connections */
        "55P03", /* lock not available */
        "57",    /* operator intervention: stopping, starting, cancelled */
        "58",    /* system error: input and output */
    };
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        if (begins_with(sqlstate, passing[i])) {
            return true;
        }
    }
    return false;
}

bool pg_error_check_conninfo(const char *conninfo, struct error *err)
{
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    PQconninfoFree(options);
    return options != NULL ||
           error_set(err, ERROR_CONFIG, "expected a libpq connection string such as \"host=… dbname=…\"");
}

/* Whether code in one of PostgreSQL's procedural languages said it, by the source file of the language. The
 * functions of the schema itself quote nothing. */
static bool is_raised(const PGresult *result)
{
    static const char *const files[] = {"pl_exec", "plperl", "plpy", "pltcl"};
    const char *file = PQresultErrorField(result, PG_DIAG_SOURCE_FILE);
    size_t i = 0;
    while (i < sizeof files / sizeof files[0] && !begins_with(file, files[i])) {
        i++;
    }
    return i < sizeof files / sizeof files[0] &&
           !begins_with(PQresultErrorField(result, PG_DIAG_CONTEXT), "PL/pgSQL function pulssid.");
}

/* Class 22, data exception: 'invalid input syntax for type integer: "…"' repeats what was sent. */
const char *pg_error_message(const PGresult *result)
{
    bool quotes = is_raised(result) || begins_with(PQresultErrorField(result, PG_DIAG_SQLSTATE), "22");
    return quotes ? NULL : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
}

/* libpq's own failure, which the server knows nothing of: an error is that memory was out, and passes. */
static bool set_local(struct error *err, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    enum error_code code = status == PGRES_FATAL_ERROR ? ERROR_DATABASE_UNAVAILABLE : ERROR_DATABASE;
    return error_set(err, code, "the statement failed (%s)", PQresStatus(status));
}

bool pg_error_set_result(struct error *err, const PGconn *connection, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    if (sqlstate == NULL) {
        return PQstatus(connection) == CONNECTION_BAD ? pg_error_set_connection(err, connection)
                                                      : set_local(err, result);
    }
    enum error_code refused = strcmp(sqlstate, UNIQUE_VIOLATION) == 0 ? ERROR_CONFLICT : ERROR_DATABASE;
    enum error_code code =
        is_passing(sqlstate) || PQstatus(connection) == CONNECTION_BAD ? ERROR_DATABASE_UNAVAILABLE : refused;
    const char *message = pg_error_message(result);
    return message != NULL ? error_set(err, code, "%s", message)
                           : error_set(err, code, "the database refused it (SQLSTATE %s)", sqlstate);
}

bool pg_error_set_connection(struct error *err, const PGconn *connection)
{
    const char *message = PQerrorMessage(connection);
    size_t len = strcspn(message, "\n");
    return len == 0 ? error_set(err, ERROR_DATABASE_UNAVAILABLE, "the connection was lost")
                    : error_set(err, ERROR_DATABASE_UNAVAILABLE, "%.*s", (int)len, message);
}
