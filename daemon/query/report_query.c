/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers analysts' questions over the report role. */
#include "report_query.h"

#include <stdlib.h>

#include "base/clock.h"
#include "model/key.h"
#include "release_export.h"
#include "report_document.h"
#include "store/migrate.h"
#include "store/report_store.h"
#include "wire/table_out.h"

#define PARAMETER_SIZE 256

struct report_query {
    struct pg *pg;
    const struct log *log;
    size_t queue_max;
    size_t asked;      /* questions whose answer is still to come */
    bool known_schema; /* this connection's database has this program's */
    bool told_schema;  /* that it has not, in the log */
};

/* A question under way. */
struct question {
    struct report_query *query;
    const struct report *report;
    enum report_format format;
    size_t part;
    uint64_t ticket;
    report_query_done *done;
    void *ctx;
};

/* Every part of a report is read from one snapshot; days are written as ISO 8601 wherever the server stands.
 */
static const char *const on_connect[] = {"SET default_transaction_isolation = 'repeatable read'",
                                         "SET default_transaction_read_only = on", "SET datestyle = 'ISO'",
                                         NULL};

static void on_schema(void *ctx, const struct error *err, const struct pg_result *const *results,
                      size_t n_results)
{
    (void)n_results;
    struct report_query *query = ctx;
    struct error why = {0};
    query->known_schema = migrate_check_answer(err, err == NULL ? results[0] : NULL, &why);
    if (!query->known_schema && !error_is_retryable(why.code)) {
        log_event(query->log, query->told_schema ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "reports_not_served",
                  LOG_FIELDS(log_text("reason", why.text)));
        query->told_schema = true;
    }
}

/* Asks before the questions that follow, so that their answers know. */
static bool look_at_schema(struct report_query *query, struct error *err)
{
    const struct pg_statement schema = migrate_report_statement();
    return query->known_schema || pg_run(query->pg, &(struct pg_unit){&schema, 1}, on_schema, query, err);
}

static void on_state(void *ctx, bool ready)
{
    struct report_query *query = ctx;
    struct error ignored;
    query->known_schema = false;
    query->told_schema = false;
    if (ready) {
        (void)look_at_schema(query, &ignored);
    }
}

bool report_query_new(struct event_base *base, const struct report_query_opts *opts, const struct log *log,
                      struct report_query **ret_query, struct error *err)
{
    CLEANUP(report_query_free) struct report_query *query = calloc(1, sizeof *query);
    if (query == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the read pipe");
    }
    query->log = log;
    query->queue_max = opts->queue_max;
    const struct pg_opts pg = {.conninfo = opts->conninfo,
                               .name = "query",
                               .outage = opts->outage,
                               .silent_ms = opts->silent_ms,
                               .on_connect = on_connect,
                               .on_state = on_state,
                               .ctx = query};
    if (!pg_new(base, &pg, log, &query->pg, err)) {
        return false;
    }
    *ret_query = query;
    query = NULL;
    return true;
}

struct report_query *report_query_free(struct report_query *query)
{
    if (query != NULL) {
        query->pg = pg_free(query->pg);
        free(query);
    }
    return NULL;
}

bool report_query_is_ready(const struct report_query *query)
{
    return pg_is_ready(query->pg);
}

bool report_query_key_parse(struct span text, struct report_query_key *ret_key, struct error *err)
{
    return key_parse(text, NULL, &ret_key->id, ret_key->sha256, err);
}

const struct pg_metrics *report_query_metrics(const struct report_query *query)
{
    return pg_metrics(query->pg);
}

static bool is_release_text(const struct question *question)
{
    return strcmp(report_name(question->report), "release") == 0;
}

/* Whether the next page would tell more: not of a part that this one has told whole. */
static bool goes_on(const struct question *question, const struct report_page *page)
{
    return page->next[0] != '\0' &&
           (question->format != REPORT_CSV || report_part_is_paged(question->report, question->part));
}

/* Writes the answer's body; false with the problem. */
static bool render(const struct question *question, const struct report_page *page,
                   struct report_query_reply *reply, struct error *err)
{
    if (question->report == NULL) {
        reply->status = 204;
    } else if (is_release_text(question)) {
        reply->content_type = "text/plain; charset=utf-8";
        if (!report_document_text(page, &reply->body)) {
            return error_set(err, ERROR_NOT_FOUND, "there is no release of this period");
        }
    } else if (question->format == REPORT_CSV) {
        reply->content_type = "text/csv; charset=utf-8; header=present";
        table_out_csv(page->tables[question->part], &reply->body);
    } else {
        reply->content_type = "application/json";
        report_document_json(question->report, page, &reply->body);
    }
    reply->next = goes_on(question, page) ? page->next : NULL;
    return !reply->body.failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the report");
}

/* Of another schema nothing is believed, neither an answer nor a refusal. */
static bool is_answered(const struct report_query *query, const struct error *failed, struct error *err)
{
    if (failed != NULL && error_is_retryable(failed->code)) {
        *err = *failed;
        return false;
    }
    if (!query->known_schema) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database has the schema of another program");
    }
    if (failed != NULL) {
        *err = *failed;
    }
    return failed == NULL;
}

static void on_read(void *ctx, const struct error *err, const struct report_page *page)
{
    CLEANUP(free) struct question *question = ctx;
    struct report_query_reply reply = {.status = 200};
    struct error why;
    question->query->asked--;
    if (!is_answered(question->query, err, &why) || !render(question, page, &reply, &why)) {
        buffer_free(&reply.body);
        reply = (struct report_query_reply){.status = error_status(why.code), .problem = &why};
    }
    question->done(question->ctx, question->ticket, &reply);
    buffer_free(&reply.body);
}

