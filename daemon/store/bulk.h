/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_BULK_H
#define PULSSID_STORE_BULK_H

/*
 * Inserts the rows of a C array into a table, by statements of about BULK_STEP_VALUES values each: one of all
 * of them would keep a processor of the database for long, and others' short statements waiting. A table of
 * columns says which member of the struct goes into which column; each column travels as one array of texts
 * and is cast to its type by PostgreSQL, doubles with every bit.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "store/db.h"

#define BULK_MAX_COLUMNS 96
#define BULK_MAX_KEYS 8
#define BULK_STEP_VALUES 1000 /* 1 to 4 ms of PostgreSQL's; elements of lists count too */

enum bulk_kind {
    BULK_NUMBER, /* double; NAN for SQL null */
    BULK_TEXT,   /* const char *; NULL for SQL null. Our own words: no quote, no backslash */
    BULK_LIST,   /* struct bulk_list */
};

/* An array value. values NULL for SQL null; NAN for a null among the elements. */
struct bulk_list {
    const double *values;
    size_t n;
};

struct bulk_column {
    const char *name;
    const char *type; /* SQL's */
    enum bulk_kind kind;
    size_t offset; /* of the member */
};

/* The key columns have the same values in every row: names "a, b", values "$1::integer, $2::text". */
struct bulk_table {
    const char *name; /* with its schema */
    const char *key_names;
    const char *key_values;
    size_t row_size;
    size_t n_columns; /* at most BULK_MAX_COLUMNS */
    const struct bulk_column *columns;
};

/* Inserts n rows; no statement for none. Several statements are whole in a transaction alone. key holds at
 * most BULK_MAX_KEYS values. DATABASE, DATABASE_UNAVAILABLE, OUT_OF_MEMORY; INTERNAL for an infinite number,
 * a fault of whoever computed it, of which no row is inserted. */
bool bulk_insert(struct db *db, const struct bulk_table *table, struct db_params key, const void *rows,
                 size_t n, struct error *err) MUST_CHECK;

#endif
