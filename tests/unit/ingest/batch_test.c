/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group commit over a real database: what goes together, what survives a lost connection, what is answered
 * when. */
#include "ingest/batch.h"

#include <string.h>

#include "base/clock.h"
#include "batch_trial.h"

static void one_round_makes_one_commit(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 5000);
    add(trial, 0, 1);
    add(trial, 1, 2);
    add(trial, 2, 3);
    assert_int_equal(batch_pending(trial->batch), 3);
    assert_int_equal(batch_room(trial->batch), 97);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_stored(trial, 3);
    assert_int_equal(batch_pending(trial->batch), 0);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 1);
    assert_int_equal(
        fixture_pg_number(trial->fixture, "SELECT count(*) FROM pulssid.period WHERE id = '2025-W33'"), 1);
}

static void what_arrives_during_a_commit_makes_the_next(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 5000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    add(trial, 0, 1);
    turn_until_blocked(trial, 1);
    add(trial, 1, 2);
    fixture_loop_for(trial->base, 20);
    add(trial, 2, 3);
    fixture_loop_for(trial->base, 20);
    assert_int_equal(trial->answered, 0);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_stored(trial, 3);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 3);
}

static void a_commit_holds_no_more_than_batch_max(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 2, 100, 5000);
    for (size_t i = 0; i < 5; i++) {
        add(trial, i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 5);
    assert_stored(trial, 5);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 3);
}

static void too_much_is_refused(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    make_batch(trial, 2, 2, 5000);
    add(trial, 0, 1);
    add(trial, 1, 1);
    assert_int_equal(batch_room(trial->batch), 0);
    struct record *record CLEANUP(record_free) = week_record(WEEK, MAX, 0, 1);
    assert_false(batch_add(trial->batch, &record, on_done, &trial->fates[2], &err));
    assert_int_equal(err.code, ERROR_OVERLOADED);
    assert_non_null(record);
    fixture_loop_until(trial->base, &trial->answered, 2);
    assert_int_equal(batch_room(trial->batch), 2);
    assert_int_equal(trial->fates[2].calls, 0);
}

