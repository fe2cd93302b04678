/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalog as both kinds of connection load it. */
#include "store/catalog_store.h"

#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "fixture_loop.h"
#include "fixture_pg.h"

static const char sample[] =
    "INSERT INTO pulssid.survey (code, version, audience, definition) VALUES"
    " ('b', 2, 'employee', '{\"c\": \"b\"}'), ('b', 1, 'employee', '{\"c\": \"b\"}'),"
    " ('B', 1, 'customer', '{\"c\": \"B\"}');"
    "INSERT INTO pulssid.team (code) VALUES ('T2'), ('T10'), ('a');"
    "INSERT INTO pulssid.team_version (team_id, valid_from, valid_to, name) VALUES"
    " (1, '2024-01-01', '2024-01-31', 'two'), (1, '2024-02-01', 'infinity', 'two'), (2, DEFAULT, DEFAULT, "
    "'ten');"
    "INSERT INTO pulssid.api_key (name, role, secret_sha256, surveys, expires, revoked) VALUES"
    " ('s', 'submitter', decode(repeat('0a', 31) || 'ff', 'hex'), '{b,B}', '1970-01-11', false),"
    " ('a', 'analyst', decode(repeat('00', 32), 'hex'), NULL, NULL, false),"
    " ('r', 'analyst', decode(repeat('00', 32), 'hex'), NULL, NULL, true),"
    " ('n', 'submitter', decode(repeat('00', 32), 'hex'), '{}', NULL, false);"
    "SELECT pulssid.period_open(2901, '2025-W33', '2025-08-11', '2025-08-17', '2025-08-11', 6, 17, false),"
    " pulssid.period_open(2900, '2025-W32', '2025-08-04', '2025-08-10', '2025-08-04', 1000, 5, false),"
    " pulssid.period_close(2900, '2025-08-20')";

static int start(void **state)
{
    *state = fixture_pg_new();
    fixture_pg_run(*state, sample);
    return 0;
}

/* As wire/survey_json_parse would; refuses "bad". */
static bool parse(struct span json, struct survey **ret_survey, struct error *err)
{
    if (memmem(json.data, json.len, "bad", 3) != NULL) {
        return error_set(err, ERROR_INPUT, "code: expected another");
    }
    struct survey *survey = calloc(1, sizeof *survey);
    assert_non_null(survey);
    code_copy(span_of(json.data + strlen("{\"c\": \""), 1), survey->code);
    *ret_survey = survey;
    return true;
}

static void check_catalog(const struct catalog *c)
{
    assert_int_equal(c->kind, PERIOD_WEEK);
    assert_int_equal(c->forgotten_until, INT32_MIN);
    assert_int_equal(c->n_surveys, 3);
    assert_string_equal(c->surveys[0]->code, "B");
    assert_int_equal(c->surveys[0]->id, 3);
    assert_int_equal(c->surveys[1]->id, 2);
    assert_int_equal(c->surveys[2]->id, 1);
    assert_int_equal(c->n_teams, 3);
    assert_string_equal(c->teams[0].code, "T10");
    assert_int_equal(c->teams[0].valid_from, INT32_MIN);
    assert_int_equal(c->teams[0].valid_to, INT32_MAX);
    assert_int_equal(c->teams[1].id, 1);
    assert_int_equal(c->teams[1].valid_from, 19723);
    assert_int_equal(c->teams[1].valid_to, 19753);
    assert_int_equal(c->teams[2].valid_from, 19754);
    assert_int_equal(c->n_periods, 2);
    assert_int_equal(c->periods[0].period, 2900);
    assert_int_equal(c->periods[0].state, PERIOD_CLOSED);
    assert_int_equal(c->periods[0].k_employee, 1000);
    assert_int_equal(c->periods[0].k_customer, 5);
    assert_int_equal(c->periods[0].n_teams, 0);
    assert_int_equal(c->periods[1].state, PERIOD_OPEN);
    assert_int_equal(c->periods[1].k_employee, 6);
    assert_int_equal(c->periods[1].k_customer, 17);
    assert_int_equal(c->periods[1].n_teams, 2);
    assert_int_equal(c->periods[1].team_ids[0], 1);
    assert_int_equal(c->periods[1].team_ids[1], 2);
    assert_int_equal(c->n_keys, 2);
    assert_int_equal(c->keys[0].role, KEY_SUBMITTER);
    assert_int_equal(c->keys[0].expires_day, 10);
    assert_int_equal(c->keys[0].sha256[0], 0x0a);
    assert_int_equal(c->keys[0].sha256[31], 0xff);
    assert_int_equal(c->keys[0].n_surveys, 2);
    assert_string_equal(c->keys[0].surveys[0], "b");
    assert_string_equal(c->keys[0].surveys[1], "B");
    assert_int_equal(c->keys[1].id, 2);
    assert_int_equal(c->keys[1].role, KEY_ANALYST);
    assert_int_equal(c->keys[1].expires_day, INT32_MAX);
    assert_int_equal(c->keys[1].n_surveys, 0);
}

static void loads_now_as_the_ingest_role(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    struct catalog *catalog CLEANUP(catalog_free) = NULL;
    struct error err = {0};
    assert_true(catalog_store_load_now(db, parse, &catalog, &err));
    check_catalog(catalog);
}

static void what_is_forgotten_is_known(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    struct catalog *catalog CLEANUP(catalog_free) = NULL;
    struct error err = {0};
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET forgotten_until = '1970-02-01'");
    assert_true(catalog_store_load_now(db, parse, &catalog, &err));
    assert_int_equal(catalog->forgotten_until, 31);
    assert_int_equal(catalog->kind, PERIOD_WEEK);
    fixture_pg_run(*state, "UPDATE pulssid.calendar SET forgotten_until = NULL");
}