/* A parameter as text; NULL when it is not given. */
static bool copy_parameter(struct span given, const char *name, char room[PARAMETER_SIZE],
                           const char **ret_text, struct error *err)
{
    *ret_text = NULL;
    if (given.len == 0) {
        return true;
    }
    if (given.len >= PARAMETER_SIZE || memchr(given.data, '\0', given.len) != NULL) {
        return error_set(err, ERROR_BAD_PARAMETER, "%s: expected at most %d bytes", name, PARAMETER_SIZE - 1);
    }
    memcpy(room, given.data, given.len);
    room[given.len] = '\0';
    *ret_text = room;
    return true;
}

struct parameters {
    char period[PARAMETER_SIZE];
    char team[PARAMETER_SIZE];
    char dimension[PARAMETER_SIZE];
    char release[PARAMETER_SIZE];
    char after[PARAMETER_SIZE];
};

static bool read_limit(struct span text, size_t *ret_limit, struct error *err)
{
    size_t limit = 0;
    for (size_t i = 0; i < text.len && limit <= REPORT_LIMIT_MAX; i++) {
        bool is_digit = text.data[i] >= '0' && text.data[i] <= '9';
        limit = is_digit ? limit * 10 + (size_t)(text.data[i] - '0') : REPORT_LIMIT_MAX + 1;
    }
    if (text.len > 0 && (limit == 0 || limit > REPORT_LIMIT_MAX)) {
        return error_set(err, ERROR_BAD_PARAMETER, "limit: expected a whole number from 1 to %d",
                         REPORT_LIMIT_MAX);
    }
    *ret_limit = text.len == 0 ? REPORT_LIMIT_DEFAULT : limit;
    return true;
}

static bool read_filter(const struct report_query_request *request, struct parameters *room,
                        struct report_filter *filter, struct error *err)
{
    return copy_parameter(request->period, "period", room->period, &filter->period, err) &&
           copy_parameter(request->team, "team", room->team, &filter->team, err) &&
           copy_parameter(request->dimension, "dimension", room->dimension, &filter->dimension, err) &&
           copy_parameter(request->release, "release", room->release, &filter->release, err) &&
           copy_parameter(request->after, "after", room->after, &filter->after, err) &&
           read_limit(request->limit, &filter->limit, err);
}

static bool prepare(const struct report_query_request *request, struct question *question, struct error *err)
{
    if (request->report == NULL) {
        return true;
    }
    question->report = report_find(request->report);
    if (question->report == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "there is no report %s", request->report);
    }
    if (is_release_text(question) && request->period.len == 0) {
        return error_set(err, ERROR_BAD_PARAMETER, "period: expected the period of the release");
    }
    return report_document_part(question->report, request->part, &question->part) ||
           error_set(err, ERROR_BAD_PARAMETER, "part: the report %s has no such part", request->report);
}

/* A reading for who asks. */
static struct report_request read_as(const struct report_query_key *key)
{
    struct report_request read = {.key_id = key->id, .today = clock_today()};
    memcpy(read.key_sha256, key->sha256, sizeof read.key_sha256);
    return read;
}

/* A copy that lasts until the answer, if there is room for one more question. */
static bool keep(const struct question *asked, struct question **ret_question, struct error *err)
{
    if (asked->query->asked >= asked->query->queue_max) {
        return error_set(err, ERROR_OVERLOADED, "too many questions are waiting");
    }
    struct question *question = malloc(sizeof *question);
    if (question == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a question");
    }
    *question = *asked;
    *ret_question = question;
    return true;
}

bool report_query_run(struct report_query *query, const struct report_query_request *request,
                      report_query_done *done, void *ctx, struct error *err)
{
    struct question asked = {
        .query = query, .format = request->format, .ticket = request->ticket, .done = done, .ctx = ctx};
    struct report_request read = read_as(&request->key);
    struct parameters room;
    CLEANUP(free) struct question *question = NULL;
    if (!prepare(request, &asked, err) || !read_filter(request, &room, &read.filter, err) ||
        !keep(&asked, &question, err)) {
        return false;
    }
    read.report = asked.report;
    if (!look_at_schema(query, err) || !report_store_read(query->pg, &read, on_read, question, err)) {
        return false;
    }
    query->asked++;
    question = NULL;
    return true;
}

static void on_exported(void *ctx, const struct error *err, struct buffer *archive)
{
    CLEANUP(free) struct question *question = ctx;
    struct report_query_reply reply = {.status = 200, .content_type = "application/zip"};
    struct error why;
    question->query->asked--;
    if (!is_answered(question->query, err, &why)) {
        reply = (struct report_query_reply){.status = error_status(why.code), .problem = &why};
    } else {
        reply.body = *archive;
        *archive = (struct buffer){0};
    }
    question->done(question->ctx, question->ticket, &reply);
    buffer_free(&reply.body);
}

bool report_query_export(struct report_query *query, const struct report_query_request *request,
                         report_query_done *done, void *ctx, struct error *err)
{
    struct report_request read = read_as(&request->key);
    char period[PARAMETER_SIZE];
    if (!copy_parameter(request->period, "period", period, &read.filter.period, err)) {
        return false;
    }
    if (read.filter.period == NULL) {
        return error_set(err, ERROR_BAD_PARAMETER, "period: expected the period of the release");
    }
    const struct question asked = {.query = query, .ticket = request->ticket, .done = done, .ctx = ctx};
    CLEANUP(free) struct question *question = NULL;
    if (!keep(&asked, &question, err) || !look_at_schema(query, err) ||
        !release_export_run(query->pg, &read, on_exported, question, err)) {
        return false;
    }
    query->asked++;
    question = NULL;
    return true;
}
