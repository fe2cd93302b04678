/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and lists teams, surveys and invitations. */
#include "organisation_store.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "report_table.h"

bool organisation_store_calendar(struct db *db, enum period_kind *ret_kind, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_query(db, "SELECT kind FROM pulssid.calendar", DB_NO_PARAMS, &result, err)) {
        return false;
    }
    if (db_rows(result) == 0) {
        return error_set(err, ERROR_CONFLICT, "the database has no calendar: run pulssid migrate");
    }
    *ret_kind = strcmp(db_text(result, 0, 0), "month") == 0 ? PERIOD_MONTH : PERIOD_WEEK;
    return true;
}

static bool list(struct db *db, const char *sql, struct db_params params, struct table **ret_table,
                 struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_query(db, sql, params, &result, err)) {
        return false;
    }
    struct table *table = report_table_from(db_result_as_pg(result), SIZE_MAX, false);
    if (table == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a list");
    }
    *ret_table = table;
    return true;
}

/* An unbounded day is null in the statement. */
static int32_t day_at(const struct db_result *result, size_t row, size_t column, int32_t unbounded)
{
    return db_text(result, row, column) == NULL ? unbounded : (int32_t)db_int(result, row, column);
}

static void read_version(const struct db_result *result, size_t row, struct team_version *ret_version)
{
    const char *parent = db_text(result, row, 1);
    *ret_version = (struct team_version){
        .headcount = db_text(result, row, 3) == NULL ? -1 : (int32_t)db_int(result, row, 3),
        .is_router = strcmp(db_text(result, row, 4), "router") == 0,
        .valid_from = day_at(result, row, 5, INT32_MIN),
        .valid_to = day_at(result, row, 6, INT32_MAX),
        .series = db_text(result, row, 7)[0] == 't' ? TEAM_SERIES_NEW : TEAM_SERIES_SAME,
    };
    snprintf(ret_version->code, sizeof ret_version->code, "%s", db_text(result, row, 0));
    snprintf(ret_version->parent, sizeof ret_version->parent, "%s", parent == NULL ? "" : parent);
    snprintf(ret_version->name, sizeof ret_version->name, "%s", db_text(result, row, 2));
}

bool organisation_store_load_teams(struct db *db, struct team_version **ret_versions, size_t *ret_n,
                                   struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_script(db, "LOCK TABLE pulssid.team_version IN SHARE ROW EXCLUSIVE MODE", err) ||
        !db_query(db,
                  "SELECT t.code, u.code, v.name, v.headcount, v.role, "
                  "CASE WHEN isfinite(v.valid_from) THEN v.valid_from - date '1970-01-01' END, "
                  "CASE WHEN isfinite(v.valid_to) THEN v.valid_to - date '1970-01-01' END, v.starts_series "
                  "FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id "
                  "LEFT JOIN pulssid.team u ON u.id = v.parent_id ORDER BY t.code, v.valid_from",
                  DB_NO_PARAMS, &result, err)) {
        return false;
    }
    struct team_version *versions = calloc(db_rows(result) + 1, sizeof *versions);
    if (versions == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the teams");
    }
    for (size_t row = 0; row < db_rows(result); row++) {
        read_version(result, row, &versions[row]);
    }
    *ret_versions = versions;
    *ret_n = db_rows(result);
    return true;
}

bool organisation_store_add_team(struct db *db, const char *code, struct error *err)
{
    return db_query(db,
                    "INSERT INTO pulssid.team (code) SELECT $1 "
                    "WHERE NOT EXISTS (SELECT FROM pulssid.team WHERE code = $1)",
                    DB_PARAMS(code), NULL, err);
}

/* What a row's RETURNING says: no row: nothing to do; else whether it is new. */
static enum store_change change_of(const struct db_result *result)
{
    if (db_rows(result) == 0) {
        return CHANGE_NONE;
    }
    return db_text(result, 0, 0)[0] == 't' ? CHANGE_ADDED : CHANGE_UPDATED;
}

