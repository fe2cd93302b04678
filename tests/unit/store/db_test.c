/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blocking connection: sessions, transactions, errors that hold no value, waits. */
#include "store/db.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "base/clock.h"
#include "fixture_pg.h"

static void sets_the_session(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    assert_true(db_query(db,
                         "SELECT current_setting('search_path'), current_setting('client_encoding'),"
                         " current_setting('application_name'), "
                         "current_setting('client_connection_check_interval')",
                         DB_NO_PARAMS, &result, &err));
    assert_string_equal(db_text(result, 0, 0), "pg_catalog");
    assert_string_equal(db_text(result, 0, 1), "UTF8");
    assert_string_equal(db_text(result, 0, 2), "pulssid");
    assert_string_equal(db_text(result, 0, 3), "2s");
}

/* Rows as they come, until there are enough of them. */
struct rows_seen {
    int64_t n;
    int64_t enough;
    int64_t sum;
};

static bool see_row(void *ctx, const struct db_result *row, struct error *err)
{
    struct rows_seen *seen = ctx;
    assert_int_equal(db_rows(row), 1);
    seen->sum += db_int(row, 0, 0);
    return ++seen->n != seen->enough || error_set(err, ERROR_INTERNAL, "enough");
}

static void rows_come_one_by_one(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct rows_seen seen = {0};
    struct error err = {0};
    assert_true(
        db_each(db, "SELECT i FROM generate_series(1, $1::int) i", DB_PARAMS("1000"), see_row, &seen, &err));
    assert_int_equal(seen.n, 1000);
    assert_int_equal(seen.sum, 1000 * 1001 / 2);
    assert_true(db_each(db, "SET work_mem = '1MB'", DB_NO_PARAMS, see_row, &seen, &err));
    assert_int_equal(seen.n, 1000);
}

/* Of more rows than would be sent in a minute. */
static void enough_rows_end_the_statement(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct rows_seen seen = {.enough = 3};
    struct error err = {0};
    assert_false(db_each(db, "SELECT generate_series(1, 1000000000)", DB_NO_PARAMS, see_row, &seen, &err));
    assert_string_equal(err.text, "enough");
    assert_int_equal(seen.n, 3);
    assert_true(db_script(db, "SELECT 1", &err));
}

