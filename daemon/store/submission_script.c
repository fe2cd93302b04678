/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that store a batch of submissions. */
#include "submission_script.h"

#include <stdlib.h>
#include <string.h>

#include "submission_binary.h"

static const char open_sql[] =
    "SELECT pulssid.period_open(o.period, o.id, o.first_day, o.last_day, o.day, $7::int, $8::int, o.backfill)"
    " FROM unnest($1::int[], $2::text[], $3::date[], $4::date[], $5::date[], $6::bool[])"
    " AS o(period, id, first_day, last_day, day, backfill)";

static const char lock_sql[] =
    "SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), p) FROM unnest($1::int[]) p";

/* To forget ids takes their table alone: it waits for a batch that looks into it, or the batch waits for it
 * and then sees here what is forgotten. */
#define REMEMBERED_SQL "NOT EXISTS (SELECT FROM pulssid.calendar WHERE forgotten_until >= $2::date)"

/* OFFSET 0 keeps the planner from joining with a whole partition what are a few look-ups by key. An id is
 * looked for in other periods only when there are others: the planner leaves out a row's own partition when
 * there are two, but not when it is the only one. All of it sees one snapshot, in which an id of another
 * period is among its submissions while that is not published, and spent afterwards. */
#define INSERT_SQL(more)                                                                                     \
    "INSERT INTO pulssid.submission"                                                                         \
    " (team_id, period, id_hash, survey_id, answers, rated, ratings, path, receipt, reasons, topic)"         \
    " SELECT r.team_id, r.period, r.id_hash, r.survey_id, r.answers, r.rated, r.ratings, r.path, "           \
    "r.receipt, r.reasons, r.topic"                                                                          \
    " FROM unnest($1::pulssid.submission[]) r"                                                               \
    " JOIN pulssid.period p ON p.period = r.period AND p.state = 'open'"                                     \
    " WHERE NOT EXISTS (SELECT FROM pulssid.spent s"                                                         \
    " WHERE s.team_id = r.team_id AND s.id_hash = r.id_hash OFFSET 0)"                                       \
    " AND ((SELECT count(*) = 1 FROM pulssid.period WHERE state <> 'published')"                             \
    " OR NOT EXISTS (SELECT FROM pulssid.submission s"                                                       \
    " WHERE s.team_id = r.team_id AND s.id_hash = r.id_hash AND s.period <> r.period OFFSET 0))" more        \
    " RETURNING team_id, id_hash"

/* Looking for a row before it is inserted takes a fifth of the time. */
static const char insert_sql[] = INSERT_SQL("");
static const char insert_wary_sql[] = INSERT_SQL(" ON CONFLICT DO NOTHING");

/* What is seldom: no row may be a retry of what is forgotten, and every team that one names is one of its
 * period's tree. */
static const char insert_careful_sql[] =
    INSERT_SQL(" AND " REMEMBERED_SQL
               " AND NOT EXISTS (SELECT FROM unnest(r.team_id || r.path || r.rated) x WHERE NOT EXISTS ("
               "SELECT FROM pulssid.period_team t WHERE t.team_id = x AND t.period = r.period OFFSET 0))"
               " ON CONFLICT DO NOTHING");

#define OPEN_PERIODS_SQL "SELECT period FROM pulssid.period WHERE period = ANY ($1::int[]) AND state = 'open'"
static const char open_periods_sql[] = OPEN_PERIODS_SQL;
static const char open_remembered_sql[] = OPEN_PERIODS_SQL " AND " REMEMBERED_SQL;

void submission_script_free(struct submission_script *script)
{
    for (size_t i = 0; i < OPEN_COLUMNS; i++) {
        buffer_free(&script->opens[i]);
    }
    buffer_free(&script->thresholds[0]);
    buffer_free(&script->thresholds[1]);
    buffer_free(&script->periods);
    buffer_free(&script->rows);
}

/* Ends a text and gives it as a parameter. */
static struct pg_param text_param(struct buffer *text, const char *last)
{
    buffer_append(text, last, strlen(last) + 1);
    return (struct pg_param){.data = buffer_span(text).data};
}

static int compare_periods(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* The batch's periods, ascending: "{2900,2901". */
static void write_periods(const struct submission_rows *rows, struct buffer *out)
{
    int32_t *periods CLEANUP(free) = calloc(rows->n, sizeof *periods);
    if (periods == NULL) {
        out->failed = true;
        return;
    }
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (n == 0 || periods[n - 1] != rows->records[i]->period) {
            periods[n++] = rows->records[i]->period;
        }
    }
    qsort(periods, n, sizeof *periods, compare_periods);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || periods[i] != periods[i - 1]) {
            buffer_printf(out, "%c%d", i == 0 ? '{' : ',', periods[i]);
        }
    }
}