bool organisation_store_put_version(struct db *db, const struct team_version *version,
                                    enum store_change *ret_change, struct error *err)
{
    static const char sql[] =
        "INSERT INTO pulssid.team_version AS v (team_id, valid_from, valid_to, name, parent_id, headcount, "
        "role, starts_series) "
        "SELECT t.id, coalesce($2::date, '-infinity'), coalesce($3::date, 'infinity'), $4, "
        "(SELECT u.id FROM pulssid.team u WHERE u.code = $5), $6::integer, $7, coalesce($8::boolean, false) "
        "FROM pulssid.team t WHERE t.code = $1 "
        "ON CONFLICT (team_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, name = excluded.name, "
        "parent_id = excluded.parent_id, headcount = excluded.headcount, role = excluded.role, "
        "starts_series = coalesce($8::boolean, v.starts_series) "
        "WHERE (v.valid_to, v.name, v.parent_id, v.headcount, v.role, v.starts_series) IS DISTINCT FROM "
        "(excluded.valid_to, excluded.name, excluded.parent_id, excluded.headcount, excluded.role, "
        "coalesce($8::boolean, v.starts_series)) RETURNING v.xmax = 0";
    static const char *const series[] = {
        [TEAM_SERIES_UNSAID] = NULL, [TEAM_SERIES_SAME] = "false", [TEAM_SERIES_NEW] = "true"};
    CLEANUP(db_result_free) struct db_result *result = NULL;
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];
    char headcount[16];
    calendar_format_day(version->valid_from == INT32_MIN ? 0 : version->valid_from, from);
    calendar_format_day(version->valid_to == INT32_MAX ? 0 : version->valid_to, to);
    snprintf(headcount, sizeof headcount, "%d", (int)version->headcount);
    if (!db_query(db, sql,
                  DB_PARAMS(version->code, version->valid_from == INT32_MIN ? NULL : from,
                            version->valid_to == INT32_MAX ? NULL : to, version->name,
                            version->parent[0] == '\0' ? NULL : version->parent,
                            version->headcount < 0 ? NULL : headcount,
                            version->is_router ? "router" : "normal", series[version->series]),
                  &result, err)) {
        return false;
    }
    *ret_change = change_of(result);
    return true;
}

bool organisation_store_list_teams(struct db *db, const int32_t *day, struct table **ret_table,
                                   struct error *err)
{
    char text[DAY_TEXT_SIZE];
    calendar_format_day(day == NULL ? 0 : *day, text);
    return list(
        db,
        "SELECT t.code, v.name, u.code AS parent, v.headcount, v.role, "
        "CASE WHEN isfinite(v.valid_from) THEN to_char(v.valid_from, 'YYYY-MM-DD') END AS valid_from, "
        "CASE WHEN isfinite(v.valid_to) THEN to_char(v.valid_to, 'YYYY-MM-DD') END AS valid_to, "
        "CASE WHEN v.starts_series THEN 'new' ELSE 'same' END AS series "
        "FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id "
        "LEFT JOIN pulssid.team u ON u.id = v.parent_id "
        "WHERE $1::date IS NULL OR $1::date BETWEEN v.valid_from AND v.valid_to ORDER BY t.code, "
        "v.valid_from",
        DB_PARAMS(day == NULL ? NULL : text), ret_table, err);
}

bool organisation_store_newest_period(struct db *db, char ret_id[PERIOD_ID_SIZE], struct error *err)
{
    CLEANUP(db_result_free) struct db_result *newest = NULL;
    if (!db_query(db, "SELECT id FROM pulssid.period ORDER BY period DESC LIMIT 1", DB_NO_PARAMS, &newest,
                  err)) {
        return false;
    }
    snprintf(ret_id, PERIOD_ID_SIZE, "%s", db_rows(newest) == 0 ? "" : db_text(newest, 0, 0));
    return true;
}

/* Every code, with a comma between two: codes hold none. */
static bool join_dimensions(const struct survey *survey, struct buffer *joined, struct error *err)
{
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    size_t n;
    if (!survey_dimensions(survey, dimensions, &n, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        buffer_printf(joined, "%s%s", i == 0 ? "" : ",", dimensions[i].code);
    }
    buffer_append(joined, "", 1);
    return !joined->failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the survey's dimensions");
}

static const char *audience_name(const struct survey *survey)
{
    return survey->audience == AUDIENCE_CUSTOMER ? "customer" : "employee";
}

bool organisation_store_shared_dimension(struct db *db, const struct survey *survey, bool same_audience,
                                         struct shared_dimension *ret_shared, struct error *err)
{
    CLEANUP(buffer_free) struct buffer joined = {0};
    CLEANUP(db_result_free) struct db_result *taken = NULL;
    if (!join_dimensions(survey, &joined, err) ||
        !db_query(db,
                  "SELECT fed.dimension, s.code FROM pulssid.survey s, "
                  "jsonb_array_elements(s.definition -> 'questions') question, "
                  "LATERAL (SELECT question ->> 'dimension' AS dimension UNION ALL SELECT 'engagement' "
                  "WHERE s.audience = 'employee' AND question ->> 'kind' = 'nps') fed "
                  "WHERE s.code <> $1 AND fed.dimension = ANY (string_to_array($2, ',')) "
                  "AND (s.audience = $3) = $4::boolean ORDER BY 1, 2 LIMIT 1",
                  DB_PARAMS(survey->code, (const char *)buffer_span(&joined).data, audience_name(survey),
                            same_audience ? "true" : "false"),
                  &taken, err)) {
        return false;
    }
    *ret_shared = (struct shared_dimension){0};
    if (db_rows(taken) > 0) {
        code_copy(span_text(db_text(taken, 0, 0)), ret_shared->dimension);
        code_copy(span_text(db_text(taken, 0, 1)), ret_shared->survey);
    }
    return true;
}

/* What employees say and what customers say never becomes one figure. Versions of old count too: they still
 * take submissions. */
static bool check_dimensions(struct db *db, const struct survey *survey, struct error *err)
{
    struct shared_dimension shared;
    if (!organisation_store_shared_dimension(db, survey, false, &shared, err)) {
        return false;
    }
    return shared.survey[0] == '\0' ||
           error_set(err, ERROR_CONFLICT, "dimension %s belongs to survey %s, which has another audience",
                     shared.dimension, shared.survey);
}

static bool check_audience(struct db *db, const struct survey *survey, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *other = NULL;
    if (!db_query(db,
                  "SELECT version, audience FROM pulssid.survey WHERE code = $1 AND audience <> $2 "
                  "ORDER BY version LIMIT 1",
                  DB_PARAMS(survey->code, audience_name(survey)), &other, err)) {
        return false;
    }
    return db_rows(other) == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "audience: %s version %s has the audience %s, and every version has the same",
                     survey->code, db_text(other, 0, 0), db_text(other, 0, 1));
}

