/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and checks the rows of `team import`. */
#include "team_file.h"

#include <limits.h>
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
        !read_day(csv, "valid_to", INT32_MAX, &version->valid_to, err)) {
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
    static const char *const optional[] = {"parent", "headcount", "role", "valid_from", "valid_to", NULL};
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

/* The versions as they will be: those of the file (line > 0) and the stored ones (line 0), by code and
 * valid_from. */
struct merged {
    const char *path;
    size_t n;
    struct team_file_row *rows;
};

static int row_order(const void *a, const void *b)
{
    const struct team_file_row *x = a;
    const struct team_file_row *y = b;
    int order = strcmp(x->version.code, y->version.code);
    if (order == 0) {
        order =
            (x->version.valid_from > y->version.valid_from) - (x->version.valid_from < y->version.valid_from);
    }
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static bool is_same_version(const struct team_file_row *a, const struct team_file_row *b)
{
    return strcmp(a->version.code, b->version.code) == 0 && a->version.valid_from == b->version.valid_from;
}

/* A stored row sorts directly before the file's rows of the same key, which take its place. */
static void drop_replaced(struct merged *merged)
{
    size_t kept = 0;
    for (size_t i = 0; i < merged->n; i++) {
        bool replaced = merged->rows[i].line == 0 && i + 1 < merged->n &&
                        is_same_version(&merged->rows[i], &merged->rows[i + 1]);
        if (!replaced) {
            merged->rows[kept++] = merged->rows[i];
        }
    }
    merged->n = kept;
}

static bool merge(const struct team_file *file, const struct team_version *stored, size_t n_stored,
                  struct merged *ret_merged, struct error *err)
{
    struct merged merged = {.path = file->path, .n = file->n + n_stored};
    merged.rows = calloc(merged.n + 1, sizeof *merged.rows);
    if (merged.rows == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", file->path);
    }
    for (size_t i = 0; i < n_stored; i++) {
        merged.rows[i].version = stored[i];
    }
    for (size_t i = 0; i < file->n; i++) {
        merged.rows[n_stored + i] = file->rows[i];
    }
    qsort(merged.rows, merged.n, sizeof *merged.rows, row_order);
    drop_replaced(&merged);
    *ret_merged = merged;
    return true;
}

static void merged_done_local(struct merged *merged)
{
    free(merged->rows);
}

/* Index of the first version of a code, or n. */
static size_t first_of(const struct merged *merged, const char *code)
{
    size_t low = 0;
    size_t high = merged->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(merged->rows[middle].version.code, code) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < merged->n && strcmp(merged->rows[low].version.code, code) == 0 ? low : merged->n;
}

/* The version of a code that is valid on a day, or NULL. */
static const struct team_file_row *valid_on(const struct merged *merged, const char *code, int32_t day)
{
    for (size_t i = first_of(merged, code); i < merged->n && strcmp(merged->rows[i].version.code, code) == 0;
         i++) {
        if (merged->rows[i].version.valid_from <= day && day <= merged->rows[i].version.valid_to) {
            return &merged->rows[i];
        }
    }
    return NULL;
}

/* Fails at the row of the two that the file can change: the later line. */
static bool fail_pair(const struct merged *merged, const struct team_file_row *a,
                      const struct team_file_row *b, const char *sentence, struct error *err)
{
    const struct team_file_row *here = a->line > b->line ? a : b;
    const struct team_file_row *other = here == a ? b : a;
    char where[48];
    snprintf(where, sizeof where, other->line == 0 ? "a stored one" : "the one of line %zu", other->line);
    return error_set(err, ERROR_INPUT, "%s:%zu: field valid_from: %s: this version of %s and %s",
                     merged->path, here->line, sentence, here->version.code, where);
}

static bool check_overlaps(const struct merged *merged, struct error *err)
{
    for (size_t i = 1; i < merged->n; i++) {
        const struct team_file_row *a = &merged->rows[i - 1];
        const struct team_file_row *b = &merged->rows[i];
        if (a->line == 0 && b->line == 0) {
            continue;
        }
        if (is_same_version(a, b)) {
            return fail_pair(merged, a, b, "the same day twice", err);
        }
        if (strcmp(a->version.code, b->version.code) == 0 && a->version.valid_to >= b->version.valid_from) {
            return fail_pair(merged, a, b, "validities overlap", err);
        }
    }
    return true;
}

static bool check_parents(const struct team_file *file, const struct merged *merged, struct error *err)
{
    for (size_t i = 0; i < file->n; i++) {
        const struct team_version *v = &file->rows[i].version;
        if (v->parent[0] != '\0' && first_of(merged, v->parent) == merged->n) {
            return error_set(err, ERROR_INPUT, "%s:%zu: field parent: there is no team %s", file->path,
                             file->rows[i].line, v->parent);
        }
    }
    return true;
}

/* The version that a version hangs from on a day. */
static const struct team_file_row *parent_on(const struct merged *merged, const struct team_file_row *row,
                                             int32_t day)
{
    return row->version.parent[0] == '\0' ? NULL : valid_on(merged, row->version.parent, day);
}

/* Whether a version's ancestors on its first day come back to it; then a line of the file on that way. A way
 * that runs into another circle is left after n steps: that circle is found from its own versions. */
static size_t circle_line(const struct merged *merged, const struct team_file_row *start)
{
    int32_t day = start->version.valid_from;
    size_t line = start->line;
    const struct team_file_row *at = parent_on(merged, start, day);
    for (size_t steps = 0; at != NULL && steps < merged->n; steps++) {
        if (at == start) {
            return line;
        }
        line = at->line > line ? at->line : line;
        at = parent_on(merged, at, day);
    }
    return 0;
}

/* The versions that make a circle on some day make it already on the latest of their first days, so it is
 * enough to look there. */
static bool check_circles(const struct merged *merged, struct error *err)
{
    for (size_t i = 0; i < merged->n; i++) {
        size_t line = circle_line(merged, &merged->rows[i]);
        if (line > 0) {
            return error_set(err, ERROR_INPUT, "%s:%zu: field parent: team %s would be its own ancestor",
                             merged->path, line, merged->rows[i].version.code);
        }
    }
    return true;
}

bool team_file_check(const struct team_file *file, const struct team_version *stored, size_t n_stored,
                     struct error *err)
{
    CLEANUP(merged_done) struct merged merged = {0};
    return merge(file, stored, n_stored, &merged, err) && check_overlaps(&merged, err) &&
           check_parents(file, &merged, err) && check_circles(&merged, err);
}