static void a_batch_under_a_killed_backend_is_sent_again(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 8000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    add(trial, 0, 1);
    add(trial, 1, 2);
    turn_until_blocked(trial, 1);
    fixture_pg_run(
        trial->fixture,
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    fixture_loop_for(trial->base, 100);
    add(trial, 2, 3);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_int_equal(trial->came, 2);
    assert_stored(trial, 3);
    assert_int_equal(count(trial, "*"), 4);
    assert_int_equal(meter_get(&batch_metrics(trial->batch)->held), 1);
}

static uint64_t pending_of(const struct trial *trial)
{
    return meter_get(&batch_metrics(trial->batch)->pending);
}

/* Five commits of two records each, twice. */
static void commits_are_counted_by_size_and_time(void **state)
{
    struct trial *trial = *state;
    struct histogram_total records = {0};
    struct histogram_total times = {0};
    make_batch(trial, 2, 100, 5000);
    for (size_t i = 0; i < 20; i++) {
        add(trial, i, 1);
    }
    assert_int_equal(pending_of(trial), 20);
    fixture_loop_until(trial->base, &trial->answered, 20);
    assert_int_equal(pending_of(trial), 0);
    histogram_add_to(&batch_metrics(trial->batch)->records, &records);
    histogram_add_to(&batch_metrics(trial->batch)->commit_us, &times);
    assert_int_equal(records.bounds->upper[1], 2);
    assert_int_equal(records.counts[1], 10);
    assert_int_equal(records.sum, 20);
    uint64_t n = 0;
    for (size_t i = 0; i <= times.bounds->n; i++) {
        n += times.counts[i];
    }
    assert_int_equal(n, 10);
    assert_in_range(times.sum, 10 * 100,
                    10 * 5000000); /* no commit takes less than a tenth of a millisecond */
    assert_int_equal(meter_get(&batch_metrics(trial->batch)->held), 0);
}

static void new_terms_hold_for_what_waits(void **state)
{
    struct trial *trial = *state;
    struct error err = {0};
    make_batch(trial, 100, 100, 60000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    add(trial, 0, 1);
    turn_until_blocked(trial, 1);
    int64_t began = clock_monotonic_ms();
    batch_set_terms(trial->batch, &(struct batch_terms){.queue_max = 1, .ack_ms = 300, .k_employee = 5});
    struct record *record CLEANUP(record_free) = week_record(WEEK, MAX, 0, 1);
    assert_false(batch_add(trial->batch, &record, on_done, &trial->fates[1], &err));
    assert_int_equal(err.code, ERROR_OVERLOADED);
    fixture_loop_until(trial->base, &trial->answered, 1);
    assert_true(clock_monotonic_ms() - began < 5000);
    assert_int_equal(trial->fates[0].code, ERROR_DATABASE_UNAVAILABLE);
    db_rollback(other);
    while (batch_pending(trial->batch) > 0) {
        fixture_loop_for(trial->base, 20);
    }
}

static void a_server_that_stays_away_is_told_in_time(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 1, 100, 400);
    open_week(trial);
    fixture_pg_stop(trial->fixture);
    int64_t began = clock_monotonic_ms();
    add(trial, 0, 1);
    add(trial, 1, 1);
    fixture_loop_until(trial->base, &trial->answered, 2);
    assert_in_range(clock_monotonic_ms() - began, 380, 900);
    assert_int_equal(pending_of(trial), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(trial->fates[i].calls, 1);
        assert_int_equal(trial->fates[i].code, ERROR_DATABASE_UNAVAILABLE);
    }
    fixture_pg_start(trial->fixture);
    fixture_loop_until(trial->base, &trial->came, 2);
    add(trial, 2, 1);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_int_equal(trial->fates[2].outcome, STORE_STORED);
    assert_int_equal(trial->fates[2].code, ERROR_NONE);
    assert_int_equal(batch_pending(trial->batch), 0);
}

static void time_can_be_up_while_the_server_works(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 1, 100, 300);
    open_week(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    add(trial, 0, 1);
    add(trial, 1, 1);
    fixture_loop_until(trial->base, &trial->answered, 2);
    assert_int_equal(trial->fates[0].code, ERROR_DATABASE_UNAVAILABLE);
    assert_false(trial->fates[0].gave_record);
    assert_int_equal(trial->fates[1].code, ERROR_DATABASE_UNAVAILABLE);
    assert_true(trial->fates[1].gave_record);
    assert_int_equal(batch_pending(trial->batch), 1);
    db_rollback(other);
    fixture_loop_for(trial->base, 200);
    assert_int_equal(batch_pending(trial->batch), 0);
    assert_int_equal(trial->fates[0].calls, 1);
    assert_int_equal(count(trial, "*"), 2);
}

/* Makes PostgreSQL take its time over a row whose first answer is 13. */
static void slow_thirteen(const struct trial *trial)
{
    fixture_pg_run(
        trial->fixture,
        "CREATE OR REPLACE FUNCTION public.tarry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_sleep(1); RETURN NEW; END $$;"
        "CREATE TRIGGER tarry BEFORE INSERT ON pulssid.submission FOR EACH ROW WHEN (NEW.answers[1] = 13)"
        " EXECUTE FUNCTION public.tarry()");
}

/* The first record's time is up during the commit that meets a duplicate, the other's during the one that is
 * told to expect it. */
static void what_is_committed_once_more_is_answered_once(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 600);
    open_week(trial);
    add(trial, 0, 1);
    fixture_loop_until(trial->base, &trial->answered, 1);
    batch_set_catalog(trial->batch, NULL);
    trial->fates[0].calls = 0;
    add(trial, 0, 1);
    fixture_loop_for(trial->base, 300);
    add(trial, 1, 13);
    slow_thirteen(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    batch_set_catalog(trial->batch, &trial->catalog);
    fixture_loop_until(trial->base, &trial->answered, 2);
    assert_int_equal(trial->fates[0].code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial->fates[1].calls, 0);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_int_equal(trial->fates[1].code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(batch_pending(trial->batch), 2);
    fixture_loop_for(trial->base, 1500);
    assert_int_equal(batch_pending(trial->batch), 0);
    assert_int_equal(trial->fates[0].calls, 1);
    assert_int_equal(trial->fates[1].calls, 1);
    assert_int_equal(count(trial, "*"), 3);
    fixture_pg_run(trial->fixture, "DROP TRIGGER tarry ON pulssid.submission");
}

/* Makes PostgreSQL refuse a row whose first answer is 13. */
static void refuse_thirteen(const struct trial *trial, const char *sqlstate)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'not %%', NEW.answers USING ERRCODE = '%s', DETAIL = NEW.answers::text; END $$;"
        "CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON pulssid.submission FOR EACH ROW WHEN "
        "(NEW.answers[1] = 13)"
        " EXECUTE FUNCTION public.refuse()",
        sqlstate);
    fixture_pg_run(trial->fixture, sql);
}

