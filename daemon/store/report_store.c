/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads reports: for an analyst's key over the report role, or for a command. */
#include "report_store.h"

#include <endian.h>

#include "base/sha256.h"
#include "report_facts.h"
#include "report_sql.h"
#include "report_table.h"

#define MAX_STATEMENTS (REPORT_MAX_PARTS + 2)

const struct report *report_find(const char *name)
{
    size_t n;
    const struct report *reports = report_facts(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(reports[i].name, name) == 0) {
            return &reports[i];
        }
    }
    return NULL;
}

const char *report_name(const struct report *report)
{
    return report->name;
}

const char *report_at(size_t i)
{
    size_t n;
    const struct report *reports = report_facts(&n);
    return i < n ? reports[i].name : NULL;
}

size_t report_parts(const struct report *report)
{
    return report->n_parts;
}

const char *report_part_name(const struct report *report, size_t part)
{
    return report->parts[part].name;
}

bool report_part_is_paged(const struct report *report, size_t part)
{
    return part == 0 || report->parts[part].follows > 0;
}

bool report_has_exact(const struct report *report)
{
    return report->has_exact;
}

bool report_is_of_period(const struct report *report)
{
    const struct report *asked = report->past != NULL ? report->past : report;
    return (asked->parts[0].filters & REPORT_BY_PERIOD) != 0;
}

void report_page_free(struct report_page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        page->tables[i] = table_free(page->tables[i]);
    }
    page->n = 0;
}

/* What is read for a request. */
static struct report_request resolve(const struct report_request *request)
{
    struct report_request resolved = *request;
    if (request->report == NULL) {
        return resolved;
    }
    bool is_past = request->filter.period != NULL || request->filter.release != NULL;
    resolved.report = is_past && request->report->past != NULL ? request->report->past : request->report;
    return resolved;
}

/* The statements of one reading: the parts in order, then the release. */
struct reading {
    size_t n;
    struct report_cursor cursor;
    struct report_sql sql[MAX_STATEMENTS];
};

static void reading_done_local(struct reading *reading)
{
    for (size_t i = 0; i < reading->n; i++) {
        buffer_free(&reading->sql[i].sql);
    }
}

static bool reading_init(const struct report_request *request, struct reading *reading, struct error *err)
{
    if (request->report == NULL) {
        return true;
    }
    if (request->exact && !request->report->has_exact) {
        return error_set(err, ERROR_BAD_PARAMETER, "the report %s has no exact form", request->report->name);
    }
    if (!report_sql_check(request, &reading->cursor, err)) {
        return false;
    }
    bool failed = false;
    for (size_t part = 0; part <= request->report->n_parts; part++) {
        struct report_sql *sql = &reading->sql[reading->n++];
        if (part < request->report->n_parts) {
            report_sql_part(request, &reading->cursor, part, sql);
        } else {
            report_sql_release(request, sql);
        }
        buffer_append(&sql->sql, "", 1);
        failed = failed || sql->sql.failed;
    }
    return !failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a report");
}

static struct pg_statement statement_of(const struct report_sql *sql)
{
    return (struct pg_statement){.sql = (const char *)buffer_span(&sql->sql).data,
                                 .params = sql->params,
                                 .n_params = sql->n_params,
                                 .once = true};
}

/* Puts one result into the page: a part's rows, or behind the last part the release. */
static bool take_result(const struct report_request *request, const struct pg_result *result,
                        struct report_page *page, struct error *err)
{
    if (page->n == request->report->n_parts) {
        const char *release = pg_rows(result) > 0 ? pg_value(result, 0, 0) : NULL;
        page->release = release == NULL ? 0 : strtoll(release, NULL, 10);
        return true;
    }
    size_t limit = page->n == 0 && request->filter.limit > 0 ? request->filter.limit : SIZE_MAX;
    struct table *table = report_table_from(result, limit, request->exact);
    if (table == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a report");
    }
    bool first = page->n == 0;
    page->tables[page->n++] = table;
    if (first && pg_rows(result) > limit &&
        !report_sql_cursor(&request->report->parts[0], table, table->n_rows - 1, page->next)) {
        return error_set(err, ERROR_INTERNAL, "the next page has no name");
    }
    return true;
}

