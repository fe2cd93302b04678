/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the statements of reports from their facts; what a reader gives is bound, never written into them.
 */
#include "report_sql.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/calendar.h"
#include "model/code.h"

/* Stands between the keys of a cursor: no code, number or day holds it, and a URL need not escape it. */
#define CURSOR_SEPARATOR '~'
#define BEFORE_EVERY_DAY "-infinity"

static bool is_number(const char *text)
{
    size_t len = strlen(text);
    return len >= 1 && len <= 9 && strspn(text, "0123456789") == len;
}

static bool is_period(const char *text)
{
    struct error ignored;
    int32_t period;
    return calendar_parse(PERIOD_WEEK, span_text(text), &period, &ignored) ||
           calendar_parse(PERIOD_MONTH, span_text(text), &period, &ignored);
}

/* A team's code, or "*" for the whole organisation. */
static bool is_code(const char *text)
{
    return strcmp(text, "*") == 0 || code_is_valid(span_text(text));
}

static bool is_key(enum report_key_type type, const char *text)
{
    struct error ignored;
    int32_t day;
    switch (type) {
    case REPORT_KEY_TEXT:
        return is_code(text);
    case REPORT_KEY_NUMBER:
        return is_number(text[0] == '-' ? text + 1 : text);
    case REPORT_KEY_DAY:
        return strcmp(text, BEFORE_EVERY_DAY) == 0 || calendar_parse_day(span_text(text), &day, &ignored);
    }
    return false;
}

static bool check_one(const struct report *report, enum report_filters filter, const char *name, bool good,
                      struct error *err)
{
    if ((report->parts[0].filters & (unsigned)filter) == 0) {
        return error_set(err, ERROR_BAD_PARAMETER, "%s: the report %s has no such filter", name,
                         report->name);
    }
    return good || error_set(err, ERROR_BAD_PARAMETER, "%s: expected %s", name,
                             filter == REPORT_BY_PERIOD    ? "a period such as 2024-W36 or 2024-09"
                             : filter == REPORT_BY_RELEASE ? "the number of a release"
                                                           : "a code");
}

static bool check_filters(const struct report *report, const struct report_filter *f, struct error *err)
{
    if (f->period != NULL && !check_one(report, REPORT_BY_PERIOD, "period", is_period(f->period), err)) {
        return false;
    }
    if (f->team != NULL && !check_one(report, REPORT_BY_TEAM, "team", is_code(f->team), err)) {
        return false;
    }
    if (f->dimension != NULL &&
        !check_one(report, REPORT_BY_DIMENSION, "dimension", is_code(f->dimension), err)) {
        return false;
    }
    return f->release == NULL || check_one(report, REPORT_BY_RELEASE, "release", is_number(f->release), err);
}

/* Takes a cursor apart; false when its keys are not those of the part. */
static bool read_cursor(const struct report_part *part, const char *after, struct report_cursor *cursor)
{
    if (strlen(after) >= sizeof cursor->text) {
        return false;
    }
    strcpy(cursor->text, after);
    for (char *at = cursor->text; at != NULL && cursor->n < part->n_keys;) {
        char *end = strchr(at, CURSOR_SEPARATOR);
        if (end != NULL) {
            *end++ = '\0';
        }
        if (!is_key(part->keys[cursor->n].type, at)) {
            return false;
        }
        cursor->keys[cursor->n++] = at;
        at = end;
        if (at != NULL && cursor->n == part->n_keys) {
            return false;
        }
    }
    return cursor->n == part->n_keys;
}

bool report_sql_check(const struct report_request *request, struct report_cursor *ret_cursor,
                      struct error *err)
{
    const char *after = request->filter.after;
    *ret_cursor = (struct report_cursor){0};
    if (!check_filters(request->report, &request->filter, err)) {
        return false;
    }
    if (after != NULL && !read_cursor(&request->report->parts[0], after, ret_cursor)) {
        return error_set(err, ERROR_BAD_PARAMETER, "after: expected what the page before gave as its next");
    }
    return true;
}