/* Of the trigger alone its function: to drop it would wait for the batch under way, and that for it. */
static void allow_thirteen(const struct trial *trial)
{
    fixture_pg_run(trial->fixture, "CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger"
                                   " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$");
}

static void one_refused_row_does_not_harm_the_rest(void **state)
{
    struct trial *trial = *state;
    refuse_thirteen(trial, "P0001");
    make_batch(trial, 100, 100, 5000);
    for (size_t i = 0; i < 7; i++) {
        add(trial, i, i == 4 ? 13 : 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 7);
    allow_thirteen(trial);
    assert_int_equal(trial->fates[4].code, ERROR_INTERNAL);
    assert_int_equal(trial->fates[4].calls, 1);
    trial->fates[4] = trial->fates[3];
    assert_stored(trial, 7);
    assert_int_equal(count(trial, "*"), 6);
    assert_non_null(
        strstr(trial->logged, "batch_refused reason=\"the database refused it (SQLSTATE P0001)\""));
    assert_null(strstr(trial->logged, "13"));
}

static void keep_loud_log(void *ctx, enum log_level level, const char *line)
{
    if (level <= LOG_LEVEL_WARNING) {
        keep_log(ctx, level, line);
    }
}

static void assert_waited_out(struct trial *trial, const char *sqlstate)
{
    refuse_thirteen(trial, sqlstate);
    make_batch(trial, 100, 100, 5000);
    add(trial, 0, 13);
    fixture_loop_for(trial->base, 300);
    assert_int_equal(trial->answered, 0);
    allow_thirteen(trial);
    fixture_loop_until(trial->base, &trial->answered, 1);
    assert_stored(trial, 1);
    assert_int_equal(trial->came, 1);
    /* Said once, however often it was tried. */
    char held[128];
    snprintf(held, sizeof held, "batch_held reason=\"the database refused it (SQLSTATE %s)\"", sqlstate);
    assert_string_equal(trial->logged, held);
}

static void a_full_disk_is_waited_out(void **state)
{
    struct trial *trial = *state;
    trial->log.sink = keep_loud_log;
    assert_waited_out(trial, "53100");
}

/* No fault of any record: none may be lost to it. */
static void a_missing_right_is_waited_out(void **state)
{
    struct trial *trial = *state;
    trial->log.sink = keep_loud_log;
    assert_waited_out(trial, "42501");
}

/* So many, one after the other, which lets batches grow. */
static void commit_alone(struct trial *trial, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        add(trial, i, 1);
        fixture_loop_until(trial->base, &trial->answered, (unsigned)i + 1);
    }
}

static unsigned count_refusals(const char *log)
{
    unsigned n = 0;
    while ((log = strstr(log, "batch_refused")) != NULL) {
        n++;
        log++;
    }
    return n;
}

