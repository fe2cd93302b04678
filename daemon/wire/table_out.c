/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as CSV, JSON and aligned text. */
#include "table_out.h"

#include <string.h>

#include "json_writer.h"

#define GAP "  "

/* A cell as text: booleans in one spelling, whatever the database's. */
static const char *text_of(const struct table *table, size_t row, size_t column)
{
    const char *cell = table_cell(table, row, column);
    if (cell != NULL && table->columns[column].type == COLUMN_BOOLEAN) {
        return cell[0] == 't' || cell[0] == 'T' ? "true" : "false";
    }
    return cell;
}

static void append_csv(struct buffer *out, const char *field)
{
    if (strpbrk(field, ",\"\r\n") == NULL) {
        buffer_append_text(out, field);
        return;
    }
    buffer_append_text(out, "\"");
    for (const char *quote = strchr(field, '"'); quote != NULL; quote = strchr(field, '"')) {
        buffer_append(out, field, (size_t)(quote - field));
        buffer_append_text(out, "\"\"");
        field = quote + 1;
    }
    buffer_append_text(out, field);
    buffer_append_text(out, "\"");
}

void table_out_csv(const struct table *table, struct buffer *out)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        buffer_append_text(out, c > 0 ? "," : "");
        append_csv(out, table->columns[c].name);
    }
    buffer_append_text(out, "\r\n");
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            const char *text = text_of(table, r, c);
            buffer_append_text(out, c > 0 ? "," : "");
            append_csv(out, text != NULL ? text : "");
        }
        buffer_append_text(out, "\r\n");
    }
}

/* Bytes of the character at `text`, and whether a terminal would obey it instead of showing it (C0, DEL, C1).
 */
static size_t character(const char *text, bool *ret_control)
{
    unsigned char lead = (unsigned char)text[0];
    size_t len = 1;
    while (((unsigned char)text[len] & 0xc0) == 0x80) {
        len++;
    }
    *ret_control = lead < 0x20 || lead == 0x7f || (lead == 0xc2 && len == 2 && (unsigned char)text[1] < 0xa0);
    return len;
}

static size_t width_of(const char *text)
{
    size_t width = 0;
    bool control;
    while (*text != '\0') {
        text += character(text, &control);
        width++;
    }
    return width;
}

static void append_shown(struct buffer *out, const char *text)
{
    while (*text != '\0') {
        bool control;
        size_t len = character(text, &control);
        buffer_append(out, control ? "?" : text, control ? 1 : len);
        text += len;
    }
}

static const char *shown_text(const struct table *table, size_t row, size_t column)
{
    const char *text = text_of(table, row, column);
    return text != NULL ? text : "-";
}

static size_t column_width(const struct table *table, size_t column)
{
    size_t width = width_of(table->columns[column].name);
    for (size_t r = 0; r < table->n_rows; r++) {
        size_t own = width_of(shown_text(table, r, column));
        width = own > width ? own : width;
    }
    return width;
}

static void append_aligned(const struct table *table, size_t column, const char *text, size_t width,
                           struct buffer *out)
{
    enum column_type type = table->columns[column].type;
    bool right = type == COLUMN_INTEGER || type == COLUMN_NUMBER || type == COLUMN_COUNT;
    bool last = column + 1 == table->n_columns;
    int padding = (int)(width - width_of(text));
    buffer_printf(out, "%*s", right ? padding : 0, "");
    append_shown(out, text);
    buffer_printf(out, "%*s%s", right || last ? 0 : padding, "", last ? "\n" : GAP);
}

void table_out_text(const struct table *table, struct buffer *out)
{
    CLEANUP(free) size_t *widths = calloc(table->n_columns + 1, sizeof *widths);
    if (widths == NULL) {
        out->failed = true;
        return;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        widths[c] = column_width(table, c);
        append_aligned(table, c, table->columns[c].name, widths[c], out);
    }
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            append_aligned(table, c, shown_text(table, r, c), widths[c], out);
        }
    }
}

static void append_list(struct buffer *out, enum column_type type, const char *items)
{
    buffer_append_text(out, "[");
    while (*items != '\0') {
        size_t len = strcspn(items, " ");
        if (type == COLUMN_CODE_LIST) {
            json_writer_span(out, span_of(items, len));
        } else {
            json_writer_number(out, items, len);
        }
        items += len;
        if (*items != '\0') {
            buffer_append_text(out, ",");
            items++;
        }
    }
    buffer_append_text(out, "]");
}

