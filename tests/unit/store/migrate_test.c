/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Migrations: from nothing, again, and against a database that is not what this binary made. */
#include "store/migrate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/sha256.h"
#include "fixture_pg.h"
#include "unit.h"

/* A connection to a database of that name, made when it is not there. */
static struct db *open_database(struct fixture_pg *fixture, const char *name)
{
    char sql[128];
    char conninfo[FIXTURE_CONNINFO_SIZE + 64];
    struct db *db = NULL;
    struct error err = {0};
    snprintf(sql, sizeof sql, "SELECT count(*) FROM pg_database WHERE datname = '%s'", name);
    if (fixture_pg_number(fixture, sql) == 0) {
        snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
        fixture_pg_run(fixture, sql);
    }
    fixture_pg_conninfo(fixture, "postgres", conninfo);
    snprintf(conninfo + strlen(conninfo), 64, " dbname=%s", name);
    if (!db_open(conninfo, NULL, &db, &err)) {
        fail_msg("%s", err.text);
    }
    return db;
}

static void count_applied(void *ctx, const char *name)
{
    size_t *n = ctx;
    assert_non_null(strstr(name, ".sql"));
    ++*n;
}

static void no_role(void *ctx, bool done, const char *sentence)
{
    (void)ctx, (void)done;
    fail_msg("%s", sentence);
}

/* One run in a transaction of its own. */
static bool migrate(struct db *db, const enum period_kind *kind, size_t *applied, struct error *err)
{
    const struct migrate_observer observer = {count_applied, applied, {no_role, NULL}};
    *applied = 0;
    *err = (struct error){0};
    bool ok = db_begin(db, err) && migrate_run(db, kind, &observer, err) && db_commit(db, err);
    db_rollback(db);
    return ok;
}

static int64_t number(struct db *db, const char *sql)
{
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    if (!db_query(db, sql, DB_NO_PARAMS, &result, &err)) {
        fail_msg("%s", err.text);
    }
    return db_int(result, 0, 0);
}

static void from_nothing_and_again(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "fresh");
    struct error err;
    size_t applied;
    size_t n;
    embedded_migrations(&n);
    assert_false(migrate_check(db, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, "run pulssid migrate"));
    if (!migrate(db, NULL, &applied, &err)) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(applied, n);
    assert_true(migrate_check(db, &err));
    assert_int_equal(number(db, "SELECT count(*) FROM pulssid.calendar WHERE kind = 'week'"), 1);
    assert_true(migrate(db, NULL, &applied, &err));
    assert_int_equal(applied, 0);
    assert_int_equal(number(db,
                            "SELECT has_table_privilege('pulssid_ingest', 'pulssid.migration', 'SELECT')::int"
                            " + has_table_privilege('pulssid_report', 'pulssid.migration', 'SELECT')::int"),
                     1);
}

static void calendar_is_fixed(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "months");
    const enum period_kind week = PERIOD_WEEK;
    const enum period_kind month = PERIOD_MONTH;
    struct error err;
    size_t applied;
    assert_true(migrate(db, &month, &applied, &err));
    assert_true(migrate(db, NULL, &applied, &err));
    assert_true(migrate(db, &month, &applied, &err));
    assert_false(migrate(db, &week, &applied, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text,
                        "this database counts in months since it was made; weeks need a new database");
    assert_int_equal(number(db, "SELECT count(*) FROM pulssid.calendar WHERE kind = 'month'"), 1);
}

static void changed_migration_is_named(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "changed");
    struct error err;
    size_t applied;
    assert_true(migrate(db, NULL, &applied, &err));
    assert_true(
        db_script(db, "UPDATE pulssid.migration SET sha256 = repeat('0', 64) WHERE version = 3", &err));
    assert_false(migrate(db, NULL, &applied, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
    assert_non_null(strstr(err.text, "0003_results.sql"));
    assert_false(migrate_check(db, &err));
    assert_int_equal(err.code, ERROR_INTEGRITY);
}

static void newer_database_is_refused(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "newer");
    struct error err;
    size_t applied;
    assert_true(migrate(db, NULL, &applied, &err));
    assert_true(db_script(db, "INSERT INTO pulssid.migration VALUES (9999, '9999_future.sql', '')", &err));
    assert_false(migrate(db, NULL, &applied, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_non_null(strstr(err.text, "9999_future.sql"));
}

/* What a binary with one migration less left. */
static void apply_all_but_the_last(struct db *db)
{
    size_t n;
    const struct embedded_file *migrations = embedded_migrations(&n);
    struct error err = {0};
    for (size_t i = 0; i + 1 < n; i++) {
        char *sql CLEANUP(free) =
            strndup((const char *)migrations[i].content.data, migrations[i].content.len);
        char row[512];
        char hex[SHA256_HEX_SIZE];
        uint8_t digest[SHA256_SIZE];
        assert_true(sha256(&migrations[i].content, 1, digest));
        sha256_hex(digest, hex);
        snprintf(
            row, sizeof row,
            "CREATE TABLE IF NOT EXISTS pulssid.migration (version integer PRIMARY KEY, name text NOT NULL, "
            "sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now());"
            "INSERT INTO pulssid.migration VALUES (%d, '%s', '%s')",
            atoi(migrations[i].name), migrations[i].name, hex);
        if (!db_script(db, sql, &err) || !db_script(db, row, &err)) {
            fail_msg("%s: %s", migrations[i].name, err.text);
        }
    }
}

static void older_database_is_brought_up(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "older");
    struct error err;
    size_t applied;
    apply_all_but_the_last(db);
    assert_false(migrate_check(db, &err));
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_true(migrate(db, NULL, &applied, &err));
    assert_int_equal(applied, 1);
    assert_true(migrate_check(db, &err));
}

/* As store/role_setup says. */
static void every_run_sees_to_the_roles(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "roles");
    struct error err;
    size_t applied;
    assert_true(migrate(db, NULL, &applied, &err));
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET log_statement");
    assert_true(migrate(db, NULL, &applied, &err));
    assert_int_equal(applied, 0);
    assert_int_equal(number(db, "SELECT count(*) FROM pg_roles WHERE rolname = 'pulssid_ingest' AND "
                                "'log_statement=none' = ANY (rolconfig)"),
                     1);
}

/* What fails half-way leaves nothing: here a table stands where a migration makes one. */
static void failure_leaves_nothing(void **state)
{
    struct db *db CLEANUP(db_close) = open_database(*state, "half");
    struct error err;
    size_t applied;
    assert_true(db_script(db, "CREATE SCHEMA report", &err));
    assert_false(migrate(db, NULL, &applied, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_memory_equal(err.text, "0004_views.sql: ", 16);
    assert_int_equal(number(db, "SELECT count(*) FROM pg_namespace WHERE nspname = 'pulssid'"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_nothing_and_again),       cmocka_unit_test(calendar_is_fixed),
        cmocka_unit_test(changed_migration_is_named),   cmocka_unit_test(newer_database_is_refused),
        cmocka_unit_test(older_database_is_brought_up), cmocka_unit_test(every_run_sees_to_the_roles),
        cmocka_unit_test(failure_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
