/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of a database that answers, that is away, silent, read-only, or of another program. */
#include "app/database_probe.h"

#include <signal.h>
#include <string.h>

#include "base/clock.h"
#include "fixture_loop.h"
#include "fixture_pg.h"
#include "unit.h"

struct trial {
    struct event_base *base;
    struct database_probe *probe;
};

static void begin(struct trial *trial, const struct fixture_pg *fixture, const char *user, bool writes)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err;
    fixture_pg_conninfo(fixture, user, conninfo);
    trial->base = event_base_new();
    assert_true(database_probe_new(trial->base,
                                   &(struct database_probe_opts){.conninfo = conninfo, .writes = writes},
                                   &trial->probe, &err));
}

static void end(struct trial *trial)
{
    database_probe_free(trial->probe);
    event_base_free(trial->base);
}

/* Turns the loop until this is said; "" is that all is good. */
static void await(struct trial *trial, const char *sentence)
{
    struct error err = {0};
    int64_t end_ms = clock_monotonic_ms() + 15000;
    do {
        fixture_loop_for(trial->base, 20);
        err = (struct error){0};
        bool good = database_probe_is_good(trial->probe, &err);
        assert_int_equal(good, err.code == ERROR_NONE);
    } while (strcmp(err.text, sentence) != 0 && clock_monotonic_ms() < end_ms);
    assert_string_equal(err.text, sentence);
}

static void await_newer(struct trial *trial, const struct fixture_pg *fixture)
{
    fixture_pg_run(fixture, "INSERT INTO pulssid.migration (version, name, sha256) VALUES (9999, 'new', '')");
    await(trial, "the schema: the database has migration new, which this program does not know: use a newer "
                 "pulssid");
    fixture_pg_run(fixture, "DELETE FROM pulssid.migration WHERE version = 9999");
    await(trial, "");
}

static void a_good_database(void **state)
{
    struct trial trial;
    begin(&trial, *state, "pulssid_ingest", true);
    assert_false(database_probe_is_good(trial.probe, &(struct error){0})); /* yet */
    await(&trial, "");
    end(&trial);
}

static void one_that_goes_and_comes(void **state)
{
    struct trial trial;
    begin(&trial, *state, "pulssid_stats", true);
    await(&trial, "");
    fixture_pg_stop(*state);
    await(&trial, "the database cannot be reached");
    fixture_pg_start(*state);
    await(&trial, "");
    end(&trial);
}

static void one_that_takes_no_writes(void **state)
{
    struct trial trial;
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest SET default_transaction_read_only = on");
    begin(&trial, *state, "pulssid_ingest", true);
    await(&trial, "the database takes no writes");
    end(&trial);
    fixture_pg_run(*state, "ALTER ROLE pulssid_ingest RESET default_transaction_read_only");
}

static void one_of_another_program(void **state)
{
    struct trial trial;
    begin(&trial, *state, "pulssid_ingest", true);
    await(&trial, "");
    await_newer(&trial, *state);
    end(&trial);
}

/* To it a schema from before it saw migrations is older, and no error. */
static void reading_asks_for_the_schema(void **state)
{
    struct trial trial;
    begin(&trial, *state, "pulssid_report", false);
    await(&trial, "");
    await_newer(&trial, *state);
    fixture_pg_run(*state, "ALTER VIEW report.schema RENAME TO away");
    await(&trial, "the schema: the schema is older than this program: run pulssid migrate");
    fixture_pg_run(*state, "ALTER VIEW report.away RENAME TO schema");
    await(&trial, "");
    end(&trial);
}

/* A standby is good enough for it. */
static void reading_asks_for_less(void **state)
{
    struct trial trial;
    fixture_pg_run(*state, "ALTER ROLE pulssid_report SET default_transaction_read_only = on");
    begin(&trial, *state, "pulssid_report", false);
    await(&trial, "");
    end(&trial);
    fixture_pg_run(*state, "ALTER ROLE pulssid_report RESET default_transaction_read_only");
}

/* The connection is given up after five seconds, and the next one is good. */
static void one_that_falls_silent(void **state)
{
    struct trial trial;
    begin(&trial, *state, "pulssid_ingest", true);
    await(&trial, "");
    pid_t backend =
        (pid_t)fixture_pg_number(*state, "SELECT pid FROM pg_stat_activity WHERE usename = 'pulssid_ingest'");
    assert_int_equal(kill(backend, SIGSTOP), 0);
    await(&trial, "the database cannot be reached");
    await(&trial, "");
    assert_int_equal(kill(backend, SIGCONT), 0);
    end(&trial);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    struct database_probe *probe = NULL;
    struct event_base *base = event_base_new();
    struct error err;
    assert_false(
        database_probe_new(base, &(struct database_probe_opts){.conninfo = "nonsense"}, &probe, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_null(probe);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_database),          cmocka_unit_test(one_that_goes_and_comes),
        cmocka_unit_test(one_that_takes_no_writes), cmocka_unit_test(one_of_another_program),
        cmocka_unit_test(reading_asks_for_less),    cmocka_unit_test(reading_asks_for_the_schema),
        cmocka_unit_test(one_that_falls_silent),    cmocka_unit_test(nonsense_is_refused),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