static void append_value(const struct table *table, size_t row, size_t column, struct buffer *out)
{
    const char *text = text_of(table, row, column);
    if (text == NULL) {
        buffer_append_text(out, "null");
        return;
    }
    switch (table->columns[column].type) {
    case COLUMN_TEXT:
        json_writer_string(out, text);
        break;
    case COLUMN_INTEGER:
    case COLUMN_NUMBER:
        json_writer_number(out, text, strlen(text));
        break;
    case COLUMN_COUNT:
        if (text[strspn(text, "0123456789")] == '\0') {
            json_writer_number(out, text, strlen(text));
        } else {
            json_writer_string(out, text);
        }
        break;
    case COLUMN_BOOLEAN:
        buffer_append_text(out, text);
        break;
    case COLUMN_INTEGER_LIST:
    case COLUMN_NUMBER_LIST:
    case COLUMN_CODE_LIST:
        append_list(out, table->columns[column].type, text);
        break;
    }
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The group inside `under` that a column belongs to; NULL: it is a member of `under` itself. */
static const char *group_of(const char *column, const char *under, const char *const *groups)
{
    for (size_t i = 0; groups != NULL && groups[i] != NULL; i++) {
        if (strlen(groups[i]) > strlen(under) && has_prefix(groups[i], under) &&
            has_prefix(column, groups[i])) {
            return groups[i];
        }
    }
    return NULL;
}

static bool is_first_of_group(const struct table *table, size_t column, const char *group)
{
    for (size_t c = 0; c < column; c++) {
        if (has_prefix(table->columns[c].name, group)) {
            return false;
        }
    }
    return true;
}

/* "mismatch": of the group "mismatch_", "w": of "attenuation_w_" under "attenuation_". */
static void append_group_key(struct buffer *out, const char *group, const char *under)
{
    size_t len = strlen(group) - strlen(under);
    const char *name = group + strlen(under);
    size_t shown = name[len - 1] == '_' ? len - 1 : len;
    buffer_printf(out, "\"%.*s\":", (int)shown, name);
}

/* An object of the columns whose names begin with `under`, without that prefix; groups in it are objects. */
static void append_object(const struct table *table, size_t row, const char *under, const char *const *groups,
                          struct buffer *out)
{
    const char *comma = "";
    buffer_append_text(out, "{");
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *name = table->columns[c].name;
        const char *group = has_prefix(name, under) ? group_of(name, under, groups) : NULL;
        if (!has_prefix(name, under) || (group != NULL && !is_first_of_group(table, c, group))) {
            continue;
        }
        buffer_append_text(out, comma);
        comma = ",";
        if (group != NULL) {
            append_group_key(out, group, under);
            append_object(table, row, group, groups, out);
        } else {
            json_writer_key(out, name + strlen(under));
            append_value(table, row, c, out);
        }
    }
    buffer_append_text(out, "}");
}

static void append_rows(const struct table *table, const char *const *groups, struct buffer *out)
{
    buffer_append_text(out, "[");
    for (size_t r = 0; r < table->n_rows; r++) {
        buffer_append_text(out, r > 0 ? "," : "");
        append_object(table, r, "", groups, out);
    }
    buffer_append_text(out, "]");
}

static void append_organisation(const struct table_document *document, struct buffer *out)
{
    const struct table *table = document->organisation;
    if (table->n_rows == 0) {
        buffer_append_text(out, "null");
    } else if (table->n_rows == 1) {
        append_object(table, 0, "", document->groups, out);
    } else {
        append_rows(table, document->groups, out);
    }
}

static void append_part(const char *name, const struct table *table, struct buffer *out)
{
    if (table != NULL) {
        buffer_printf(out, ",\"%s\":", name);
        append_rows(table, NULL, out);
    }
}

void table_out_json(const struct table_document *document, struct buffer *out)
{
    buffer_append_text(out, "{\"report\":");
    json_writer_string(out, document->report);
    if (document->release != 0) {
        buffer_printf(out, ",\"release\":%lld", (long long)document->release);
    } else {
        buffer_append_text(out, ",\"release\":null");
    }
    if (document->organisation != NULL) {
        buffer_append_text(out, ",\"organisation\":");
        append_organisation(document, out);
    }
    append_part("rows", document->rows, out);
    append_part("lags", document->lags, out);
    append_part("periods", document->periods, out);
    append_part("claims", document->claims, out);
    append_part("topics", document->topics, out);
    append_part("reasons", document->reasons, out);
    if (document->next != NULL && document->next[0] != '\0') {
        buffer_append_text(out, ",\"next\":");
        json_writer_string(out, document->next);
    }
    buffer_append_text(out, "}");
}