/* A connection, and what it loaded. */
struct trial {
    struct event_base *base;
    struct pg *pg;
    unsigned ready, loaded;
    struct catalog *catalog;
    struct error err;
};

static void on_state(void *ctx, bool ready)
{
    ((struct trial *)ctx)->ready += ready;
}

static void on_loaded(void *ctx, const struct error *err, struct catalog *catalog)
{
    struct trial *trial = ctx;
    trial->loaded++;
    trial->catalog = catalog;
    trial->err = err == NULL ? (struct error){0} : *err;
}

static void begin(struct trial *trial, const struct fixture_pg *fixture)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    *trial = (struct trial){.base = event_base_new()};
    fixture_pg_conninfo(fixture, "pulssid_ingest", conninfo);
    const struct pg_opts opts = {.conninfo = conninfo, .name = "test", .on_state = on_state, .ctx = trial};
    assert_true(pg_new(trial->base, &opts, NULL, &trial->pg, &err));
    assert_false(catalog_store_load(trial->pg, parse, on_loaded, trial, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    fixture_loop_until(trial->base, &trial->ready, 1);
}

static void end(struct trial *trial)
{
    pg_free(trial->pg);
    event_base_free(trial->base);
    catalog_free(trial->catalog);
}

static void loads_from_the_loop(void **state)
{
    struct trial trial;
    struct error err = {0};
    begin(&trial, *state);
    assert_true(catalog_store_load(trial.pg, parse, on_loaded, &trial, &err));
    assert_int_equal(trial.loaded, 0);
    fixture_loop_until(trial.base, &trial.loaded, 1);
    assert_int_equal(trial.err.code, ERROR_NONE);
    check_catalog(trial.catalog);
    end(&trial);
}

static void freeing_the_connection_ends_a_load(void **state)
{
    struct trial trial;
    struct error err = {0};
    begin(&trial, *state);
    assert_true(catalog_store_load(trial.pg, parse, on_loaded, &trial, &err));
    end(&trial);
    assert_int_equal(trial.loaded, 1);
    assert_int_equal(trial.err.code, ERROR_SHUTTING_DOWN);
    assert_null(trial.catalog);
}

static void a_bad_definition_is_named(void **state)
{
    struct trial trial;
    struct error err = {0};
    fixture_pg_run(*state, "INSERT INTO pulssid.survey (code, version, audience, definition)"
                           " VALUES ('z', 7, 'employee', '{\"c\": \"bad\"}')");
    begin(&trial, *state);
    assert_true(catalog_store_load(trial.pg, parse, on_loaded, &trial, &err));
    fixture_loop_until(trial.base, &trial.loaded, 1);
    assert_string_equal(trial.err.text, "survey z 7: code: expected another");
    assert_null(trial.catalog);
    end(&trial);
    fixture_pg_run(*state, "DELETE FROM pulssid.survey WHERE code = 'z'");
}

/* Loads, which must fail with a sentence that holds that text. */
static void expect_refusal(const struct fixture_pg *fixture, enum error_code code, const char *text)
{
    struct trial trial;
    struct error err = {0};
    begin(&trial, fixture);
    assert_true(catalog_store_load(trial.pg, parse, on_loaded, &trial, &err));
    fixture_loop_until(trial.base, &trial.loaded, 1);
    assert_null(trial.catalog);
    end(&trial);
    assert_int_equal(trial.err.code, code);
    assert_non_null(strstr(trial.err.text, text));
}

static void a_schema_of_another_version_is_refused(void **state)
{
    fixture_pg_run(*state, "INSERT INTO pulssid.migration (version, name, sha256) VALUES (9999, 'new', '')");
    expect_refusal(*state, ERROR_CONFLICT, "migration new, which this program does not know");
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    struct catalog *catalog = NULL;
    struct error err = {0};
    assert_false(catalog_store_load_now(db, parse, &catalog, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    fixture_pg_run(*state, "DELETE FROM pulssid.migration WHERE version = 9999;"
                           "CREATE TABLE public.kept AS TABLE pulssid.migration;"
                           "DELETE FROM pulssid.migration WHERE version > 1");
    expect_refusal(*state, ERROR_CONFLICT, "run pulssid migrate");
    fixture_pg_run(*state, "UPDATE pulssid.migration SET sha256 = 'x'");
    expect_refusal(*state, ERROR_INTEGRITY, "with other content");
    fixture_pg_run(*state, "TRUNCATE pulssid.migration; INSERT INTO pulssid.migration TABLE public.kept; "
                           "DROP TABLE public.kept");
}

static void a_database_without_a_calendar_is_refused(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct catalog *catalog = NULL;
    struct error err = {0};
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "DELETE FROM pulssid.calendar", &err));
    assert_false(catalog_store_load_now(db, parse, &catalog, &err));
    assert_non_null(strstr(err.text, "no calendar"));
    assert_null(catalog);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loads_now_as_the_ingest_role),
        cmocka_unit_test(what_is_forgotten_is_known),
        cmocka_unit_test(a_schema_of_another_version_is_refused),
        cmocka_unit_test(loads_from_the_loop),
        cmocka_unit_test(freeing_the_connection_ends_a_load),
        cmocka_unit_test(a_bad_definition_is_named),
        cmocka_unit_test(a_database_without_a_calendar_is_refused),
    };
    return cmocka_run_group_tests_name("catalog_store", tests, start, fixture_pg_stop_group);
}