/* Appends "$N" for a text parameter. */
static void write_param(struct report_sql *s, const char *value)
{
    s->params[s->n_params++] = (struct pg_param){.data = value};
    buffer_printf(&s->sql, "$%zu", s->n_params);
}

static void write_keys(struct report_sql *s, const struct report_part *part, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct report_key *key = &part->keys[i];
        buffer_append_text(&s->sql, i == 0 ? "" : ", ");
        if (key->type == REPORT_KEY_TEXT) {
            buffer_printf(&s->sql, "%s COLLATE \"C\"", key->column);
        } else if (key->type == REPORT_KEY_DAY) {
            buffer_printf(&s->sql, "coalesce(%s, '" BEFORE_EVERY_DAY "')", key->column);
        } else {
            buffer_append_text(&s->sql, key->column);
        }
    }
}

static void write_cursor(struct report_sql *s, const struct report_part *part,
                         const struct report_cursor *cursor)
{
    static const char *const casts[] = {
        [REPORT_KEY_TEXT] = "::text", [REPORT_KEY_NUMBER] = "::integer", [REPORT_KEY_DAY] = "::date"};
    buffer_append_text(&s->sql, " AND (");
    write_keys(s, part, part->n_keys);
    buffer_append_text(&s->sql, ") > (");
    for (size_t i = 0; i < cursor->n; i++) {
        buffer_append_text(&s->sql, i == 0 ? "" : ", ");
        write_param(s, cursor->keys[i]);
        buffer_append_text(&s->sql, casts[part->keys[i].type]);
    }
    buffer_append_text(&s->sql, ")");
}

static const char *schema(const struct report_request *request)
{
    return request->exact ? "exact" : "report";
}

/* An analysis belongs to a release, and to its period through it. */
static void write_release(struct report_sql *s, const struct report_request *r, const char *analysis)
{
    if (r->filter.release != NULL) {
        buffer_append_text(&s->sql, " AND release = ");
        write_param(s, r->filter.release);
        buffer_append_text(&s->sql, "::integer");
    }
    if (analysis == NULL) {
        return;
    }
    if (r->filter.period != NULL) {
        buffer_printf(&s->sql,
                      " AND release = (SELECT max(release) FROM %s.scores WHERE period = ", schema(r));
        write_param(s, r->filter.period);
        buffer_append_text(&s->sql, ")");
    } else if (r->filter.release == NULL) {
        buffer_printf(&s->sql, " AND release = (SELECT max(release) FROM %s.%s)", schema(r), analysis);
    }
}

/* The view that tells the release of a part's newest rows; NULL: its rows are of all releases. */
static const char *analysis_of(const struct report *report, const struct report_part *part)
{
    return part->analysis != NULL ? part->analysis : report->analysis;
}

static void write_where(struct report_sql *s, const struct report_request *r, unsigned filters,
                        const char *analysis)
{
    const struct report_filter *f = &r->filter;
    buffer_append_text(&s->sql, " WHERE true");
    if ((filters & REPORT_BY_PERIOD) != 0 && f->period != NULL && analysis == NULL) {
        buffer_append_text(&s->sql, " AND period = ");
        write_param(s, f->period);
    }
    if ((filters & REPORT_BY_TEAM) != 0 && f->team != NULL) {
        buffer_append_text(&s->sql, " AND team = ");
        write_param(s, f->team);
    }
    if ((filters & REPORT_BY_DIMENSION) != 0 && f->dimension != NULL) {
        buffer_append_text(&s->sql, " AND dimension = ");
        write_param(s, f->dimension);
    }
    if ((filters & REPORT_BY_RELEASE) != 0) {
        write_release(s, r, analysis);
    }
}

/* From behind SELECT …: one page of part 0, one row more when `peek`, which tells that there is another page.
 */
