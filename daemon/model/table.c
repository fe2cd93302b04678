/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a report's table. */
#include "table.h"

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
