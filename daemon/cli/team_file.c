/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the rows of `team import`. */
#include "team_file.h"

#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"
#include "wire/csv.h"

#define HEADCOUNT_MAX 1000000

static bool read_code(const struct csv *csv, const char *column, bool may_be_empty, char ret_code[CODE_SIZE],
                      struct error *err)
{
    const char *text = csv_field(csv, column);
    if (text[0] == '\0' && may_be_empty) {
        ret_code[0] = '\0';
        return true;
    }
    if (!code_is_valid(span_text(text))) {
        return csv_error(csv, column, err,
                         "expected a code of letters, digits, dots, hyphens and underscores");
    }
    code_copy(span_text(text), ret_code);
    return true;
}

static bool read_name(const struct csv *csv, struct team_version *version, struct error *err)
{
    const char *text = csv_field(csv, "name");
    size_t len = strlen(text);
    bool good = len > 0 && len < TEAM_NAME_SIZE;
    for (size_t i = 0; good && i < len; i++) {
        good = (unsigned char)text[i] >= ' ' && text[i] != 127;
    }
    if (!good) {
        return csv_error(csv, "name", err, "expected a name of 1 to %d bytes", TEAM_NAME_SIZE - 1);
    }
    if (strchr("=+-@", text[0]) != NULL) {
        return csv_error(
            csv, "name", err,
            "expected a name that does not begin with = + - or @, which a spreadsheet that opens "
            "a report runs as a formula");
    }
    strcpy(version->name, text);
    return true;
}

static bool read_headcount(const struct csv *csv, struct team_version *version, struct error *err)
{
    const char *text = csv_field(csv, "headcount");
    size_t len = strlen(text);
    long number = len == 0 ? -1 : strtol(text, NULL, 10);
    if (len > 7 || strspn(text, "0123456789") != len || number > HEADCOUNT_MAX) {
        return csv_error(csv, "headcount", err, "expected a whole number from 0 to %d, or nothing",
                         HEADCOUNT_MAX);
    }
    version->headcount = (int32_t)number;
    return true;
}

static bool read_role(const struct csv *csv, struct team_version *version, struct error *err)
{
    const char *text = csv_field(csv, "role");
    version->is_router = strcmp(text, "router") == 0;
    return version->is_router || text[0] == '\0' || strcmp(text, "normal") == 0 ||
           csv_error(csv, "role", err, "expected normal or router");
}

/* A file that has no such column says nothing about series. */
static bool read_series(const struct csv *csv, struct team_version *version, struct error *err)
{
    const char *text = csv_field(csv, "series");
    bool is_said = false;
    for (size_t i = 0; i < csv_n_columns(csv) && !is_said; i++) {
        is_said = strcmp(csv_column_name(csv, i), "series") == 0;
    }
    version->series = !is_said                   ? TEAM_SERIES_UNSAID
                      : strcmp(text, "new") == 0 ? TEAM_SERIES_NEW
                                                 : TEAM_SERIES_SAME;
    return version->series == TEAM_SERIES_NEW || text[0] == '\0' || strcmp(text, "same") == 0 ||
           csv_error(csv, "series", err, "expected new or same");
}

static bool read_day(const struct csv *csv, const char *column, int32_t unbounded, int32_t *ret_day,
                     struct error *err)
{
    const char *text = csv_field(csv, column);
    struct error why;
    if (text[0] == '\0') {
        *ret_day = unbounded;
        return true;
    }
    return calendar_parse_day(span_text(text), ret_day, &why) ||
           csv_error(csv, column, err, "%s, or nothing", why.text);
}

static bool read_row(const struct csv *csv, struct team_version *version, struct error *err)
{
    if (!read_code(csv, "code", false, version->code, err) || !read_name(csv, version, err) ||
        !read_code(csv, "parent", true, version->parent, err) || !read_headcount(csv, version, err) ||
        !read_role(csv, version, err) || !read_day(csv, "valid_from", INT32_MIN, &version->valid_from, err) ||
        !read_day(csv, "valid_to", INT32_MAX, &version->valid_to, err) || !read_series(csv, version, err)) {
        return false;
    }
    return version->valid_from <= version->valid_to ||
           csv_error(csv, "valid_to", err, "expected a day not before valid_from");
}

static struct team_file_row *add_row(struct team_file *file, struct error *err)
{
    /* Doubles at each power of two. */
    if ((file->n & (file->n - 1)) == 0) {
        size_t room = file->n == 0 ? 1 : 2 * file->n;
        struct team_file_row *grown = reallocarray(file->rows, room, sizeof *grown);
        if (grown == NULL) {
            error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", file->path);
            return NULL;
        }
        file->rows = grown;
    }
    file->rows[file->n] = (struct team_file_row){0};
    return &file->rows[file->n++];
}

static bool read_rows(struct csv *csv, struct team_file *file, struct error *err)
{
    bool end = false;
    while (csv_next(csv, &end, err)) {
        if (end) {
            return true;
        }
        struct team_file_row *row = add_row(file, err);
        if (row == NULL || !read_row(csv, &row->version, err)) {
            return false;
        }
        row->line = csv_line(csv);
    }
    return false;
}

bool team_file_read(const char *path, struct team_file *ret_file, struct error *err)
{
    static const char *const required[] = {"code", "name", NULL};
    static const char *const optional[] = {"parent",   "headcount", "role", "valid_from",
                                           "valid_to", "series",    NULL};
    const struct csv_columns columns = {required, optional, false};
    CLEANUP(csv_close) struct csv *csv = NULL;
    struct team_file file = {.path = path};
    if (!csv_open(path, &columns, &csv, err)) {
        return false;
    }
    if (!read_rows(csv, &file, err)) {
        team_file_done(&file);
        return false;
    }
    *ret_file = file;
    return true;
}

void team_file_done(struct team_file *file)
{
    free(file->rows);
    file->rows = NULL;
    file->n = 0;
}