static void write_page(struct report_sql *s, const struct report_request *r,
                       const struct report_cursor *cursor, bool peek)
{
    const struct report_part *part = &r->report->parts[0];
    buffer_printf(&s->sql, " FROM %s.%s", schema(r), part->view);
    write_where(s, r, part->filters, analysis_of(r->report, part));
    if (cursor->n > 0) {
        write_cursor(s, part, cursor);
    }
    buffer_append_text(&s->sql, " ORDER BY ");
    write_keys(s, part, part->n_keys);
    if (r->filter.limit > 0) {
        buffer_printf(&s->sql, " LIMIT %zu", r->filter.limit + (peek ? 1 : 0));
    }
}

/* What shares its first n key columns with a row of the page. */
static void write_shared(struct report_sql *s, const struct report_request *r,
                         const struct report_cursor *cursor, const struct report_part *part, size_t n)
{
    buffer_append_text(&s->sql, "(");
    write_keys(s, part, n);
    buffer_append_text(&s->sql, ") IN (SELECT ");
    write_keys(s, part, n);
    write_page(s, r, cursor, false);
    buffer_append_text(&s->sql, ")");
}

void report_sql_part(const struct report_request *r, const struct report_cursor *cursor, size_t part,
                     struct report_sql *ret_sql)
{
    const struct report_part *p = &r->report->parts[part];
    struct report_sql *s = ret_sql;
    *s = (struct report_sql){0};
    buffer_printf(&s->sql, "SELECT %s", p->columns == NULL ? "*" : p->columns);
    if (part == 0) {
        write_page(s, r, cursor, true);
        return;
    }
    buffer_printf(&s->sql, " FROM %s.%s", schema(r), p->view);
    write_where(s, r, p->filters, analysis_of(r->report, p));
    if (p->follows > 0) {
        buffer_append_text(&s->sql, " AND (");
        write_shared(s, r, cursor, p, p->follows);
        if (p->with_whole) {
            buffer_append_text(&s->sql, " OR team = '*' AND ");
            write_shared(s, r, cursor, p, p->follows - 1);
        }
        buffer_append_text(&s->sql, ")");
    }
    buffer_append_text(&s->sql, " ORDER BY ");
    write_keys(s, p, p->n_keys);
}

void report_sql_release(const struct report_request *r, struct report_sql *ret_sql)
{
    const char *ledger = r->report->analysis != NULL ? r->report->analysis : r->exact ? "scores" : "releases";
    *ret_sql = (struct report_sql){0};
    buffer_printf(&ret_sql->sql, "SELECT coalesce(max(release), 0) FROM %s.%s", schema(r), ledger);
    write_where(ret_sql, r, REPORT_BY_PERIOD | REPORT_BY_RELEASE, r->report->analysis);
}

/* Whether a name is what SQL writes so, in quotes perhaps. */
static bool is_named(const char *name, const char *column)
{
    size_t quote = column[0] == '"' ? 1 : 0;
    size_t len = strlen(column) - 2 * quote;
    return strlen(name) == len && memcmp(name, column + quote, len) == 0;
}

static const char *find_cell(const struct table *table, size_t row, const char *column)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        if (is_named(table->columns[i].name, column)) {
            return table_cell(table, row, i);
        }
    }
    return NULL;
}

bool report_sql_cursor(const struct report_part *part, const struct table *table, size_t row,
                       char ret_after[REPORT_CURSOR_SIZE])
{
    size_t len = 0;
    for (size_t i = 0; i < part->n_keys; i++) {
        const char *cell = find_cell(table, row, part->keys[i].column);
        int more = snprintf(ret_after + len, REPORT_CURSOR_SIZE - len, "%s%s", i == 0 ? "" : "~",
                            cell == NULL ? BEFORE_EVERY_DAY : cell);
        if (more < 0 || (size_t)more >= REPORT_CURSOR_SIZE - len) {
            return false;
        }
        len += (size_t)more;
    }
    return true;
}