/* The last day of the earliest own period among what was put into a later one; whether there is one. */
static bool write_late_day(const struct submission_rows *rows, enum period_kind kind,
                           char ret_text[DAY_TEXT_SIZE])
{
    int32_t earliest = INT32_MAX;
    for (size_t i = 0; i < rows->n; i++) {
        int32_t own = calendar_period_of(kind, rows->records[i]->day);
        if (own < rows->records[i]->period && own < earliest) {
            earliest = own;
        }
    }
    if (earliest == INT32_MAX) {
        memcpy(ret_text, "infinity", sizeof "infinity");
    } else {
        calendar_format_day(calendar_last_day(kind, earliest), ret_text);
    }
    return earliest != INT32_MAX;
}

static void write_opening(const struct submission_batch *batch, size_t i, struct buffer columns[OPEN_COLUMNS])
{
    const struct period_opening *opening = &batch->opening;
    int32_t period = batch->open_periods[i];
    int32_t last_day = calendar_last_day(opening->kind, period);
    char id[PERIOD_ID_SIZE];
    char days[3][DAY_TEXT_SIZE];
    calendar_format(opening->kind, period, id);
    calendar_format_day(calendar_first_day(opening->kind, period), days[0]);
    calendar_format_day(last_day, days[1]);
    calendar_format_day(batch->open_days[i], days[2]);
    char separator = i == 0 ? '{' : ',';
    buffer_printf(&columns[OPEN_PERIOD], "%c%d", separator, period);
    buffer_printf(&columns[OPEN_ID], "%c%s", separator, id);
    buffer_printf(&columns[OPEN_FIRST], "%c%s", separator, days[0]);
    buffer_printf(&columns[OPEN_LAST], "%c%s", separator, days[1]);
    buffer_printf(&columns[OPEN_DAY], "%c%s", separator, days[2]);
    buffer_printf(&columns[OPEN_BACKFILL], "%c%c", separator,
                  last_day + opening->grace_days < opening->today ? 't' : 'f');
}

/* One statement that opens what is to be opened. */
static void add_opening(struct submission_script *script, const struct submission_batch *batch)
{
    for (size_t i = 0; i < batch->n_open; i++) {
        write_opening(batch, i, script->opens);
    }
    for (size_t i = 0; i < OPEN_COLUMNS; i++) {
        script->open_params[i] = text_param(&script->opens[i], "}");
    }
    buffer_printf(&script->thresholds[0], "%d", batch->opening.k_employee);
    buffer_printf(&script->thresholds[1], "%d", batch->opening.k_customer);
    script->open_params[OPEN_COLUMNS] = text_param(&script->thresholds[0], "");
    script->open_params[OPEN_COLUMNS + 1] = text_param(&script->thresholds[1], "");
    script->statements[script->n++] =
        (struct pg_statement){.sql = open_sql, .params = script->open_params, .n_params = OPEN_COLUMNS + 2};
}

static struct pg_statement insert_of(const struct submission_script *script,
                                     const struct submission_batch *batch, const struct submission_rows *rows,
                                     bool late)
{
    bool careful = late;
    for (size_t i = 0; i < rows->n && !careful; i++) {
        careful = rows->records[i]->is_before_tree;
    }
    return (struct pg_statement){.sql = careful          ? insert_careful_sql
                                        : batch->is_wary ? insert_wary_sql
                                                         : insert_sql,
                                 .params = script->row_params,
                                 .n_params = careful ? 2 : 1,
                                 .binary_result = true};
}

static bool script_failed(const struct submission_script *script)
{
    bool failed = script->periods.failed || script->rows.failed || script->thresholds[0].failed ||
                  script->thresholds[1].failed;
    for (size_t i = 0; i < OPEN_COLUMNS; i++) {
        failed = failed || script->opens[i].failed;
    }
    return failed;
}

bool submission_script_write(struct submission_script *script, const struct submission_batch *batch,
                             const struct submission_rows *rows, struct error *err)
{
    if (batch->n_open > 0) {
        add_opening(script, batch);
    }
    write_periods(rows, &script->periods);
    bool late = write_late_day(rows, batch->opening.kind, script->late_day);
    script->period_params[0] = text_param(&script->periods, "}");
    script->period_params[1] = script->row_params[1] = (struct pg_param){.data = script->late_day};
    submission_binary_write(rows->records, rows->n, rows->row_oid, &script->rows);
    struct span binary = buffer_span(&script->rows);
    script->row_params[0] = (struct pg_param){.data = binary.data, .len = binary.len, .binary = true};
    script->statements[script->n++] =
        (struct pg_statement){.sql = lock_sql, .params = script->period_params, .n_params = 1};
    script->statements[script->n++] = insert_of(script, batch, rows, late);
    script->statements[script->n++] =
        (struct pg_statement){.sql = late ? open_remembered_sql : open_periods_sql,
                              .params = script->period_params,
                              .n_params = late ? 2 : 1};
    return !script_failed(script) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a batch of %zu submissions", batch->n);
}
