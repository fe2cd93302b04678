/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns PostgreSQL's text form of values into the cells of a table. */
#include "report_table.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* Types by their OIDs, which are fixed in PostgreSQL's catalog. */
static enum column_type type_of(uint32_t oid)
{
    switch (oid) {
    case 16: /* bool */
        return COLUMN_BOOLEAN;
    case 20: /* int8, int2, int4 */
    case 21:
    case 23:
        return COLUMN_INTEGER;
    case 700: /* float4, float8, numeric */
    case 701:
    case 1700:
        return COLUMN_NUMBER;
    case 1005: /* arrays of the integers … */
    case 1007:
    case 1016:
        return COLUMN_INTEGER_LIST;
    case 1021: /* … and of the numbers */
    case 1022:
    case 1231:
        return COLUMN_NUMBER_LIST;
    case 1009: /* array of text: our views have codes in them and nothing else */
        return COLUMN_CODE_LIST;
    case 1043: /* varchar: our views have counts in them and nothing else */
        return COLUMN_COUNT;
    default:
        return COLUMN_TEXT;
    }
}

/* Writes a number as it is shown; false when it is none: NULL, NaN or infinite. */
static bool write_number(const char *text, size_t len, bool exact, char *out, size_t size)
{
    char number[512];
    if (len >= sizeof number || !(isdigit((unsigned char)text[0]) ||
                                  (len > 1 && text[0] == '-' && isdigit((unsigned char)text[1])))) {
        return false;
    }
    memcpy(number, text, len);
    number[len] = '\0';
    if (exact) {
        snprintf(out, size, "%.17g", strtod(number, NULL));
    } else {
        snprintf(out, size, "%s", number);
    }
    return true;
}

/* "{1,NULL,2}" as "1 null 2". */
static char *list_cell(const char *text, bool exact)
{
    size_t size = 32 * (strlen(text) + 1);
    char *out = malloc(size);
    size_t len = 0;
    if (out == NULL) {
        return NULL;
    }
    out[0] = '\0';
    for (const char *at = text + 1; *at != '}' && *at != '\0';) {
        size_t item = strcspn(at, ",}");
        char number[512];
        bool known = write_number(at, item, exact, number, sizeof number);
        len += (size_t)snprintf(out + len, size - len, "%s%s", len == 0 ? "" : " ", known ? number : "null");
        at += item + (at[item] == ',' ? 1 : 0);
    }
    return out;
}

/* "{T01,\"NULL\"}" as "T01 NULL": PostgreSQL quotes a code only where it reads like its own word. */
static char *codes_cell(const char *text)
{
    char *out = malloc(strlen(text) + 1);
    size_t len = 0;
    for (const char *at = text; out != NULL && *at != '\0'; at++) {
        if (strchr("{}\"", *at) == NULL) {
            out[len++] = *at == ',' ? ' ' : *at;
        }
    }
    if (out != NULL) {
        out[len] = '\0';
    }
    return out;
}

/* One cell. ret NULL with true: unknown. */
static bool make_cell(const char *text, enum column_type type, bool exact, char **ret_cell)
{
    char number[512];
    const char *shown = text;
    if (type == COLUMN_INTEGER_LIST || type == COLUMN_NUMBER_LIST) {
        *ret_cell = list_cell(text, exact && type == COLUMN_NUMBER_LIST);
        return *ret_cell != NULL;
    }
    if (type == COLUMN_CODE_LIST) {
        *ret_cell = codes_cell(text);
        return *ret_cell != NULL;
    }
    if (type == COLUMN_BOOLEAN) {
        shown = text[0] == 't' ? "true" : "false";
    } else if (type == COLUMN_NUMBER) {
        if (!write_number(text, strlen(text), exact, number, sizeof number)) {
            return true;
        }
        shown = number;
    }
    *ret_cell = strdup(shown);
    return *ret_cell != NULL;
}

static bool fill_row(const struct pg_result *result, size_t row, bool exact, struct table *table)
{
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *text = pg_value(result, row, c);
        if (text != NULL &&
            !make_cell(text, table->columns[c].type, exact, &table->cells[row * table->n_columns + c])) {
            return false;
        }
    }
    return true;
}

struct table *report_table_from(const struct pg_result *result, size_t max_rows, bool exact)
{
    size_t n = pg_rows(result) < max_rows ? pg_rows(result) : max_rows;
    struct table *table = table_new(pg_columns(result), n);
    if (table == NULL) {
        return NULL;
    }
    for (size_t c = 0; c < table->n_columns; c++) {
        snprintf(table->columns[c].name, sizeof table->columns[c].name, "%s", pg_column_name(result, c));
        table->columns[c].type = type_of(pg_column_oid(result, c));
    }
    for (size_t row = 0; row < n; row++) {
        if (!fill_row(result, row, exact, table)) {
            return table_free(table);
        }
    }
    return table;
}
