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
    struct record *record CLEANUP(record_free) = week_record(WEEK, 'z', 0, 1);
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

/* Makes PostgreSQL refuse a row whose first answer is 13. */
static void refuse_thirteen(const struct trial *trial, const char *sqlstate)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "CREATE OR REPLACE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'no luck' USING ERRCODE = '%s', DETAIL = NEW.answers::text; END $$;"
        "CREATE TRIGGER refuse BEFORE INSERT ON pulssid.submission FOR EACH ROW WHEN (NEW.answers[1] = 13)"
        " EXECUTE FUNCTION public.refuse()",
        sqlstate);
    fixture_pg_run(trial->fixture, sql);
}

static void allow_thirteen(const struct trial *trial)
{
    fixture_pg_run(trial->fixture, "DROP TRIGGER refuse ON pulssid.submission");
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
    assert_non_null(strstr(trial->logged, "batch_refused records=1 reason=\"no luck\""));
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
    assert_string_equal(trial->logged, "batch_held records=1 reason=\"no luck\"");
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

static void after_a_refusal_commits_are_smaller_and_grow_again(void **state)
{
    struct trial *trial = *state;
    connect_one(trial);
    refuse_thirteen(trial, "P0001");
    make_batch(trial, 8, 100, 5000);
    for (size_t i = 0; i < 8; i++) {
        add(trial, i, i == 0 ? 13 : 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 8);
    allow_thirteen(trial);
    assert_non_null(strstr(trial->logged, "batch_refused records=8 "));
    assert_non_null(strstr(trial->logged, "batch_refused records=4 "));
    assert_non_null(strstr(trial->logged, "batch_refused records=2 "));
    assert_int_equal(trial->fates[0].code, ERROR_INTERNAL);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 3); /* of 1, 2 and 4 */
    for (size_t i = 8; i < 17; i++) {
        add(trial, i, 1);
    }
    fixture_loop_until(trial->base, &trial->answered, 17);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 5); /* of 8, no more, and 1 */
    assert_int_equal(count(trial, "*"), 16);
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
        BATCH_CASE(too_much_is_refused),
        BATCH_CASE(a_batch_under_a_killed_backend_is_sent_again),
        BATCH_CASE(a_server_that_stays_away_is_told_in_time),
        BATCH_CASE(time_can_be_up_while_the_server_works),
        BATCH_CASE(one_refused_row_does_not_harm_the_rest),
        BATCH_CASE(after_a_refusal_commits_are_smaller_and_grow_again),
        BATCH_CASE(a_full_disk_is_waited_out),
        BATCH_CASE(a_missing_right_is_waited_out),
        BATCH_CASE(a_closed_period_gives_the_record_back),
        BATCH_CASE(nothing_is_sent_before_there_is_a_catalog),
        BATCH_CASE(freeing_answers_what_is_left),
    };
    return cmocka_run_group_tests_name("batch", tests, batch_trial_start, ingest_trial_stop);
}
