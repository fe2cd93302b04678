/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a blocking connection's statements have given. */
#include <libpq-fe.h>
#include <math.h>
#include <stdlib.h>

#include "db.h"

/* A db_result, like a pg_result, is libpq's own result under a name that the callers may know. */
static const PGresult *raw(const struct db_result *result)
{
    return (const PGresult *)result;
}

struct db_result *db_result_free(struct db_result *result)
{
    PQclear((PGresult *)result);
    return NULL;
}

const struct pg_result *db_result_as_pg(const struct db_result *result)
{
    return (const struct pg_result *)result;
}

size_t db_rows(const struct db_result *result)
{
    return (size_t)PQntuples(raw(result));
}

size_t db_columns(const struct db_result *result)
{
    return (size_t)PQnfields(raw(result));
}

const char *db_text(const struct db_result *result, size_t row, size_t column)
{
    return PQgetisnull(raw(result), (int)row, (int)column) ? NULL
                                                           : PQgetvalue(raw(result), (int)row, (int)column);
}

int64_t db_int(const struct db_result *result, size_t row, size_t column)
{
    const char *text = db_text(result, row, column);
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

double db_double(const struct db_result *result, size_t row, size_t column)
{
    const char *text = db_text(result, row, column);
    return text == NULL ? NAN : strtod(text, NULL);
}
