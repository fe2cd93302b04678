/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and lists teams, surveys and invitations. */
#include "organisation_store.h"

#include <stdio.h>
#include <string.h>

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

static bool list(struct db *db, const char *sql, struct table **ret_table, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_query(db, sql, DB_NO_PARAMS, &result, err)) {
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
                  "CASE WHEN isfinite(v.valid_to) THEN v.valid_to - date '1970-01-01' END "
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
        "role) "
        "SELECT t.id, coalesce($2::date, '-infinity'), coalesce($3::date, 'infinity'), $4, "
        "(SELECT u.id FROM pulssid.team u WHERE u.code = $5), $6::integer, $7 FROM pulssid.team t WHERE "
        "t.code = $1 "
        "ON CONFLICT (team_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to, name = excluded.name, "
        "parent_id = excluded.parent_id, headcount = excluded.headcount, role = excluded.role "
        "WHERE (v.valid_to, v.name, v.parent_id, v.headcount, v.role) IS DISTINCT FROM (excluded.valid_to, "
        "excluded.name, excluded.parent_id, excluded.headcount, excluded.role) RETURNING v.xmax = 0";
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
                            version->is_router ? "router" : "normal"),
                  &result, err)) {
        return false;
    }
    *ret_change = change_of(result);
    return true;
}

bool organisation_store_list_teams(struct db *db, struct table **ret_table, struct error *err)
{
    return list(
        db,
        "SELECT t.code, v.name, u.code AS parent, v.headcount, v.role, "
        "CASE WHEN isfinite(v.valid_from) THEN to_char(v.valid_from, 'YYYY-MM-DD') END AS valid_from, "
        "CASE WHEN isfinite(v.valid_to) THEN to_char(v.valid_to, 'YYYY-MM-DD') END AS valid_to "
        "FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id "
        "LEFT JOIN pulssid.team u ON u.id = v.parent_id ORDER BY t.code, v.valid_from",
        ret_table, err);
}

bool organisation_store_add_survey(struct db *db, const struct survey *survey, const char *definition,
                                   enum store_change *ret_change, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *added = NULL;
    CLEANUP(db_result_free) struct db_result *equal = NULL;
    char version[16];
    snprintf(version, sizeof version, "%d", (int)survey->version);
    if (!db_query(db,
                  "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES ($1, $2, $3, $4) "
                  "ON CONFLICT (code, version) DO NOTHING RETURNING true",
                  DB_PARAMS(survey->code, version,
                            survey->audience == AUDIENCE_CUSTOMER ? "customer" : "employee", definition),
                  &added, err) ||
        !db_query(
            db, "SELECT definition = $3::jsonb FROM pulssid.survey WHERE code = $1 AND version = $2::integer",
            DB_PARAMS(survey->code, version, definition), &equal, err)) {
        return false;
    }
    if (db_rows(equal) == 0 || db_text(equal, 0, 0)[0] != 't') {
        return error_set(err, ERROR_CONFLICT,
                         "%s version %s is stored with another definition, and a version never changes",
                         survey->code, version);
    }
    *ret_change = change_of(added);
    return true;
}

bool organisation_store_list_surveys(struct db *db, struct table **ret_table, struct error *err)
{
    return list(db,
                "SELECT code, version, audience, jsonb_array_length(definition -> 'questions') AS questions, "
                "definition #>> '{title,en}' AS title FROM pulssid.survey ORDER BY code, version",
                ret_table, err);
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
