/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalog, read by one statement, hence in one snapshot. */
#include "catalog_store.h"

#include <stdlib.h>
#include <string.h>

#include "migrate.h"

enum part { PART_CALENDAR, PART_SURVEY, PART_TEAM, PART_PERIOD, PART_KEY, PART_COUNT };

/* Columns of every part. Days count from 1970-01-01; null: unbounded. */
enum column { COLUMN_PART, COLUMN_ID, COLUMN_CODE, COLUMN_NUMBER, COLUMN_A, COLUMN_B, COLUMN_C };

/*
 *   part       id       code   number      a           b           c
 *   calendar   0        ''     0           kind        forgotten until
 *   survey     id       code   version     definition
 *   team       id       code   from day    to day
 *   period     period   ''     0           state       teams       thresholds of employees and customers
 *   key        id       ''     0           role        expires     digest, then surveys
 *
 * Only open periods need their frozen trees: nothing is checked against the others'. A key for no survey at
 * all is left out.
 */
static const char load_sql[] =
    "SELECT part, id, code, number, a, b, c FROM ("
    "SELECT 0 AS part, 0 AS id, '' COLLATE \"C\" AS code, 0 AS number, kind AS a,"
    " (forgotten_until - date '1970-01-01')::text AS b, NULL AS c"
    " FROM pulssid.calendar"
    " UNION ALL SELECT 1, id, code, version, definition::text, NULL, NULL"
    " FROM pulssid.survey"
    " UNION ALL SELECT 2, t.id, t.code, nullif(v.valid_from, '-infinity') - date '1970-01-01',"
    " (nullif(v.valid_to, 'infinity') - date '1970-01-01')::text, NULL, NULL"
    " FROM pulssid.team_version v JOIN pulssid.team t ON t.id = v.team_id"
    " UNION ALL SELECT 3, p.period, '', 0, p.state,"
    " (SELECT string_agg(x.team_id::text, ' ' ORDER BY x.team_id) FROM pulssid.period_team x"
    " WHERE x.period = p.period AND p.state = 'open'), p.k_employee || ' ' || p.k_customer"
    " FROM pulssid.period p"
    " UNION ALL SELECT 4, k.id, '', 0, k.role,"
    " (nullif(k.expires, 'infinity') - date '1970-01-01')::text,"
    " concat_ws(' ', encode(k.secret_sha256, 'hex'), array_to_string(k.surveys, ' '))"
    " FROM pulssid.api_key k"
    " WHERE NOT k.revoked AND (k.surveys IS NULL OR cardinality(k.surveys) > 0)"
    ") x ORDER BY part, code COLLATE \"C\", number NULLS FIRST, id";

static const struct pg_statement load_statement = {.sql = load_sql};

/* What is being built, and with what. */
struct loading {
    const struct pg_result *rows;
    catalog_parse_survey *parse;
    struct catalog *catalog;
};

static const char *cell(const struct loading *loading, size_t row, enum column column)
{
    return pg_value(loading->rows, row, column);
}

static int32_t cell_int(const struct loading *loading, size_t row, enum column column, int32_t otherwise)
{
    const char *text = cell(loading, row, column);
    return text == NULL ? otherwise : (int32_t)strtol(text, NULL, 10);
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the catalog");
}

static bool read_calendar(const struct loading *loading, size_t row, struct error *err)
{
    (void)err;
    loading->catalog->kind = strcmp(cell(loading, row, COLUMN_A), "week") == 0 ? PERIOD_WEEK : PERIOD_MONTH;
    loading->catalog->forgotten_until = cell_int(loading, row, COLUMN_B, INT32_MIN);
    return true;
}

static bool read_survey(const struct loading *loading, size_t row, struct error *err)
{
    struct survey *survey;
    if (!loading->parse(span_text(cell(loading, row, COLUMN_A)), &survey, err)) {
        return error_prefix(err, "survey %s %s", cell(loading, row, COLUMN_CODE),
                            cell(loading, row, COLUMN_NUMBER));
    }
    survey->id = cell_int(loading, row, COLUMN_ID, 0);
    loading->catalog->surveys[loading->catalog->n_surveys++] = survey;
    return true;
}

static bool read_team(const struct loading *loading, size_t row, struct error *err)
{
    (void)err;
    struct catalog_team *team = &loading->catalog->teams[loading->catalog->n_teams++];
    team->id = cell_int(loading, row, COLUMN_ID, 0);
    team->valid_from = cell_int(loading, row, COLUMN_NUMBER, INT32_MIN);
    team->valid_to = cell_int(loading, row, COLUMN_A, INT32_MAX);
    code_copy(span_text(cell(loading, row, COLUMN_CODE)), team->code);
    return true;
}

static size_t count_words(const char *text)
{
    size_t n = text[0] != '\0';
    for (; *text != '\0'; text++) {
        n += *text == ' ';
    }
    return n;
}

static bool read_period(const struct loading *loading, size_t row, struct error *err)
{
    const char *state = cell(loading, row, COLUMN_A);
    const char *teams = cell(loading, row, COLUMN_B);
    struct catalog_period *period = &loading->catalog->periods[loading->catalog->n_periods++];
    period->period = cell_int(loading, row, COLUMN_ID, 0);
    period->state = strcmp(state, "open") == 0     ? PERIOD_OPEN
                    : strcmp(state, "closed") == 0 ? PERIOD_CLOSED
                                                   : PERIOD_PUBLISHED;
    char *end;
    period->k_employee = (int32_t)strtol(cell(loading, row, COLUMN_C), &end, 10);
    period->k_customer = (int32_t)strtol(end, NULL, 10);
    if (teams == NULL) {
        return true;
    }
    period->team_ids = calloc(count_words(teams) + 1, sizeof *period->team_ids);
    if (period->team_ids == NULL) {
        return no_memory(err);
    }
    for (; *teams != '\0'; teams = end) {
        period->team_ids[period->n_teams++] = (int32_t)strtol(teams, &end, 10);
    }
    return true;
}