/* *ret_found: the version is stored, as it is given. */
static bool find_survey(struct db *db, const struct survey *survey, const char *version,
                        const char *definition, bool *ret_found, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *equal = NULL;
    if (!db_query(
            db, "SELECT definition = $3::jsonb FROM pulssid.survey WHERE code = $1 AND version = $2::integer",
            DB_PARAMS(survey->code, version, definition), &equal, err)) {
        return false;
    }
    if (db_rows(equal) > 0 && db_text(equal, 0, 0)[0] != 't') {
        return error_set(err, ERROR_CONFLICT,
                         "%s version %s is stored with another definition, and a version never changes",
                         survey->code, version);
    }
    *ret_found = db_rows(equal) > 0;
    return true;
}

bool organisation_store_add_survey(struct db *db, const struct survey *survey, const char *definition,
                                   enum store_change *ret_change, struct error *err)
{
    char version[16];
    bool found = false;
    snprintf(version, sizeof version, "%d", (int)survey->version);
    /* One survey at a time, so that what is checked stays true. The lock is beside that of migrations, since
     * who migrates adds surveys too; those of periods are not his. */
    if (!db_query(db, "SELECT pg_advisory_xact_lock(1886745205)", DB_NO_PARAMS, NULL, err) ||
        !find_survey(db, survey, version, definition, &found, err)) {
        return false;
    }
    if (found) {
        *ret_change = CHANGE_NONE;
        return true;
    }
    if (!check_audience(db, survey, err) || !check_dimensions(db, survey, err) ||
        !db_query(db,
                  "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ($1, $2, $3, $4)",
                  DB_PARAMS(survey->code, version, audience_name(survey), definition), NULL, err)) {
        return false;
    }
    *ret_change = CHANGE_ADDED;
    return true;
}

bool organisation_store_list_surveys(struct db *db, struct table **ret_table, struct error *err)
{
    return list(db,
                "SELECT code, version, audience, jsonb_array_length(definition -> 'questions') AS questions, "
                "definition #>> '{title,en}' AS title FROM pulssid.survey ORDER BY code, version",
                DB_NO_PARAMS, ret_table, err);
}

/* Takes the period's lock as a batch does, so that it cannot be published under the caller's transaction. */
static bool check_invitation(struct db *db, const struct invitation *invitation, const char *period,
                             struct error *err)
{
    CLEANUP(db_result_free) struct db_result *known = NULL;
    if (!db_query(db, "SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), $1::integer)",
                  DB_PARAMS(period), NULL, err) ||
        !db_query(db,
                  "SELECT EXISTS (SELECT FROM pulssid.team WHERE code = $1), "
                  "EXISTS (SELECT FROM pulssid.survey WHERE code = $2), "
                  "EXISTS (SELECT FROM pulssid.period WHERE period = $3::integer AND state = 'published')",
                  DB_PARAMS(invitation->team, invitation->survey, period), &known, err)) {
        return false;
    }
    if (db_text(known, 0, 0)[0] != 't') {
        return error_set(err, ERROR_INPUT, "field team: there is no team %s", invitation->team);
    }
    if (db_text(known, 0, 1)[0] != 't') {
        return error_set(err, ERROR_INPUT, "field survey: there is no survey %s", invitation->survey);
    }
    return db_text(known, 0, 2)[0] != 't' ||
           error_set(err, ERROR_INPUT, "field period: %s is published and no longer changes",
                     invitation->period_id);
}

bool organisation_store_put_invitation(struct db *db, const struct invitation *invitation, struct error *err)
{
    char period[16];
    char invited[16];
    snprintf(period, sizeof period, "%d", (int)invitation->period);
    snprintf(invited, sizeof invited, "%d", (int)invitation->invited);
    return check_invitation(db, invitation, period, err) &&
           db_query(db,
                    "INSERT INTO pulssid.invitation (team_id, period, survey, invited) "
                    "SELECT t.id, $2::integer, $3, $4::integer FROM pulssid.team t WHERE t.code = $1 "
                    "ON CONFLICT (team_id, period, survey) DO UPDATE SET invited = excluded.invited",
                    DB_PARAMS(invitation->team, period, invitation->survey, invited), NULL, err);
}