static void an_error_may_come_behind_rows(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct rows_seen seen = {0};
    struct error err = {0};
    assert_false(
        db_each(db, "SELECT 100 / (5 - i) FROM generate_series(1, 9) i", DB_NO_PARAMS, see_row, &seen, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_non_null(strstr(err.text, "22012")); /* division by zero */
    assert_int_equal(seen.n, 4);
    assert_false(db_each(db, "SELECT nonsense", DB_NO_PARAMS, see_row, &seen, &err));
    assert_int_equal(seen.n, 4);
    assert_false(
        db_each(db, "SELECT pg_terminate_backend(pg_backend_pid())", DB_NO_PARAMS, see_row, &seen, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_false(db_each(db, "SELECT 1", DB_NO_PARAMS, see_row, &seen, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
}

#define COPY "COPY pg_temp.copied (a, b) FROM STDIN"

/* Every byte that COPY reads in its own way, and more of them than go in one piece. */
static void a_row_is_copied_as_it_is(void **state)
{
    enum { LEN = 100000 };
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    char *text CLEANUP(free) = malloc(LEN + 1);
    assert_non_null(text);
    for (size_t i = 0; i < LEN; i++) {
        text[i] = "\\\n\t\rnN.\\x"[i % 9];
    }
    text[LEN] = '\0';
    assert_true(db_script(db, "CREATE TEMP TABLE copied (a text, b bytea)", &err));
    const struct span fields[] = {span_text(text), SPAN_LITERAL("\\x0a5c")};
    const struct span empty[] = {SPAN_LITERAL(""), SPAN_LITERAL("\\.")};
    assert_true(db_copy_row(db, COPY, fields, 2, &err));
    assert_true(db_copy_row(db, COPY, empty, 1, &err) == false); /* a column short */
    assert_true(db_copy_row(db, "COPY pg_temp.copied (a) FROM STDIN", empty, 1, &err));
    assert_true(db_copy_row(db, "COPY pg_temp.copied (a) FROM STDIN", empty + 1, 1, &err));
    assert_true(db_query(db, "SELECT a, encode(b, 'hex') FROM copied ORDER BY length(a)", DB_NO_PARAMS,
                         &result, &err));
    assert_int_equal(db_rows(result), 3);
    assert_string_equal(db_text(result, 0, 0), "");
    assert_string_equal(db_text(result, 1, 0), "\\.");
    assert_string_equal(db_text(result, 2, 0), text);
    assert_string_equal(db_text(result, 2, 1), "0a5c");
}

static void a_row_that_is_refused_is_not_copied(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    const struct span fields[] = {SPAN_LITERAL("secret"), SPAN_LITERAL("\\x00")};
    assert_false(db_copy_row(db, COPY, fields, 2, &err)); /* no such table */
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_true(db_script(db, "CREATE TEMP TABLE copied (a text CHECK (a < 'b'), b bytea)", &err));
    assert_false(db_copy_row(db, COPY, fields, 2, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_null(strstr(err.text, "secret"));
    assert_true(db_begin(db, &err));
    assert_false(db_copy_row(db, "SELECT 1", fields, 2, &err));
    assert_int_equal(err.code, ERROR_INTERNAL);
    assert_true(db_commit(db, &err));
    assert_false(db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &err));
    assert_false(db_copy_row(db, COPY, fields, 2, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
}

static void takes_binary_parameters(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    const struct pg_param params[] = {
        {.data = "\x00\x00\x01\x02", .len = 4, .binary = true, .oid = 23}, {.data = "7"}, {.data = NULL}};
    const struct pg_statement statement = {"SELECT $1 + $2::int, $3::text", params, 3, false, false};
    assert_true(db_run(db, &statement, &result, &err));
    assert_int_equal(db_int(result, 0, 0), 265);
    assert_null(db_text(result, 0, 1));
    assert_string_equal(pg_value(db_result_as_pg(result), 0, 0), "265");
}

static void errors_hold_no_value(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    assert_false(db_query(db, "SELECT $1::text::int", DB_PARAMS("secret word"), NULL, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_null(strstr(err.text, "secret"));
    assert_non_null(strstr(err.text, "22P02"));
    assert_true(db_script(db, "CREATE TEMP TABLE checked (a int CHECK (a < 5), b text)", &err));
    assert_false(db_query(db, "INSERT INTO checked VALUES (7, $1)", DB_PARAMS("my secret"), NULL, &err));
    assert_string_equal(err.text,
                        "new row for relation \"checked\" violates check constraint \"checked_a_check\"");
}

static void a_result_is_left_alone_on_failure(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct db_result *result = (struct db_result *)state;
    struct error err = {0};
    assert_false(db_query(db, "SELECT nonsense", DB_NO_PARAMS, &result, &err));
    assert_ptr_equal(result, state);
}

static void a_failed_transaction_does_not_commit(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    assert_true(db_begin(db, &err));
    assert_true(db_in_transaction(db));
    assert_false(db_script(db, "SELECT 1/0", &err));
    assert_false(db_commit(db, &err));
    assert_int_equal(err.code, ERROR_DATABASE);
    assert_string_equal(err.text, "the transaction was rolled back");
    assert_false(db_in_transaction(db));
    db_rollback(db);
}

static void commits_and_rolls_back(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    assert_true(db_script(db, "CREATE TABLE public.t (a int)", &err));
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "INSERT INTO public.t VALUES (1)", &err));
    assert_true(db_commit(db, &err));
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "INSERT INTO public.t VALUES (2)", &err));
    db_rollback(db);
    assert_int_equal(fixture_pg_number(*state, "SELECT sum(a) FROM public.t"), 1);
}

/* libpq would say 'missing "=" after "s3cret" in connection info string'. */
static void a_bad_connection_string_is_not_repeated(void **state)
{
    (void)state;
    static const char *const bad[] = {"host=h password=of s3cret", "postgresql://u:s3cret@[::1", "s3cret"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct db *db = NULL;
        struct error err = {0};
        assert_false(db_open(bad[i], NULL, &db, &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_non_null(strstr(err.text, "expected a libpq connection string"));
        assert_null(strstr(err.text, "s3cret"));
        assert_null(db);
    }
}

static void says_when_the_server_cannot_be_reached(void **state)
{
    (void)state;
    struct db *db = NULL;
    struct error err = {0};
    assert_false(db_open("host=/nonexistent dbname=postgres", NULL, &db, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_non_null(strstr(err.text, "/nonexistent"));
    assert_null(strchr(err.text, '\n'));
    assert_null(db);
}

static void says_when_the_connection_is_lost(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    struct error err = {0};
    assert_false(db_script(db, "SELECT pg_terminate_backend(pg_backend_pid())", &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    assert_false(db_begin(db, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    err = (struct error){0};
    assert_false(db_commit(db, &err));
    assert_int_equal(err.code, ERROR_DATABASE_UNAVAILABLE);
    db_rollback(db);
}

/* Milliseconds until a statement's result is there, of which the server takes `seconds`. */
static int64_t time_sleep(struct db *db, const char *seconds)
{
    struct error err;
    int64_t began_ms = clock_monotonic_ms();
    assert_true(db_query(db, "SELECT pg_sleep($1::float8)", DB_PARAMS(seconds), NULL, &err));
    return clock_monotonic_ms() - began_ms;
}

static void rests_when_it_is_told_to(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    db_pace(db, 4);
    assert_in_range(time_sleep(db, "0.015"), 15 + 4 * 15, 1000);
    struct error err;
    int64_t began_ms = clock_monotonic_ms();
    assert_true(db_script(db, "SELECT pg_sleep(0.015)", &err));
    assert_in_range(clock_monotonic_ms() - began_ms, 15 + 4 * 15, 1000);
    db_pace(db, 100);
    assert_in_range(time_sleep(db, "0.1"), 100 + DB_REST_MAX_MS, 100 * 100 - 1);
    db_pace(db, 0);
    assert_in_range(time_sleep(db, "0.1"), 100, 100 + DB_REST_MAX_MS - 1);
}

/* How often it was asked, and when it says no. */
struct patience {
    unsigned asked;
    unsigned most;
};

static bool is_patient(void *ctx)
{
    struct patience *patience = ctx;
    patience->asked++;
    return patience->asked <= patience->most;
}

static struct db *open_watched(const struct fixture_pg *fixture, struct patience *patience)
{
    struct db *db = fixture_pg_open(fixture, "postgres");
    db_watch(db, &(struct db_watch){.go_on = is_patient, .ctx = patience});
    return db;
}

static void a_wait_is_watched(void **state)
{
    struct patience patience = {0, 1000};
    struct db *db CLEANUP(db_close) = open_watched(*state, &patience);
    struct error err = {0};
    assert_true(db_script(db, "SELECT pg_sleep(1.1)", &err));
    assert_in_range(patience.asked, 4, 8);
}

/* And is the last; the server notices, and ends the statement without anybody's help. */
static void a_wait_can_be_ended(void **state)
{
    static const char asleep[] = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    struct patience patience = {0, 2};
    struct error err = {0};
    struct db *db = open_watched(*state, &patience);
    int64_t began_ms = clock_monotonic_ms();
    assert_false(db_script(db, "SELECT pg_sleep(60)", &err));
    assert_in_range(clock_monotonic_ms() - began_ms, 300, 5000);
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
    assert_int_equal(fixture_pg_number(*state, asleep), 1);
    err = (struct error){0};
    assert_false(db_query(db, "SELECT 1", DB_NO_PARAMS, NULL, &err));
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
    assert_false(db_commit(db, &err));
    db_rollback(db);
    db_close(db);
    for (int i = 0; i < 100 && fixture_pg_number(*state, asleep) > 0; i++) {
        usleep(100000);
    }
    assert_int_equal(fixture_pg_number(*state, asleep), 0);
}

static bool yes(void *ctx)
{
    (void)ctx;
    return true;
}

static void nobody_is_rested_for_when_it_is_quiet(void **state)
{
    struct db *db CLEANUP(db_close) = fixture_pg_open(*state, "postgres");
    db_pace(db, 1000);
    db_watch(db, &(struct db_watch){.is_quiet = yes});
    assert_in_range(time_sleep(db, "0.01"), 10, DB_REST_MAX_MS - 1);
}

static void a_rest_can_be_ended(void **state)
{
    struct patience patience = {.most = 2};
    struct db *db CLEANUP(db_close) = open_watched(*state, &patience);
    struct error err;
    db_pace(db, 1000);
    int64_t began_ms = clock_monotonic_ms();
    assert_true(db_script(db, "SELECT pg_sleep(0.01)", &err)); /* what was done is done */
    assert_in_range(clock_monotonic_ms() - began_ms, 10, DB_REST_MAX_MS - 1);
    assert_false(db_script(db, "SELECT 1", &err));
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
}

/* A stopped server reads nothing: not even the sending of much is waited for in vain. */
static void sending_can_be_ended(void **state)
{
    struct patience patience = {0, 1000};
    struct error err = {0};
    struct db_result *pid CLEANUP(db_result_free) = NULL;
    struct db *db CLEANUP(db_close) = open_watched(*state, &patience);
    char *much CLEANUP(free) = malloc(32 << 20);
    memset(much, 'x', 32 << 20);
    much[(32 << 20) - 1] = '\0';
    assert_true(db_query(db, "SELECT pg_backend_pid()", DB_NO_PARAMS, &pid, &err));
    assert_int_equal(kill((pid_t)db_int(pid, 0, 0), SIGSTOP), 0);
    patience = (struct patience){0, 3};
    assert_false(db_query(db, "SELECT length($1)", DB_PARAMS(much), NULL, &err));
    assert_int_equal(kill((pid_t)db_int(pid, 0, 0), SIGCONT), 0);
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
}

/* A row that is waited for, and a long one that is not taken. */
static void reading_and_copying_can_be_ended(void **state)
{
    struct patience patience = {0, 2};
    struct error err = {0};
    struct rows_seen seen = {.enough = 10};
    struct db_result *pid CLEANUP(db_result_free) = NULL;
    struct db *reading = open_watched(*state, &patience);
    assert_false(db_each(reading, "SELECT i FROM (SELECT 1 AS i, pg_sleep(60)) s", DB_NO_PARAMS, see_row,
                         &seen, &err));
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
    db_close(reading);
    patience = (struct patience){0, 1000};
    struct db *db CLEANUP(db_close) = open_watched(*state, &patience);
    char *much CLEANUP(free) = malloc(32 << 20);
    memset(much, 'x', 32 << 20);
    assert_true(db_script(db, "CREATE TEMPORARY TABLE long (field text)", &err));
    assert_true(db_query(db, "SELECT pg_backend_pid()", DB_NO_PARAMS, &pid, &err));
    assert_int_equal(kill((pid_t)db_int(pid, 0, 0), SIGSTOP), 0);
    patience = (struct patience){0, 3};
    const struct span field = span_of(much, 32 << 20);
    assert_false(db_copy_row(db, "COPY pg_temp.long FROM STDIN", &field, 1, &err));
    assert_int_equal(kill((pid_t)db_int(pid, 0, 0), SIGCONT), 0);
    assert_int_equal(err.code, ERROR_SHUTTING_DOWN);
}

static void much_goes_both_ways(void **state)
{
    struct patience patience = {0, 1000};
    struct error err = {0};
    struct db_result *result CLEANUP(db_result_free) = NULL;
    struct db *db CLEANUP(db_close) = open_watched(*state, &patience);
    char *much CLEANUP(free) = calloc(16 << 20, 1);
    memset(much, 'x', (16 << 20) - 1);
    assert_true(db_query(db, "SELECT $1::text || 'y'", DB_PARAMS(much), &result, &err));
    assert_int_equal(strlen(db_text(result, 0, 0)), 16 << 20);
    assert_true(db_script(db, "SELECT 1; SELECT 2", &err));
    assert_false(db_script(db, "SELECT 1; SELECT 1/0; SELECT 2", &err));
    assert_int_equal(err.code, ERROR_DATABASE);
}

static void keep_line(void *ctx, enum log_level level, const char *line)
{
    assert_int_equal(level, LOG_LEVEL_DEBUG);
    snprintf(ctx, 256, "%s", line);
}

static void notices_go_to_the_log_without_detail(void **state)
{
    char line[256] = "";
    struct log log = {.sink = keep_line, .ctx = line, .level = LOG_LEVEL_DEBUG};
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(*state, "postgres", conninfo);
    struct db *db CLEANUP(db_close) = NULL;
    struct error err = {0};
    assert_true(db_open(conninfo, &log, &db, &err));
    assert_true(db_script(db, "DROP TABLE IF EXISTS careful", &err));
    assert_string_equal(line, "database_notice text=\"table \\\"careful\\\" does not exist, skipping\"");
    assert_true(
        db_script(db, "DO $$ BEGIN RAISE NOTICE 'a row' USING DETAIL = 'a secret row'; END $$", &err));
    assert_string_equal(line, "database_notice text=\"\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_the_session),
        cmocka_unit_test(rows_come_one_by_one),
        cmocka_unit_test(enough_rows_end_the_statement),
        cmocka_unit_test(an_error_may_come_behind_rows),
        cmocka_unit_test(a_row_is_copied_as_it_is),
        cmocka_unit_test(a_row_that_is_refused_is_not_copied),
        cmocka_unit_test(takes_binary_parameters),
        cmocka_unit_test(errors_hold_no_value),
        cmocka_unit_test(a_result_is_left_alone_on_failure),
        cmocka_unit_test(a_failed_transaction_does_not_commit),
        cmocka_unit_test(commits_and_rolls_back),
        cmocka_unit_test(a_bad_connection_string_is_not_repeated),
        cmocka_unit_test(says_when_the_server_cannot_be_reached),
        cmocka_unit_test(says_when_the_connection_is_lost),
        cmocka_unit_test(rests_when_it_is_told_to),
        cmocka_unit_test(a_wait_is_watched),
        cmocka_unit_test(a_wait_can_be_ended),
        cmocka_unit_test(nobody_is_rested_for_when_it_is_quiet),
        cmocka_unit_test(a_rest_can_be_ended),
        cmocka_unit_test(sending_can_be_ended),
        cmocka_unit_test(reading_and_copying_can_be_ended),
        cmocka_unit_test(much_goes_both_ways),
        cmocka_unit_test(notices_go_to_the_log_without_detail),
    };
    return cmocka_run_group_tests_name("db", tests, fixture_pg_start_group, fixture_pg_stop_group);
}
