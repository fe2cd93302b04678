/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements that move a period from open to published, and forget it. */
#include "period_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define NUMBER_SIZE 16

static void number(char ret_text[NUMBER_SIZE], int32_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId32, x);
}

/* -2: beside the class's other locks, which are those of periods (their index) and of opening one (-1). */
bool period_store_lock(struct db *db, bool *ret_locked, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db, "SELECT pg_try_advisory_lock(pulssid.period_lock_class(), -2)::int", DB_NO_PARAMS, &row,
                  err)) {
        return false;
    }
    *ret_locked = db_int(row, 0, 0) != 0;
    return true;
}

void period_store_unlock(struct db *db)
{
    struct error ignored;
    (void)!db_query(db, "SELECT pg_advisory_unlock(pulssid.period_lock_class(), -2)", DB_NO_PARAMS, NULL,
                    &ignored);
}

bool period_store_kind(struct db *db, enum period_kind *ret_kind, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db, "SELECT kind FROM pulssid.calendar", DB_NO_PARAMS, &row, err)) {
        return false;
    }
    if (db_rows(row) != 1) {
        return error_set(err, ERROR_CONFLICT, "the database has no calendar yet: run pulssid migrate");
    }
    *ret_kind = strcmp(db_text(row, 0, 0), "month") == 0 ? PERIOD_MONTH : PERIOD_WEEK;
    return true;
}

static struct period_row read_period(const struct db_result *rows, size_t r)
{
    struct period_row row = {.period = (int32_t)db_int(rows, r, 0),
                             .state = strcmp(db_text(rows, r, 2), "open") == 0 ? PERIOD_OPEN : PERIOD_CLOSED,
                             .k_employee = (int32_t)db_int(rows, r, 3),
                             .k_customer = (int32_t)db_int(rows, r, 4)};
    snprintf(row.id, sizeof row.id, "%s", db_text(rows, r, 1));
    snprintf(row.table, sizeof row.table, "%s", db_text(rows, r, 5));
    return row;
}

bool period_store_due(struct db *db, const struct period_due *due, struct period_row **ret_rows,
                      size_t *ret_n, struct error *err)
{
    char today[NUMBER_SIZE];
    char grace[NUMBER_SIZE];
    number(today, due->today);
    number(grace, due->grace_days);
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!db_query(
            db,
            "SELECT period, id, state, k_employee, k_customer, pulssid.submission_table(id) FROM "
            "pulssid.period "
            "WHERE state = 'closed' OR (state = 'open' AND last_day + $2::int < date '1970-01-01' + $1::int "
            "AND NOT (backfill AND $3::bool)) ORDER BY period",
            DB_PARAMS(today, grace, due->live_only ? "t" : "f"), &rows, err)) {
        return false;
    }
    struct period_row *found = calloc(db_rows(rows) + 1, sizeof *found);
    if (found == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu periods", db_rows(rows));
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        found[r] = read_period(rows, r);
    }
    *ret_n = db_rows(rows);
    *ret_rows = found;
    return true;
}

bool period_store_close(struct db *db, int32_t period, int32_t today, bool *ret_closed, struct error *err)
{
    char id[NUMBER_SIZE];
    char day[NUMBER_SIZE];
    number(id, period);
    number(day, today);
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db, "SELECT pulssid.period_close($1, date '1970-01-01' + $2::int)::int", DB_PARAMS(id, day),
                  &row, err)) {
        return false;
    }
    *ret_closed = db_int(row, 0, 0) != 0;
    return true;
}

bool period_store_begin(struct db *db, int32_t period, struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    return db_begin(db, err) && db_query(db, "SELECT pulssid.period_count($1)", DB_PARAMS(id), NULL, err) &&
           db_script(db, "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL enable_nestloop = off",
                     err);
}

static struct team read_team(const struct db_result *rows, size_t r)
{
    struct team team = {.id = (int32_t)db_int(rows, r, 0),
                        .parent_id = (int32_t)db_int(rows, r, 1),
                        .headcount =
                            db_text(rows, r, 2) == NULL ? HEADCOUNT_UNKNOWN : (int32_t)db_int(rows, r, 2),
                        .is_router = strcmp(db_text(rows, r, 3), "router") == 0};
    code_copy(span_text(db_text(rows, r, 4)), team.code);
    return team;
}

bool period_store_tree(struct db *db, int32_t period, struct team_tree **ret_tree, struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!db_query(db,
                  "SELECT p.team_id, p.parent_id, p.headcount, p.role, t.code FROM pulssid.period_team p "
                  "JOIN pulssid.team t ON t.id = p.team_id WHERE p.period = $1",
                  DB_PARAMS(id), &rows, err)) {
        return false;
    }
    size_t n = db_rows(rows);
    struct team *teams CLEANUP(free) = calloc(n + 1, sizeof *teams);
    if (teams == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu teams", n);
    }
    for (size_t r = 0; r < n; r++) {
        teams[r] = read_team(rows, r);
    }
    return team_tree_new(teams, n, ret_tree, err);
}

static bool read_survey(const struct db_result *rows, size_t r, catalog_parse_survey *parse,
                        struct period_surveys *surveys, struct error *err)
{
    if (!parse(span_text(db_text(rows, r, 1)), &surveys->surveys[r], err)) {
        return error_prefix(err, "survey %" PRId64, db_int(rows, r, 0));
    }
    surveys->surveys[r]->id = (int32_t)db_int(rows, r, 0);
    surveys->submissions[r] = db_int(rows, r, 2);
    surveys->most = db_int(rows, r, 3) > surveys->most ? db_int(rows, r, 3) : surveys->most;
    return true;
}

