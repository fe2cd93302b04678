/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a CSV file, one in memory at a time. */
#include "csv.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/buffer.h"
#include "utf8.h"

#define ROW_MAX ((size_t)1 << 20)

/*
 * raw:    T01,"Asia""kas"     one row as read, without its line ending
 * text:   T01\0Asia"kas\0     its fields
 * starts: 0    4              where they begin in text
 */
struct row {
    struct buffer raw;
    struct buffer text;
    size_t *starts;
    size_t n;
    size_t room;
};

struct csv {
    char *path;
    FILE *file;
    size_t next_line;
    size_t line;
    struct row header;
    struct row row;
};

static void row_done(struct row *row)
{
    buffer_free(&row->raw);
    buffer_free(&row->text);
    free(row->starts);
}

static void row_reset(struct row *row)
{
    buffer_consume(&row->raw, row->raw.len);
    buffer_consume(&row->text, row->text.len);
    row->n = 0;
}

static const char *row_field(const struct row *row, size_t i)
{
    return (const char *)buffer_span(&row->text).data + row->starts[i];
}

static bool refuse(const struct csv *csv, struct error *err, const char *what)
{
    return error_set(err, ERROR_INPUT, "%s:%zu: %s", csv->path, csv->line, what);
}

static bool out_of_memory(const struct csv *csv, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "%s:%zu: no memory for a row", csv->path, csv->line);
}

/* Reads up to the line feed that is in no quotes, and that too. Every second quote closes; where they stand
 * is for split() to judge. */
static bool read_raw(struct csv *csv, struct row *row, struct error *err)
{
    bool quoted = false;
    int c;
    row_reset(row);
    csv->line = csv->next_line;
    while ((c = getc_unlocked(csv->file)) != EOF) {
        if (row->raw.len == ROW_MAX) {
            return refuse(csv, err, "a row of more than 1 MiB (is a quote left open?)");
        }
        char byte = (char)c;
        buffer_append(&row->raw, &byte, 1);
        quoted ^= c == '"';
        csv->next_line += c == '\n';
        if (c == '\n' && !quoted) {
            break;
        }
    }
    if (ferror(csv->file)) {
        return error_set(err, ERROR_IO, "%s:%zu: %s", csv->path, csv->line, strerror(errno));
    }
    return !row->raw.failed || out_of_memory(csv, err);
}

/* Takes the line ending off. */
static void trim_raw(struct row *row)
{
    struct span raw = buffer_span(&row->raw);
    if (raw.len > 0 && raw.data[raw.len - 1] == '\n') {
        row->raw.len -= raw.len > 1 && raw.data[raw.len - 2] == '\r' ? 2 : 1;
    }
}

static void skip_byte_order_mark(struct row *row)
{
    if (row->raw.len >= 3 && memcmp(buffer_span(&row->raw).data, "\xef\xbb\xbf", 3) == 0) {
        buffer_consume(&row->raw, 3);
    }
}

