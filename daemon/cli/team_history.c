/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the versions of all teams against each other, as they will be. */
#include "team_history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/calendar.h"

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

static bool check_neighbours(const struct merged *merged, struct error *err)
{
    for (size_t i = 1; i < merged->n; i++) {
        const struct team_file_row *a = &merged->rows[i - 1];
        const struct team_file_row *b = &merged->rows[i];
        if ((a->line == 0 && b->line == 0) || strcmp(a->version.code, b->version.code) != 0) {
            continue;
        }
        if (is_same_version(a, b)) {
            return fail_pair(merged, a, b, "the same day twice", err);
        }
        if (a->version.valid_to >= b->version.valid_from) {
            return fail_pair(merged, a, b, "validities overlap", err);
        }
        if (a->version.valid_to + 1 < b->version.valid_from) {
            return fail_pair(merged, a, b,
                             "days without the team between, and one that comes back is another", err);
        }
    }
    return true;
}

/* A day of a version on which its parent is not there. */
struct orphan {
    int32_t day;                      /* the first; INT32_MIN: those before the parent begins */
    const struct team_file_row *left; /* the parent's version that ended before; NULL: none */
    int32_t begins;                   /* day INT32_MIN: when the parent does */
};

/* Versions of a parent follow one another, so the first day that none holds is behind one of them. */
static bool find_orphan(const struct merged *merged, const struct team_version *child,
                        struct orphan *ret_orphan)
{
    *ret_orphan = (struct orphan){.day = child->valid_from};
    for (size_t i = first_of(merged, child->parent);
         i < merged->n && strcmp(merged->rows[i].version.code, child->parent) == 0; i++) {
        const struct team_version *parent = &merged->rows[i].version;
        if (parent->valid_from > ret_orphan->day) {
            ret_orphan->begins = parent->valid_from;
            return true;
        }
        if (parent->valid_to >= child->valid_to) {
            return false;
        }
        ret_orphan->left = &merged->rows[i];
        ret_orphan->day = parent->valid_to < ret_orphan->day ? ret_orphan->day : parent->valid_to + 1;
    }
    return true;
}

/* Fails at the version that is below, or, when that was stored before, at the one that was above it. */
static bool fail_orphan(const struct merged *merged, const struct team_file_row *row,
                        const struct orphan *orphan, struct error *err)
{
    const struct team_version *child = &row->version;
    const char *when = orphan->day == INT32_MIN ? "before" : "on";
    char day[DAY_TEXT_SIZE];
    calendar_format_day(orphan->day == INT32_MIN ? orphan->begins : orphan->day, day);
    if (row->line > 0) {
        return error_set(err, ERROR_INPUT, "%s:%zu: field parent: %s is there %s %s, and %s is not",
                         merged->path, row->line, child->code, when, day, child->parent);
    }
    return orphan->left == NULL || orphan->left->line == 0 ||
           error_set(err, ERROR_INPUT, "%s:%zu: field valid_to: %s has %s for its parent %s %s", merged->path,
                     orphan->left->line, child->code, child->parent, when, day);
}

static bool check_parent(const struct merged *merged, const struct team_file_row *row, struct error *err)
{
    struct orphan orphan;
    if (row->version.parent[0] == '\0') {
        return true;
    }
    if (first_of(merged, row->version.parent) == merged->n) {
        return error_set(err, ERROR_INPUT, "%s:%zu: field parent: there is no team %s", merged->path,
                         row->line, row->version.parent);
    }
    return !find_orphan(merged, &row->version, &orphan) || fail_orphan(merged, row, &orphan, err);
}

static bool check_parents(const struct merged *merged, struct error *err)
{
    bool good = true;
    for (size_t i = 0; i < merged->n && good; i++) {
        good = check_parent(merged, &merged->rows[i], err);
    }
    return good;
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

bool team_history_check(const struct team_file *file, const struct team_version *stored, size_t n_stored,
                        struct error *err)
{
    CLEANUP(merged_done) struct merged merged = {0};
    return merge(file, stored, n_stored, &merged, err) && check_neighbours(&merged, err) &&
           check_parents(&merged, err) && check_circles(&merged, err);
}
