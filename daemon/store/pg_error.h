/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_PG_ERROR_H
#define PULSSID_STORE_PG_ERROR_H

/*
 * What libpq reports, as an error that may be shown: PostgreSQL's primary message, never its detail or
 * context, which can hold a row; and not even the message where PostgreSQL quotes the refused value in it, or
 * where somebody's trigger or function in the database wrote it, which can quote anything.
 *
 * DATABASE_UNAVAILABLE: the connection is gone, the server is stopping, or it lacks a resource (disk, memory,
 * a lock): the same statement may succeed later. CONFLICT: what is to be unique is there already. DATABASE:
 * it was refused and would be again.
 */

#include <libpq-fe.h>

#include "base/error.h"

/* CONFIG when libpq cannot read a connection string. Asked before connecting: libpq's own sentence repeats
 * the piece that it stumbled over, which may be one of the password. */
bool pg_error_check_conninfo(const char *conninfo, struct error *err) MUST_CHECK;

/* The primary message of a failure or a notice; NULL when it has none that may be shown. */
const char *pg_error_message(const PGresult *result);

/* Fills *err from a result that is no success, on its connection. Returns false. */
bool pg_error_set_result(struct error *err, const PGconn *connection, const PGresult *result);

/* Fills *err with DATABASE_UNAVAILABLE and the first line of the connection's own message. Returns false. */
bool pg_error_set_connection(struct error *err, const PGconn *connection);

#endif