static bool begin_field(struct row *row)
{
    if (row->n == row->room) {
        size_t room = row->room == 0 ? 16 : 2 * row->room;
        size_t *grown = realloc(row->starts, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        row->starts = grown;
        row->room = room;
    }
    row->starts[row->n++] = row->text.len;
    return true;
}

/* Appends what stands between quotes; *at is behind the opening one, and then behind the closing one. */
static bool take_quoted(struct row *row, struct span raw, size_t *at)
{
    while (*at < raw.len) {
        const uint8_t *quote = memchr(raw.data + *at, '"', raw.len - *at);
        if (quote == NULL) {
            return false;
        }
        size_t end = (size_t)(quote - raw.data);
        bool doubled = end + 1 < raw.len && raw.data[end + 1] == '"';
        buffer_append(&row->text, raw.data + *at, end - *at + doubled);
        *at = end + 1 + doubled;
        if (!doubled) {
            return *at == raw.len || raw.data[*at] == ',';
        }
    }
    return false;
}

static bool take_plain(struct row *row, struct span raw, size_t *at)
{
    size_t from = *at;
    while (*at < raw.len && raw.data[*at] != ',') {
        uint8_t c = raw.data[*at];
        if (c == '"' || c == '\r') {
            return false;
        }
        (*at)++;
    }
    buffer_append(&row->text, raw.data + from, *at - from);
    return true;
}

/* Splits the raw row into its fields. */
static bool split(const struct csv *csv, struct row *row, struct error *err)
{
    struct span raw = buffer_span(&row->raw);
    size_t at = 0;
    if (!utf8_is_valid(raw) || memchr(raw.data, '\0', raw.len) != NULL) {
        return refuse(csv, err, "expected text in UTF-8");
    }
    for (;;) {
        if (!begin_field(row)) {
            return out_of_memory(csv, err);
        }
        bool quoted = at < raw.len && raw.data[at] == '"';
        at += quoted;
        if (!(quoted ? take_quoted(row, raw, &at) : take_plain(row, raw, &at))) {
            return error_set(err, ERROR_INPUT,
                             "%s:%zu: field %zu: a quote or line ending that is out of place", csv->path,
                             csv->line, row->n);
        }
        buffer_append(&row->text, "", 1);
        if (at == raw.len) {
            return !row->text.failed || out_of_memory(csv, err);
        }
        at++;
    }
}

/* Reads a row that is not empty, if there is one. */
static bool read_row(struct csv *csv, struct row *row, bool *ret_end, struct error *err)
{
    for (;;) {
        if (!read_raw(csv, row, err)) {
            return false;
        }
        if (row->raw.len == 0) {
            *ret_end = true;
            return true;
        }
        if (csv->line == 1) {
            skip_byte_order_mark(row);
        }
        trim_raw(row);
        if (row->raw.len > 0) {
            *ret_end = false;
            return split(csv, row, err);
        }
    }
}

/* Position of the column, header.n when there is none. */
static size_t find_column(const struct csv *csv, const char *column)
{
    size_t i = 0;
    while (i < csv->header.n && strcmp(row_field(&csv->header, i), column) != 0) {
        i++;
    }
    return i;
}

static bool is_listed(const char *name, const char *const *list)
{
    for (; list != NULL && *list != NULL; list++) {
        if (strcmp(name, *list) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_column(const struct csv *csv, size_t i, const struct csv_columns *columns,
                         struct error *err)
{
    const char *name = row_field(&csv->header, i);
    const char *wrong = NULL;
    if (name[0] == '\0') {
        wrong = "a column without a name";
    } else if (find_column(csv, name) != i) {
        wrong = "the column is there twice";
    } else if (!columns->others && !is_listed(name, columns->required) &&
               !is_listed(name, columns->optional)) {
        wrong = "there is no such column";
    }
    return wrong == NULL || csv_error(csv, name, err, "%s", wrong);
}

static bool check_header(const struct csv *csv, const struct csv_columns *columns, struct error *err)
{
    for (size_t i = 0; i < csv->header.n; i++) {
        if (!check_column(csv, i, columns, err)) {
            return false;
        }
    }
    for (const char *const *name = columns->required; *name != NULL; name++) {
        if (find_column(csv, *name) == csv->header.n) {
            return csv_error(csv, *name, err, "the column is missing");
        }
    }
    return true;
}

bool csv_open(const char *path, const struct csv_columns *columns, struct csv **ret_csv, struct error *err)
{
    CLEANUP(csv_close) struct csv *csv = calloc(1, sizeof *csv);
    if (csv == NULL || (csv->path = strdup(path)) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: no memory to read it", path);
    }
    csv->next_line = 1;
    csv->file = fopen(path, "re");
    if (csv->file == NULL) {
        return error_set(err, ERROR_IO, "%s: %s", path, strerror(errno));
    }
    bool end;
    if (!read_row(csv, &csv->header, &end, err)) {
        return false;
    }
    if (end) {
        return refuse(csv, err, "expected a header line");
    }
    if (!check_header(csv, columns, err)) {
        return false;
    }
    *ret_csv = csv;
    csv = NULL;
    return true;
}

struct csv *csv_close(struct csv *csv)
{
    if (csv != NULL) {
        if (csv->file != NULL) {
            fclose(csv->file);
        }
        row_done(&csv->header);
        row_done(&csv->row);
        free(csv->path);
        free(csv);
    }
    return NULL;
}

bool csv_next(struct csv *csv, bool *ret_end, struct error *err)
{
    bool end;
    if (!read_row(csv, &csv->row, &end, err)) {
        return false;
    }
    if (!end && csv->row.n != csv->header.n) {
        return error_set(err, ERROR_INPUT, "%s:%zu: expected %zu fields, as in the header, and found %zu",
                         csv->path, csv->line, csv->header.n, csv->row.n);
    }
    *ret_end = end;
    return true;
}

size_t csv_line(const struct csv *csv)
{
    return csv->line;
}

const char *csv_raw(const struct csv *csv, size_t *ret_len)
{
    struct span raw = buffer_span(&csv->row.raw);
    *ret_len = raw.len;
    return (const char *)raw.data;
}

const char *csv_field(const struct csv *csv, const char *column)
{
    size_t i = find_column(csv, column);
    return i < csv->header.n ? row_field(&csv->row, i) : "";
}

size_t csv_n_columns(const struct csv *csv)
{
    return csv->header.n;
}

const char *csv_column_name(const struct csv *csv, size_t i)
{
    return row_field(&csv->header, i);
}

const char *csv_column_field(const struct csv *csv, size_t i)
{
    return row_field(&csv->row, i);
}

bool csv_error(const struct csv *csv, const char *column, struct error *err, const char *format, ...)
{
    char what[ERROR_TEXT_SIZE];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return error_set(err, ERROR_INPUT, "%s:%zu: field %s: %s", csv->path, csv->line, column, what);
}