bool period_store_surveys(struct db *db, const char *table, catalog_parse_survey *parse,
                          struct period_surveys *ret_surveys, struct error *err)
{
    char sql[768];
    snprintf(sql, sizeof sql,
             "SELECT s.id, s.definition, c.n, c.most FROM pulssid.survey s LEFT JOIN (SELECT survey_id, "
             "sum(n) AS n, max(n) AS most FROM (SELECT survey_id, team_id, count(*) AS n FROM %s "
             "WHERE answers IS NOT NULL GROUP BY survey_id, team_id) t GROUP BY survey_id) c "
             "ON c.survey_id = s.id WHERE c.n > 0 OR s.version = (SELECT max(version) FROM pulssid.survey o "
             "WHERE o.code = s.code) "
             "ORDER BY s.id DESC",
             table);
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!db_query(db, sql, DB_NO_PARAMS, &rows, err)) {
        return false;
    }
    size_t n = db_rows(rows);
    struct period_surveys surveys CLEANUP(period_surveys_free) = {
        .n = n,
        .surveys = calloc(n + 1, sizeof(struct survey *)),
        .submissions = calloc(n + 1, sizeof(int64_t))};
    if (surveys.surveys == NULL || surveys.submissions == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu surveys", n);
    }
    for (size_t r = 0; r < n; r++) {
        if (!read_survey(rows, r, parse, &surveys, err)) {
            return false;
        }
    }
    *ret_surveys = surveys;
    surveys = (struct period_surveys){0};
    return true;
}

void period_surveys_free(struct period_surveys *surveys)
{
    for (size_t i = 0; i < surveys->n && surveys->surveys != NULL; i++) {
        survey_free(surveys->surveys[i]);
    }
    free(surveys->surveys);
    free(surveys->submissions);
}

bool period_store_invited(struct db *db, int32_t period, const char *survey_code,
                          period_store_invitation *on_invitation, void *ctx, struct error *err)
{
    char id[NUMBER_SIZE];
    number(id, period);
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!db_query(db, "SELECT team_id, invited FROM pulssid.invitation WHERE period = $1 AND survey = $2",
                  DB_PARAMS(id, survey_code), &rows, err)) {
        return false;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        on_invitation(ctx, (int32_t)db_int(rows, r, 0), db_int(rows, r, 1));
    }
    return true;
}

/* `"(team,period,survey,target,keep)"`; keep is null when every question is kept. */
static void seal_row_text(struct buffer *out, int32_t period, const struct seal_row *row)
{
    buffer_printf(out, "%s\"(%" PRId32 ",%" PRId32 ",%" PRId32 ",%" PRId32 ",", out->len == 0 ? "{" : ",",
                  row->team_id, period, row->survey_id, row->target_id);
    if (row->n_keep > 0 && memchr(row->keep, false, row->n_keep * sizeof *row->keep) != NULL) {
        for (size_t i = 0; i < row->n_keep; i++) {
            buffer_append_text(out, i == 0 ? "\\\"{" : ",");
            buffer_append_text(out, row->keep[i] ? "t" : "f");
        }
        buffer_append_text(out, "}\\\"");
    }
    buffer_append_text(out, ")\"");
}

bool period_store_seal(struct db *db, int32_t period, const struct seal_row *rows, size_t n,
                       struct error *err)
{
    struct buffer plan CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < n; i++) {
        seal_row_text(&plan, period, &rows[i]);
    }
    buffer_append_text(&plan, n == 0 ? "{" : "");
    buffer_append(&plan, "}", 2);
    if (plan.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a seal plan of %zu rows", n);
    }
    char id[NUMBER_SIZE];
    number(id, period);
    return db_query(db, "INSERT INTO pulssid.seal_plan SELECT * FROM unnest($1::pulssid.seal_plan[])",
                    DB_PARAMS((const char *)buffer_span(&plan).data), NULL, err) &&
           db_query(db, "SELECT pulssid.period_seal($1)", DB_PARAMS(id), NULL, err);
}

/* Calls a function of today and a number of days, which returns how many periods it dropped something of. */
static bool drop(struct db *db, const char *sql, int32_t today, int32_t days, int32_t *ret_periods,
                 struct error *err)
{
    char today_text[NUMBER_SIZE];
    char days_text[NUMBER_SIZE];
    number(today_text, today);
    number(days_text, days);
    struct db_result *row CLEANUP(db_result_free) = NULL;
    if (!db_query(db, sql, DB_PARAMS(today_text, days_text), &row, err)) {
        return false;
    }
    *ret_periods = (int32_t)db_int(row, 0, 0);
    return true;
}

bool period_store_drop_spent(struct db *db, int32_t today, int32_t max_late_days, struct error *err)
{
    int32_t periods;
    return drop(db, "SELECT pulssid.spent_drop(date '1970-01-01' + $1::int, $2)", today, max_late_days,
                &periods, err) ||
           error_prefix(err, "dropping spent ids");
}

bool period_store_drop_answers(struct db *db, int32_t today, int32_t retention_days, int32_t *ret_periods,
                               struct error *err)
{
    return drop(db, "SELECT pulssid.answer_drop(date '1970-01-01' + $1::int, $2)", today, retention_days,
                ret_periods, err) ||
           error_prefix(err, "dropping answers");
}
