/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a report's table. */
#include "table.h"

#include <string.h>

struct table *table_new(size_t n_columns, size_t n_rows)
{
    struct table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        return NULL;
    }
    table->columns = calloc(n_columns + 1, sizeof *table->columns);
    table->cells = calloc(n_columns * n_rows + 1, sizeof *table->cells);
    if (table->columns == NULL || table->cells == NULL) {
        return table_free(table);
    }
    table->n_columns = n_columns;
    table->n_rows = n_rows;
    return table;
}

/* Cells move to the front, and never past one that is still to be looked at. */
void table_drop(struct table *table, const char *prefix)
{
    size_t n_columns = table->n_columns;
    size_t n_cells = 0;
    for (size_t i = 0; i < n_columns * table->n_rows; i++) {
        if (strncmp(table->columns[i % n_columns].name, prefix, strlen(prefix)) == 0) {
            free(table->cells[i]);
        } else {
            table->cells[n_cells++] = table->cells[i];
        }
    }
    table->n_columns = 0;
    for (size_t c = 0; c < n_columns; c++) {
        if (strncmp(table->columns[c].name, prefix, strlen(prefix)) != 0) {
            table->columns[table->n_columns++] = table->columns[c];
        }
    }
}

struct table *table_free(struct table *table)
{
    if (table == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < table->n_columns * table->n_rows; i++) {
        free(table->cells[i]);
    }
    free(table->cells);
    free(table->columns);
    free(table);
    return NULL;
}
