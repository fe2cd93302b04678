/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A private PostgreSQL for one test program, by tests/postgres. */
#include "fixture_pg.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/migrate.h"
#include "unit.h"

struct fixture_pg {
    char folder[64];
    char address[128]; /* "host=… port=…" */
};

static void shell(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void shell(const char *format, ...)
{
    char command[512];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    assert_int_equal(system(command), 0);
}

static char *read_file(const char *path)
{
    FILE *file CLEANUP(fclose) = fopen(path, "r");
    assert_non_null(file);
    char *text = NULL;
    size_t size = 0;
    assert_true(getdelim(&text, &size, '\0', file) > 0);
    return text;
}

void fixture_pg_start(struct fixture_pg *fixture)
{
    shell("'%s/tests/postgres' start '%s' fsync=off > '%s/address'", SOURCE_DIR, fixture->folder,
          fixture->folder);
    char path[96];
    snprintf(path, sizeof path, "%s/address", fixture->folder);
    char *text CLEANUP(free) = read_file(path);
    text[strcspn(text, "\n")] = '\0';
    snprintf(fixture->address, sizeof fixture->address, "%s", text);
}

int fixture_pg_start_group(void **state)
{
    *state = fixture_pg_new();
    return 0;
}

int fixture_pg_stop_group(void **state)
{
    fixture_pg_free(*state);
    return 0;
}

void fixture_pg_stop(const struct fixture_pg *fixture)
{
    shell("'%s/tests/postgres' stop '%s'", SOURCE_DIR, fixture->folder);
}

static void on_applied(void *ctx, const char *name)
{
    (void)ctx, (void)name;
}

static void on_role(void *ctx, bool done, const char *sentence)
{
    (void)ctx;
    if (!done) {
        fail_msg("%s", sentence);
    }
}

static void migrate(const struct fixture_pg *fixture)
{
    const struct migrate_observer observer = {on_applied, NULL, {on_role, NULL}};
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct error err = {0};
    if (!db_begin(db, &err) || !migrate_run(db, NULL, &observer, &err) || !db_commit(db, &err)) {
        fail_msg("%s", err.text);
    }
}

/* A test that dies leaves no cluster: somebody outside of it waits for its end. */
static void guard(const struct fixture_pg *fixture)
{
    shell("setsid -f sh -c 'tail --pid=$1 -f /dev/null; sleep 3; [ ! -d \"$2\" ] || { \"$3\" stop \"$2\"; rm "
          "-rf "
          "\"$2\"; }' sh "
          "%d '%s' '%s/tests/postgres' </dev/null >/dev/null 2>&1",
          (int)getpid(), fixture->folder, SOURCE_DIR);
}

struct fixture_pg *fixture_pg_new(void)
{
    struct fixture_pg *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    strcpy(fixture->folder, "/tmp/pulssid-test.XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    guard(fixture);
    fixture_pg_start(fixture);
    migrate(fixture);
    return fixture;
}

void fixture_pg_free(struct fixture_pg *fixture)
{
    fixture_pg_stop(fixture);
    shell("rm -rf '%s'", fixture->folder);
    free(fixture);
}

void fixture_pg_conninfo(const struct fixture_pg *fixture, const char *user,
                         char ret_conninfo[FIXTURE_CONNINFO_SIZE])
{
    snprintf(ret_conninfo, FIXTURE_CONNINFO_SIZE, "%s dbname=postgres user=%s", fixture->address, user);
}

struct db *fixture_pg_open(const struct fixture_pg *fixture, const char *user)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(fixture, user, conninfo);
    struct db *db = NULL;
    struct error err = {0};
    if (!db_open(conninfo, NULL, &db, &err)) {
        fail_msg("%s", err.text);
    }
    return db;
}

void fixture_pg_run(const struct fixture_pg *fixture, const char *sql)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct error err = {0};
    if (!db_script(db, sql, &err)) {
        fail_msg("%s: %.60s", err.text, sql);
    }
}

int64_t fixture_pg_number(const struct fixture_pg *fixture, const char *sql)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    if (!db_query(db, sql, DB_NO_PARAMS, &result, &err)) {
        fail_msg("%s: %.60s", err.text, sql);
    }
    assert_int_equal(db_rows(result), 1);
    return db_int(result, 0, 0);
}

void fixture_pg_clear(const struct fixture_pg *fixture)
{
    fixture_pg_run(
        fixture,
        "DO $$ DECLARE t regclass; BEGIN"
        " FOR t IN SELECT inhrelid FROM pg_inherits WHERE inhparent IN ('pulssid.submission'::regclass,"
        "  'pulssid.spent'::regclass, 'pulssid.answer'::regclass) LOOP EXECUTE format('DROP TABLE %s', t);"
        " END LOOP; END $$;"
        "TRUNCATE pulssid.team, pulssid.survey, pulssid.api_key, pulssid.period, pulssid.invitation"
        " RESTART IDENTITY CASCADE;"
        "UPDATE pulssid.calendar SET forgotten_until = NULL");
}
