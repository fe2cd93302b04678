/* SPDX-License-Identifier: GPL-3.0-or-later */
/* INSERTs from arrays of texts. */
#include "bulk.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"

static void write_number(double value, struct buffer *out)
{
    if (isnan(value)) {
        buffer_append_text(out, "NULL");
    } else {
        buffer_printf(out, "%.17g", value);
    }
}

static void write_list(const struct bulk_list *list, struct buffer *out)
{
    if (list->values == NULL) {
        buffer_append_text(out, "NULL");
        return;
    }
    buffer_append_text(out, "\"{");
    for (size_t i = 0; i < list->n; i++) {
        buffer_append_text(out, i == 0 ? "" : ",");
        write_number(list->values[i], out);
    }
    buffer_append_text(out, "}\"");
}

static void write_text(const char *text, struct buffer *out)
{
    if (text == NULL) {
        buffer_append_text(out, "NULL");
    } else {
        buffer_printf(out, "\"%s\"", text);
    }
}

static void write_member(const struct bulk_column *column, const char *row, struct buffer *out)
{
    const void *member = row + column->offset;
    switch (column->kind) {
    case BULK_NUMBER:
        write_number(*(const double *)member, out);
        break;
    case BULK_TEXT:
        write_text(*(const char *const *)member, out);
        break;
    case BULK_LIST:
        write_list(member, out);
        break;
    }
}

/* The literal of one column's array, with its terminator. */
static void write_array(const struct bulk_table *table, size_t at, const char *rows, size_t n,
                        struct buffer *out)
{
    buffer_append_text(out, "{");
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(out, i == 0 ? "" : ",");
        write_member(&table->columns[at], rows + i * table->row_size, out);
    }
    buffer_append(out, "}", 2);
}

static void write_sql(const struct bulk_table *table, size_t keys, struct buffer *out)
{
    buffer_printf(out, "INSERT INTO %s (%s", table->name, table->key_names);
    for (size_t i = 0; i < table->n_columns; i++) {
        buffer_printf(out, ", %s", table->columns[i].name);
    }
    buffer_printf(out, ") SELECT %s", table->key_values);
    for (size_t i = 0; i < table->n_columns; i++) {
        buffer_printf(out, ", u.c%zu::%s", i, table->columns[i].type);
    }
    buffer_append_text(out, " FROM unnest(");
    for (size_t i = 0; i < table->n_columns; i++) {
        buffer_printf(out, "%s$%zu::text[]", i == 0 ? "" : ", ", keys + i + 1);
    }
    buffer_append_text(out, ") AS u (");
    for (size_t i = 0; i < table->n_columns; i++) {
        buffer_printf(out, "%sc%zu", i == 0 ? "" : ", ", i);
    }
    buffer_append(out, ")", 2);
}

static bool insert_step(struct db *db, const struct bulk_table *table, struct db_params key, const char *rows,
                        size_t n, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct buffer arrays CLEANUP(buffer_free) = {0};
    size_t start[BULK_MAX_COLUMNS];
    write_sql(table, key.n, &sql);
    for (size_t i = 0; i < table->n_columns; i++) {
        start[i] = arrays.len;
        write_array(table, i, rows, n, &arrays);
    }
    if (sql.failed || arrays.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to insert %zu rows", n);
    }
    const char *values[BULK_MAX_KEYS + BULK_MAX_COLUMNS];
    memcpy(values, key.values, key.n * sizeof *values);
    for (size_t i = 0; i < table->n_columns; i++) {
        values[key.n + i] = (const char *)buffer_span(&arrays).data + start[i];
    }
    struct db_params params = {key.n + table->n_columns, values};
    return db_query(db, (const char *)buffer_span(&sql).data, params, NULL, err);
}

static size_t values_of(const struct bulk_table *table, const char *row)
{
    size_t values = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct bulk_column *column = &table->columns[i];
        values += column->kind == BULK_LIST ? ((const struct bulk_list *)(row + column->offset))->n : 1;
    }
    return values;
}

static bool is_infinite(const struct bulk_column *column, const char *row)
{
    const void *member = row + column->offset;
    if (column->kind == BULK_NUMBER) {
        return isinf(*(const double *)member);
    }
    bool infinite = false;
    const struct bulk_list *list = member;
    for (size_t i = 0; column->kind == BULK_LIST && list->values != NULL && i < list->n; i++) {
        infinite |= isinf(list->values[i]);
    }
    return infinite;
}

/* PostgreSQL would take it, and no reader of JSON could. */
static bool check_finite(const struct bulk_table *table, const char *rows, size_t n, struct error *err)
{
    for (size_t i = 0; i < n * table->n_columns; i++) {
        const struct bulk_column *column = &table->columns[i % table->n_columns];
        if (is_infinite(column, rows + i / table->n_columns * table->row_size)) {
            return error_set(err, ERROR_INTERNAL, "%s of %s would be infinite", column->name, table->name);
        }
    }
    return true;
}

/* How many of the rows make a step, at least one. */
static size_t step_of(const struct bulk_table *table, const char *rows, size_t n)
{
    size_t step = 0;
    for (size_t values = 0; step < n && values < BULK_STEP_VALUES; step++) {
        values += values_of(table, rows + step * table->row_size);
    }
    return step;
}

bool bulk_insert(struct db *db, const struct bulk_table *table, struct db_params key, const void *rows,
                 size_t n, struct error *err)
{
    if (!check_finite(table, rows, n, err)) {
        return false;
    }
    for (size_t done = 0; done < n;) {
        const char *next = (const char *)rows + done * table->row_size;
        size_t step = step_of(table, next, n - done);
        if (!insert_step(db, table, key, next, step, err)) {
            return false;
        }
        done += step;
    }
    return true;
}