static const char key_sql[] = "SELECT secret_sha256, expires - date '1970-01-01' FROM report.analyst_key($1)";

/* Both columns are binary: the digest's bytes, and a day in network order. */
static bool check_key(const struct pg_result *result, const struct report_request *request, struct error *err)
{
    const char *digest = pg_rows(result) > 0 ? pg_value(result, 0, 0) : NULL;
    bool known = digest != NULL && pg_value_len(result, 0, 0) == SHA256_SIZE &&
                 sha256_equal((const uint8_t *)digest, request->key_sha256);
    const char *expires = known ? pg_value(result, 0, 1) : NULL;
    if (expires != NULL) {
        uint32_t day;
        memcpy(&day, expires, sizeof day);
        known = (int32_t)be32toh(day) >= request->today;
    }
    return known || error_set(err, ERROR_UNAUTHORIZED, "a valid key of role analyst is needed");
}

/* A question that PostgreSQL is at. The request's texts are no longer needed: they were bound. */
struct asked {
    struct report_request request;
    report_store_done *done;
    void *ctx;
};

static void on_results(void *ctx, const struct error *err, const struct pg_result *const *results, size_t n)
{
    struct asked *asked = ctx;
    struct report_page page = {0};
    struct error why;
    bool good = err == NULL && check_key(results[0], &asked->request, &why);
    for (size_t i = 1; good && i < n; i++) {
        good = take_result(&asked->request, results[i], &page, &why);
    }
    asked->done(asked->ctx, good ? NULL : err != NULL ? err : &why, good ? &page : NULL);
    report_page_free(&page);
    free(asked);
}

static bool send_reading(struct pg *pg, const struct reading *reading, struct asked *asked, struct error *err)
{
    char key_id[16];
    snprintf(key_id, sizeof key_id, "%d", (int)asked->request.key_id);
    struct pg_param key_param = {.data = key_id};
    struct pg_statement statements[MAX_STATEMENTS + 1] = {
        {.sql = key_sql, .params = &key_param, .n_params = 1, .binary_result = true}};
    for (size_t i = 0; i < reading->n; i++) {
        statements[i + 1] = statement_of(&reading->sql[i]);
    }
    struct pg_unit unit = {statements, reading->n + 1};
    return pg_run(pg, &unit, on_results, asked, err);
}

bool report_store_read(struct pg *pg, const struct report_request *request, report_store_done *done,
                       void *ctx, struct error *err)
{
    CLEANUP(reading_done) struct reading reading = {0};
    const struct report_request resolved = resolve(request);
    if (!reading_init(&resolved, &reading, err)) {
        return false;
    }
    CLEANUP(free) struct asked *asked = malloc(sizeof *asked);
    if (asked == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a report");
    }
    *asked = (struct asked){resolved, done, ctx};
    if (!send_reading(pg, &reading, asked, err)) {
        return false;
    }
    asked = NULL;
    return true;
}

static bool read_parts(struct db *db, const struct report_request *request, const struct reading *reading,
                       struct report_page *page, struct error *err)
{
    for (size_t i = 0; i < reading->n; i++) {
        CLEANUP(db_result_free) struct db_result *result = NULL;
        struct pg_statement statement = statement_of(&reading->sql[i]);
        if (!db_run(db, &statement, &result, err) ||
            !take_result(request, db_result_as_pg(result), page, err)) {
            return false;
        }
    }
    return true;
}

bool report_store_read_now(struct db *db, const struct report_request *request, struct report_page *ret_page,
                           struct error *err)
{
    CLEANUP(reading_done) struct reading reading = {0};
    const struct report_request resolved = resolve(request);
    struct report_page page = {0};
    if (!reading_init(&resolved, &reading, err)) {
        return false;
    }
    /* One snapshot, so that all parts speak of one release. */
    bool good =
        db_script(db, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL datestyle = 'ISO'", err) &&
        read_parts(db, &resolved, &reading, &page, err) && db_commit(db, err);
    if (!good) {
        db_rollback(db);
        report_page_free(&page);
        return false;
    }
    *ret_page = page;
    return true;
}
