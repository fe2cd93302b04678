/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a statement's result. */
#include <libpq-fe.h>

#include "pg.h"

/* A pg_result is libpq's own result under a name that the callers may know. */
static const PGresult *raw(const struct pg_result *result)
{
    return (const PGresult *)result;
}

size_t pg_rows(const struct pg_result *result)
{
    return (size_t)PQntuples(raw(result));
}

size_t pg_columns(const struct pg_result *result)
{
    return (size_t)PQnfields(raw(result));
}

const char *pg_column_name(const struct pg_result *result, size_t column)
{
    return PQfname(raw(result), (int)column);
}

uint32_t pg_column_oid(const struct pg_result *result, size_t column)
{
    return PQftype(raw(result), (int)column);
}

const char *pg_value(const struct pg_result *result, size_t row, size_t column)
{
    return PQgetisnull(raw(result), (int)row, (int)column) ? NULL
                                                           : PQgetvalue(raw(result), (int)row, (int)column);
}

size_t pg_value_len(const struct pg_result *result, size_t row, size_t column)
{
    return (size_t)PQgetlength(raw(result), (int)row, (int)column);
}
