/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TABLE_H
#define PULSSID_MODEL_TABLE_H

/*
 * A report's rows between the database and whoever writes them out: named, typed columns and text cells,
 * where NULL is "unknown" and never the empty text. Built by store/report_store, rendered by wire/table_*.
 * Owned through table_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"

/* How a cell's text is to be read. Lists hold their items in order, joined by one space; "null" for an
 * unknown number. */
enum column_type {
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_NUMBER,
    COLUMN_BOOLEAN,
    COLUMN_INTEGER_LIST,
    COLUMN_NUMBER_LIST,
    COLUMN_CODE_LIST,
    COLUMN_COUNT /* an integer, or the text of a bound: "<5" */
};

struct column {
    char name[64];
    enum column_type type;
};

struct table {
    size_t n_columns;
    size_t n_rows;
    struct column *columns;
    char **cells; /* row by row: cells[row * n_columns + column]; NULL: unknown */
};

/* An empty table of that size: every cell NULL. NULL when memory is out. */
struct table *table_new(size_t n_columns, size_t n_rows);
struct table *table_free(struct table *table);
DEFINE_CLEANUP(table_free, struct table)

/* Takes the columns away whose names begin so. */
void table_drop(struct table *table, const char *prefix);

static inline const char *table_cell(const struct table *table, size_t row, size_t column)
{
    return table->cells[row * table->n_columns + column];
}

#endif
