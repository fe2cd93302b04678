/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libpq reports, as errors: which may pass, and that none tells a value. */
#include "store/pg_error.h"

#include <string.h>

#include "fixture_pg.h"
#include "unit.h"

static PGconn *connect_to(const struct fixture_pg *fixture)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(fixture, "postgres", conninfo);
    PGconn *connection = PQconnectdb(conninfo);
    assert_int_equal(PQstatus(connection), CONNECTION_OK);
    return connection;
}

/* Runs a statement that must fail, and gives its error. */
static struct error failure_of(PGconn *connection, const char *sql)
{
    struct error err = {0};
    PGresult *result = PQexec(connection, sql);
    assert_false(pg_error_set_result(&err, connection, result));
    PQclear(result);
    return err;
}

static struct error failure_with(PGconn *connection, const char *sqlstate)
{
    char sql[256];
    snprintf(sql, sizeof sql,
             "DO $$ BEGIN RAISE 'no luck' USING ERRCODE = '%s', DETAIL = 'sesame', HINT = 'sesame'; END $$",
             sqlstate);
    return failure_of(connection, sql);
}

static void what_may_pass_is_told_from_what_was_refused(void **state)
{
    static const char *const passing[] = {"08006", "25006", "40001", "40P01", "42501",
                                          "53100", "55P03", "57014", "58030"};
    static const char *const refused[] = {"23514", "25001", "42P01", "42502", "55006", "P0001", "XX000"};
    PGconn *connection = connect_to(*state);
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        struct error err = failure_with(connection, passing[i]);
        if (err.code != ERROR_DATABASE_UNAVAILABLE) {
            fail_msg("%s", passing[i]);
        }
        assert_non_null(strstr(err.text, passing[i]));
    }
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct error err = failure_with(connection, refused[i]);
        if (err.code != ERROR_DATABASE) {
            fail_msg("%s", refused[i]);
        }
        assert_non_null(strstr(err.text, refused[i]));
    }
    assert_int_equal(failure_with(connection, "23505").code, ERROR_CONFLICT);
    PQfinish(connection);
}

static void a_row_is_never_shown(void **state)
{
    PGconn *connection = connect_to(*state);
    PQclear(PQexec(connection, "CREATE TABLE public.door (word text PRIMARY KEY CHECK (word <> 'shut'));"
                               "INSERT INTO public.door VALUES ('sesame')"));
    struct error err = failure_of(connection, "INSERT INTO public.door VALUES ('sesame')");
    assert_int_equal(err.code, ERROR_CONFLICT);
    assert_string_equal(err.text, "duplicate key value violates unique constraint \"door_pkey\"");
    err = failure_of(connection, "INSERT INTO public.door VALUES ('shut')");
    assert_string_equal(err.text,
                        "new row for relation \"door\" violates check constraint \"door_word_check\"");
    PQfinish(connection);
}

static void a_value_that_was_refused_is_not_repeated(void **state)
{
    PGconn *connection = connect_to(*state);
    struct error err = failure_of(connection, "SELECT 'sesame'::text::int");
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.text, "the database refused it (SQLSTATE 22P02)");
    PQfinish(connection);
}

/* A trigger may quote the row that it refuses. What it had caught was PostgreSQL's own; and the schema's own
 * functions are to be heard. */
static void what_code_in_the_database_says_is_not_repeated(void **state)
{
    PGconn *connection = connect_to(*state);
    struct error err = failure_of(connection, "DO $$ BEGIN RAISE 'not %', 'sesame'; END $$");
    assert_string_equal(err.text, "the database refused it (SQLSTATE P0001)");
    err = failure_of(connection, "DO $$ BEGIN ASSERT false, 'sesame'; END $$");
    assert_string_equal(err.text, "the database refused it (SQLSTATE P0004)");
    err = failure_of(connection,
                     "DO $$ BEGIN PERFORM 1 FROM nonsense; EXCEPTION WHEN others THEN RAISE; END $$");
    assert_string_equal(err.text, "relation \"nonsense\" does not exist");
    err = failure_of(connection, "SELECT pulssid.period_seal(7)");
    assert_string_equal(err.text, "period 7 is not closed");
    PQfinish(connection);
}

