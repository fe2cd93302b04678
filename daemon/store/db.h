/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_DB_H
#define PULSSID_STORE_DB_H

/*
 * A blocking connection to PostgreSQL, for commands and the stats thread; workers use the asynchronous
 * store/pg. A server that says nothing while a statement runs is waited for, one that is gone for a minute.
 * Statements take text parameters and give text results. One thread at a time. Owned through db_close().
 *
 * Errors: DATABASE_UNAVAILABLE when the connection is gone or cannot be made (and nothing is known of a
 * commit under way), DATABASE with PostgreSQL's primary message otherwise. Messages never hold a parameter's
 * value.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "base/span.h"
#include "store/pg.h"

struct db;

/* Who has a say while the server is waited for: it may be stopped, or held up by a lock for as long as
 * somebody holds that. */
struct db_watch {
    bool (*go_on)(void *ctx);    /* asked a few times a second; false gives the connection up */
    bool (*is_quiet)(void *ctx); /* whether there is nobody to rest for (db_pace); NULL: never */
    void *ctx;
};

/* One result: rows of text cells. Owned through db_result_free(). */
struct db_result;

/* Connects with a libpq connection string (multi-host allowed; a host that is silent is given up after five
 * seconds unless it says otherwise) and sets search_path to pg_catalog, so that every statement names its
 * schema. Notices go to the log at debug level, without detail. */
bool db_open(const char *conninfo, const struct log *log, struct db **ret_db, struct error *err) MUST_CHECK;

/* From now on waits under this watch (copied). A statement whose wait was ended fails with SHUTTING_DOWN, and
 * so does every later one; the server ends it too when it sees that the connection has gone, and until then
 * nothing is known of it. */
void db_watch(struct db *db, const struct db_watch *watch);

/* From now on rests after each statement, so many times as long as it took, but never longer than
 * DB_REST_MAX_MS, and under the watch, while it is not quiet: a server that does nothing else for seconds
 * keeps a processor from others' short statements. 0: does not rest. Not after db_each() and db_copy_row().
 */
#define DB_REST_MAX_MS 2000
void db_pace(struct db *db, unsigned times);
struct db *db_close(struct db *db);
DEFINE_CLEANUP(db_close, struct db)

/* Text parameters of a statement, NULL for SQL null: DB_PARAMS("a", b, NULL); none: DB_NO_PARAMS. */
struct db_params {
    size_t n;
    const char *const *values;
};
#define DB_PARAMS(...)                                                                                       \
    ((struct db_params){sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *),                        \
                        (const char *[]){__VA_ARGS__}})
#define DB_NO_PARAMS ((struct db_params){0, NULL})

/* Runs one statement. ret_result may be NULL when no row is wanted. */
bool db_query(struct db *db, const char *sql, struct db_params params, struct db_result **ret_result,
              struct error *err) MUST_CHECK;

/* Takes a row, the only one of a result that is valid inside; false with an error ends the reading. It may
 * not use the connection. */
typedef bool db_row(void *ctx, const struct db_result *row, struct error *err);

/* Runs one statement whose rows come one by one: memory does not go with how many there are. */
bool db_each(struct db *db, const char *sql, struct db_params params, db_row *on_row, void *ctx,
             struct error *err) MUST_CHECK;

/* Inserts one row of text fields, none of them null, by a statement `COPY … FROM STDIN`: unlike a parameter,
 * a long field is not copied once more on its way. */
bool db_copy_row(struct db *db, const char *sql, const struct span *fields, size_t n,
                 struct error *err) MUST_CHECK;

/* Runs one statement described as for the asynchronous store/pg, so with binary parameters and results where
 * it says so; never prepared. For stores that serve both kinds of connection. */
bool db_run(struct db *db, const struct pg_statement *statement, struct db_result **ret_result,
            struct error *err) MUST_CHECK;
/* The same result, for the readers of store/pg. */
const struct pg_result *db_result_as_pg(const struct db_result *result);

/* Runs a script of several statements without parameters, outside or inside a transaction. */
bool db_script(struct db *db, const char *sql, struct error *err) MUST_CHECK;

/* A transaction: db_begin, then db_commit, or db_rollback (which cannot fail and is harmless outside one). */
bool db_begin(struct db *db, struct error *err) MUST_CHECK;
bool db_commit(struct db *db, struct error *err) MUST_CHECK;
void db_rollback(struct db *db);
bool db_in_transaction(const struct db *db);

struct db_result *db_result_free(struct db_result *result);
DEFINE_CLEANUP(db_result_free, struct db_result)
size_t db_rows(const struct db_result *result);
size_t db_columns(const struct db_result *result);
/* NULL for SQL null; valid as long as the result. */
const char *db_text(const struct db_result *result, size_t row, size_t column);
/* The same as a number; 0 or NAN for SQL null. Doubles keep every bit. */
int64_t db_int(const struct db_result *result, size_t row, size_t column);
double db_double(const struct db_result *result, size_t row, size_t column);

#endif
