/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Applies the embedded migrations. */
#include "migrate.h"

#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "base/sha256.h"

/* A change of a table waits for who reads it, and all that come later wait behind it: not for long. */
#define LOCK_SQL "SELECT pg_advisory_xact_lock(1886745204); SET LOCAL lock_timeout = '10s'"

static const char bootstrap_sql[] = "CREATE TABLE IF NOT EXISTS pulssid.migration ("
                                    "version integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, "
                                    "applied_at timestamptz NOT NULL DEFAULT now())";

static const char applied_sql[] = "SELECT version, name, sha256 FROM pulssid.migration ORDER BY version";

static const char reported_sql[] = "SELECT version, name, sha256 FROM report.schema ORDER BY version";

static int64_t version_of(const struct embedded_file *migration)
{
    return strtoll(migration->name, NULL, 10);
}

static bool hash_of(const struct embedded_file *migration, char ret_hex[SHA256_HEX_SIZE], struct error *err)
{
    uint8_t digest[SHA256_SIZE];
    if (!sha256(&migration->content, 1, digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: its hash cannot be computed", migration->name);
    }
    sha256_hex(digest, ret_hex);
    return true;
}

/* The rows of pulssid.migration in order; none when there is no such table. */
static bool read_applied(struct db *db, struct db_result **ret_applied, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *found = NULL;
    if (!db_query(db, "SELECT to_regclass('pulssid.migration')", DB_NO_PARAMS, &found, err)) {
        return false;
    }
    const char *sql = db_text(found, 0, 0) == NULL ? "SELECT 0, '', '' WHERE false" : applied_sql;
    return db_query(db, sql, DB_NO_PARAMS, ret_applied, err);
}

/* Holds one applied row against what is embedded. */
static bool check_row(const struct pg_result *applied, size_t row, struct error *err)
{
    size_t n;
    const struct embedded_file *migrations = embedded_migrations(&n);
    char hex[SHA256_HEX_SIZE];
    int64_t version = strtoll(pg_value(applied, row, 0), NULL, 10);
    if (row >= n || version != version_of(&migrations[row])) {
        return error_set(
            err, ERROR_CONFLICT,
            "the database has migration %s, which this program does not know: use a newer pulssid",
            pg_value(applied, row, 1));
    }
    if (!hash_of(&migrations[row], hex, err)) {
        return false;
    }
    return strcmp(hex, pg_value(applied, row, 2)) == 0 ||
           error_set(err, ERROR_INTEGRITY,
                     "migration %s was applied with other content than this program holds",
                     migrations[row].name);
}

static bool check_applied(const struct pg_result *applied, struct error *err)
{
    for (size_t row = 0; row < pg_rows(applied); row++) {
        if (!check_row(applied, row, err)) {
            return false;
        }
    }
    return true;
}

static bool apply(struct db *db, const struct embedded_file *migration, struct error *err)
{
    char hex[SHA256_HEX_SIZE];
    char version[24];
    CLEANUP(free) char *sql = strndup((const char *)migration->content.data, migration->content.len);
    if (sql == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "%s: out of memory", migration->name);
    }
    snprintf(version, sizeof version, "%lld", (long long)version_of(migration));
    return (db_script(db, sql, err) && db_script(db, bootstrap_sql, err) && hash_of(migration, hex, err) &&
            db_query(db, "INSERT INTO pulssid.migration (version, name, sha256) VALUES ($1, $2, $3)",
                     DB_PARAMS(version, migration->name, hex), NULL, err)) ||
           error_prefix(err, "%s", migration->name);
}

static bool apply_missing(struct db *db, size_t n_applied, const struct migrate_observer *observer,
                          struct error *err)
{
    size_t n;
    const struct embedded_file *migrations = embedded_migrations(&n);
    for (size_t i = n_applied; i < n; i++) {
        if (!apply(db, &migrations[i], err)) {
            return false;
        }
        observer->on_applied(observer->ctx, migrations[i].name);
    }
    return true;
}

static bool set_calendar(struct db *db, const enum period_kind *kind, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *stored = NULL;
    const char *wanted = kind != NULL && *kind == PERIOD_MONTH ? "month" : "week";
    if (!db_query(db, "INSERT INTO pulssid.calendar (kind) VALUES ($1) ON CONFLICT DO NOTHING",
                  DB_PARAMS(wanted), NULL, err) ||
        !db_query(db, "SELECT kind FROM pulssid.calendar", DB_NO_PARAMS, &stored, err)) {
        return false;
    }
    const char *found = db_text(stored, 0, 0);
    return kind == NULL || strcmp(found, wanted) == 0 ||
           error_set(err, ERROR_CONFLICT,
                     "this database counts in %ss since it was made; %ss need a new database", found, wanted);
}

bool migrate_run(struct db *db, const enum period_kind *kind, const struct migrate_observer *observer,
                 struct error *err)
{
    CLEANUP(db_result_free) struct db_result *applied = NULL;
    return db_script(db, LOCK_SQL, err) && read_applied(db, &applied, err) &&
           check_applied(db_result_as_pg(applied), err) && role_setup_make(db, &observer->roles, err) &&
           apply_missing(db, db_rows(applied), observer, err) &&
           role_setup_equip(db, &observer->roles, err) && set_calendar(db, kind, err);
}

struct pg_statement migrate_statement(void)
{
    return (struct pg_statement){.sql = applied_sql};
}

bool migrate_check_rows(const struct pg_result *applied, struct error *err)
{
    size_t n;
    embedded_migrations(&n);
    return check_applied(applied, err) &&
           (pg_rows(applied) == n ||
            error_set(err, ERROR_CONFLICT, "the schema has %zu of %zu migrations: run pulssid migrate",
                      pg_rows(applied), n));
}

struct pg_statement migrate_report_statement(void)
{
    return (struct pg_statement){.sql = reported_sql};
}

bool migrate_check_answer(const struct error *refused, const struct pg_result *applied, struct error *err)
{
    if (refused == NULL) {
        return migrate_check_rows(applied, err);
    }
    if (refused->code == ERROR_DATABASE) {
        return error_set(err, ERROR_CONFLICT, "the schema is older than this program: run pulssid migrate");
    }
    *err = *refused;
    return false;
}

bool migrate_check(struct db *db, struct error *err)
{
    CLEANUP(db_result_free) struct db_result *applied = NULL;
    return read_applied(db, &applied, err) && migrate_check_rows(db_result_as_pg(applied), err);
}