static void after_a_refusal_commits_are_smaller_and_grow_again(void **state)
{
    struct trial *trial = *state;
    refuse_thirteen(trial, "P0001");
    make_batch(trial, 8, 100, 5000);
    commit_alone(trial, 0, 4); /* 1, 2, 4, 8 may be in the next */
    for (size_t i = 4; i < 12; i++) {
        add(trial, i, i == 4 ? 13 : 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 12);
    allow_thirteen(trial);
    assert_int_equal(count_refusals(trial->logged), 4); /* of 8, 4, 2 and 1 */
    assert_int_equal(trial->fates[4].code, ERROR_INTERNAL);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 4 + 3); /* of 1, 2 and 4 */
    for (size_t i = 12; i < 21; i++) {
        add(trial, i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 21);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 7 + 2); /* of 8, no more, and 1 */
    assert_int_equal(count(trial, "*"), 20);
}

/* So many times ten, one ten after the other. */
static void commit_crowds(struct trial *trial, size_t first, size_t n)
{
    for (size_t i = first; i < first + 10 * n; i += 10) {
        for (size_t j = i; j < i + 10; j++) {
            add(trial, j, 1);
        }
        fixture_loop_until(trial->base, &trial->answered, (unsigned)i + 10);
    }
}

/* Each ROW or STATEMENT takes so long. */
static void slow_down(const struct trial *trial, const char *each, const char *seconds)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "CREATE OR REPLACE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS"
             " 'BEGIN PERFORM pg_sleep(%s); RETURN NEW; END';"
             "CREATE TRIGGER slow BEFORE INSERT ON pulssid.submission FOR EACH %s EXECUTE FUNCTION"
             " public.slow()",
             seconds, each);
    fixture_pg_run(trial->fixture, sql);
}

static void speed_up(const struct trial *trial)
{
    fixture_pg_run(trial->fixture, "DROP TRIGGER slow ON pulssid.submission");
}

/* How many commits have so many rows. */
static int64_t count_commits(const struct trial *trial, unsigned rows)
{
    char sql[160];
    snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM (SELECT FROM pulssid.submission GROUP BY xmin::text HAVING count(*) = %u) c",
        rows);
    return fixture_pg_number(trial->fixture, sql);
}

/* A commit may take 200 ms, and 3 ms go to each row. */
static void a_slow_database_is_given_smaller_batches(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 120, 1000, 2000);
    commit_alone(trial, 0, 1);
    slow_down(trial, "ROW", "0.003");
    for (size_t i = 1; i <= 240; i++) {
        add(trial, i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 241);
    speed_up(trial);
    assert_stored(trial, 241);
    assert_int_equal(count_commits(trial, 120), 1);
    assert_int_equal(count_commits(trial, 100), 1); /* half would be less than a crowd */
    assert_int_equal(count_commits(trial, 20), 1);
}

static void but_not_when_their_size_makes_no_difference(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 120, 1000, 2000);
    commit_alone(trial, 0, 1);
    slow_down(trial, "STATEMENT", "0.25");
    for (size_t i = 1; i <= 340; i++) {
        add(trial, i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 341);
    speed_up(trial);
    assert_stored(trial, 341);
    assert_int_equal(count_commits(trial, 120), 2); /* a hundred between them took as long */
    assert_int_equal(count_commits(trial, 100), 1);
}

/* A row takes 30 ms: 26 in half of the time that there is. Nothing else
 * is known before the first commit. */
static void no_more_wait_than_a_slow_database_takes_in_time(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 10, 200, 1600);
    slow_down(trial, "ROW", "0.03");
    for (size_t i = 0; i < 40; i++) {
        add(trial, i, 1);
    }
    assert_int_equal(batch_room(trial->batch), 160);
    fixture_loop_until(trial->base, &trial->answered, 10);
    assert_int_equal(batch_room(trial->batch), 0); /* 30 wait */
    fixture_loop_until(trial->base, &trial->answered, 20);
    assert_in_range(batch_room(trial->batch), 0, 7);
    fixture_loop_until(trial->base, &trial->answered, 40);
    assert_int_equal(batch_room(trial->batch), 200); /* whatever comes to an empty queue is tried */
    speed_up(trial);
    commit_crowds(trial, 40, 4); /* of what is missing each gives half */
    add(trial, 80, 1);
    assert_true(batch_room(trial->batch) > 150);
    fixture_loop_until(trial->base, &trial->answered, 40 + 40 + 1);
}