static uint8_t hex_value(char digit)
{
    return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

static bool read_key(const struct loading *loading, size_t row, struct error *err)
{
    const char *text = cell(loading, row, COLUMN_C);
    struct catalog_key *key = &loading->catalog->keys[loading->catalog->n_keys++];
    key->id = cell_int(loading, row, COLUMN_ID, 0);
    key->role = strcmp(cell(loading, row, COLUMN_A), "submitter") == 0 ? KEY_SUBMITTER : KEY_ANALYST;
    key->expires_day = cell_int(loading, row, COLUMN_B, INT32_MAX);
    for (size_t i = 0; i < SHA256_SIZE; i++) {
        key->sha256[i] = (uint8_t)(hex_value(text[2 * i]) << 4 | hex_value(text[2 * i + 1]));
    }
    size_t n = count_words(text) - 1;
    key->surveys = n == 0 ? NULL : calloc(n, sizeof *key->surveys);
    if (n > 0 && key->surveys == NULL) {
        return no_memory(err);
    }
    for (text += 2 * SHA256_SIZE; key->n_surveys < n; key->n_surveys++) {
        text++;
        size_t len = strcspn(text, " ");
        code_copy(span_of(text, len < CODE_SIZE ? len : CODE_SIZE - 1), key->surveys[key->n_surveys]);
        text += len;
    }
    return true;
}

static bool make_room(const struct loading *loading, struct error *err)
{
    struct catalog *catalog = loading->catalog;
    size_t count[PART_COUNT] = {0};
    for (size_t row = 0; row < pg_rows(loading->rows); row++) {
        count[cell_int(loading, row, COLUMN_PART, 0)]++;
    }
    if (count[PART_CALENDAR] != 1) {
        return error_set(err, ERROR_DATABASE, "the database has no calendar; run `pulssid migrate`");
    }
    catalog->surveys = calloc(count[PART_SURVEY] + 1, sizeof(struct survey *));
    catalog->teams = calloc(count[PART_TEAM] + 1, sizeof *catalog->teams);
    catalog->periods = calloc(count[PART_PERIOD] + 1, sizeof *catalog->periods);
    catalog->keys = calloc(count[PART_KEY] + 1, sizeof *catalog->keys);
    return (catalog->surveys != NULL && catalog->teams != NULL && catalog->periods != NULL &&
            catalog->keys != NULL) ||
           no_memory(err);
}

static bool build(const struct pg_result *rows, catalog_parse_survey *parse, struct catalog **ret_catalog,
                  struct error *err)
{
    static bool (*const readers[PART_COUNT])(const struct loading *, size_t, struct error *) = {
        read_calendar, read_survey, read_team, read_period, read_key};
    struct catalog *catalog CLEANUP(catalog_free) = calloc(1, sizeof *catalog);
    if (catalog == NULL) {
        return no_memory(err);
    }
    const struct loading loading = {rows, parse, catalog};
    if (!make_room(&loading, err)) {
        return false;
    }
    for (size_t row = 0; row < pg_rows(rows); row++) {
        if (!readers[cell_int(&loading, row, COLUMN_PART, 0)](&loading, row, err)) {
            return false;
        }
    }
    *ret_catalog = catalog;
    catalog = NULL;
    return true;
}

struct load {
    struct pg *pg;
    catalog_parse_survey *parse;
    catalog_store_loaded *done;
    void *ctx;
};

static void on_rows(void *ctx, const struct error *err, const struct pg_result *const *results,
                    size_t n_results)
{
    struct load *load = ctx;
    struct catalog *catalog = NULL;
    struct error build_err;
    if (n_results == 1 && !build(results[0], load->parse, &catalog, &build_err)) {
        err = &build_err;
    }
    load->done(load->ctx, err, catalog);
    free(load);
}

/* Reads the catalog only from a schema that is known. */
static void on_schema(void *ctx, const struct error *err, const struct pg_result *const *results,
                      size_t n_results)
{
    struct load *load = ctx;
    struct error why;
    if (n_results == 1 && migrate_check_rows(results[0], &why) &&
        pg_run(load->pg, &(struct pg_unit){&load_statement, 1}, on_rows, load, &why)) {
        return;
    }
    load->done(load->ctx, err != NULL ? err : &why, NULL);
    free(load);
}

bool catalog_store_load(struct pg *pg, catalog_parse_survey *parse, catalog_store_loaded *done, void *ctx,
                        struct error *err)
{
    struct load *load CLEANUP(free) = calloc(1, sizeof *load);
    if (load == NULL) {
        return no_memory(err);
    }
    *load = (struct load){pg, parse, done, ctx};
    const struct pg_statement schema = migrate_statement();
    if (!pg_run(pg, &(struct pg_unit){&schema, 1}, on_schema, load, err)) {
        return false;
    }
    load = NULL;
    return true;
}

bool catalog_store_load_now(struct db *db, catalog_parse_survey *parse, struct catalog **ret_catalog,
                            struct error *err)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    return migrate_check(db, err) && db_run(db, &load_statement, &result, err) &&
           build(db_result_as_pg(result), parse, ret_catalog, err);
}