static void what_is_no_failure_of_the_server_is_named_by_its_status(void **state)
{
    PGconn *connection = connect_to(*state);
    struct error err = failure_of(connection, "COPY (SELECT 'sesame') TO STDOUT");
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.text, "the statement failed (PGRES_COPY_OUT)");
    PQfinish(connection);
}

/* As libpq makes it where it has no memory for what the server said. */
static void an_error_that_the_server_never_said_may_pass(void **state)
{
    struct error err = {0};
    PGconn *connection = connect_to(*state);
    PGresult *unsaid = PQmakeEmptyPGresult(NULL, PGRES_FATAL_ERROR);
    assert_false(pg_error_set_result(&err, connection, unsaid));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(err.text, "the statement failed (PGRES_FATAL_ERROR)");
    PQclear(unsaid);
    PQfinish(connection);
}

/* Whatever the last result says: that nothing comes any more may pass. */
static void on_a_lost_connection_everything_may_pass(void **state)
{
    struct error err = {0};
    PGconn *connection = connect_to(*state);
    PGresult *refused = PQexec(connection, "SELECT nonsense");
    err = failure_of(connection, "SELECT pg_terminate_backend(pg_backend_pid())");
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_non_null(strstr(err.text, "terminating connection"));
    assert_int_equal(PQstatus(connection), CONNECTION_BAD);
    assert_false(pg_error_set_result(&err, connection, refused));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(err.text, "column \"nonsense\" does not exist");
    err = failure_of(connection, "SELECT 1");
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(err.text, "no connection to the server");
    PQclear(refused);
    PQfinish(connection);
}

static void a_connection_is_told_of_in_one_line(void **state)
{
    struct error err = {0};
    PGconn *connection = PQconnectdb("host=/nonexistent port=5432");
    assert_non_null(strchr(PQerrorMessage(connection), '\n'));
    assert_false(pg_error_set_connection(&err, connection));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(err.text, "connection to server on socket \"/nonexistent/.s.PGSQL.5432\" failed: "
                                  "No such file or directory");
    PQfinish(connection);
    connection = connect_to(*state);
    assert_false(pg_error_set_connection(&err, connection));
    assert_string_equal(err.text, "the connection was lost"); /* libpq has said nothing */
    PQfinish(connection);
}

static void a_connection_string_is_read_and_never_repeated(void **state)
{
    (void)state;
    static const char *const good[] = {"", "host=/run/postgresql dbname='a b'",
                                       "postgresql://db.example/pulssid"};
    static const char *const bad[] = {"password=sesame open", "sesame", "postgresql://[sesame",
                                      "word=sesame"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct error err = {0};
        assert_true(pg_error_check_conninfo(good[i], &err));
        assert_int_equal(err.code, ERROR_NONE);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = {0};
        assert_false(pg_error_check_conninfo(bad[i], &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_string_equal(err.text, "expected a libpq connection string such as \"host=… dbname=…\"");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_pass_is_told_from_what_was_refused),
        cmocka_unit_test(a_row_is_never_shown),
        cmocka_unit_test(a_value_that_was_refused_is_not_repeated),
        cmocka_unit_test(what_code_in_the_database_says_is_not_repeated),
        cmocka_unit_test(what_is_no_failure_of_the_server_is_named_by_its_status),
        cmocka_unit_test(an_error_that_the_server_never_said_may_pass),
        cmocka_unit_test(on_a_lost_connection_everything_may_pass),
        cmocka_unit_test(a_connection_is_told_of_in_one_line),
        cmocka_unit_test(a_connection_string_is_read_and_never_repeated),
    };
    return cmocka_run_group_tests_name("pg_error", tests, fixture_pg_start_group, fixture_pg_stop_group);
}