static void one_slow_commit_is_not_the_rule(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 10, 200, 1600);
    commit_crowds(trial, 0, 12);
    slow_down(trial, "ROW", "0.03");
    for (size_t i = 0; i < 40; i++) {
        add(trial, 120 + i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 120 + 20);
    assert_in_range(batch_room(trial->batch), 80, 120); /* 200, 157, 125, less those 20 */
    fixture_loop_until(trial->base, &trial->answered, 120 + 40);
    speed_up(trial);
}

static void a_closed_period_gives_the_record_back(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 5000);
    open_week(trial);
    struct catalog_period known = {.period = WEEK, .state = PERIOD_OPEN};
    trial->catalog.periods = &known;
    trial->catalog.n_periods = 1;
    fixture_pg_run(trial->fixture, "SELECT pulssid.period_close(2901, '2025-08-20')");
    add(trial, 0, 1);
    fixture_loop_until(trial->base, &trial->answered, 1);
    assert_int_equal(trial->fates[0].code, ERROR_NONE);
    assert_int_equal(trial->fates[0].outcome, STORE_PERIOD_CHANGED);
    assert_true(trial->fates[0].gave_record);
}

static void nothing_is_sent_before_there_is_a_catalog(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 100, 100, 5000);
    batch_set_catalog(trial->batch, NULL);
    add(trial, 0, 1);
    fixture_loop_for(trial->base, 100);
    assert_int_equal(trial->answered, 0);
    batch_set_catalog(trial->batch, &trial->catalog);
    fixture_loop_until(trial->base, &trial->answered, 1);
    assert_stored(trial, 1);
}

static void freeing_answers_what_is_left(void **state)
{
    struct trial *trial = *state;
    make_batch(trial, 1, 100, 5000);
    add(trial, 0, 1);
    add(trial, 1, 1);
    event_base_loop(trial->base, EVLOOP_NONBLOCK);
    trial->pgs[0] = pg_free(trial->pgs[0]);
    assert_int_equal(trial->answered, 0);
    trial->batch = batch_free(trial->batch);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(trial->fates[i].calls, 1);
        assert_int_equal(trial->fates[i].code, ERROR_SHUTTING_DOWN);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BATCH_CASE(one_round_makes_one_commit),
        BATCH_CASE(what_arrives_during_a_commit_makes_the_next),
        BATCH_CASE(a_commit_holds_no_more_than_batch_max),
        BATCH_CASE(commits_are_counted_by_size_and_time),
        BATCH_CASE(too_much_is_refused),
        BATCH_CASE(a_batch_under_a_killed_backend_is_sent_again),
        BATCH_CASE(new_terms_hold_for_what_waits),
        BATCH_CASE(a_server_that_stays_away_is_told_in_time),
        BATCH_CASE(time_can_be_up_while_the_server_works),
        BATCH_CASE(what_is_committed_once_more_is_answered_once),
        BATCH_CASE(one_refused_row_does_not_harm_the_rest),
        BATCH_CASE(after_a_refusal_commits_are_smaller_and_grow_again),
        BATCH_CASE(a_slow_database_is_given_smaller_batches),
        BATCH_CASE(but_not_when_their_size_makes_no_difference),
        BATCH_CASE(no_more_wait_than_a_slow_database_takes_in_time),
        BATCH_CASE(one_slow_commit_is_not_the_rule),
        BATCH_CASE(a_full_disk_is_waited_out),
        BATCH_CASE(a_missing_right_is_waited_out),
        BATCH_CASE(a_closed_period_gives_the_record_back),
        BATCH_CASE(nothing_is_sent_before_there_is_a_catalog),
        BATCH_CASE(freeing_answers_what_is_left),
    };
    return cmocka_run_group_tests_name("batch", tests, batch_trial_start, ingest_trial_stop);
}
