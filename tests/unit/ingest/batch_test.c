/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group commit over a real database: what goes together, what survives a lost connection, what is answered
 * when. */
#include "ingest/batch.h"

#include <string.h>

#include "../unit.h"
#include "base/clock.h"
#include "fixture_loop.h"
#include "fixture_pg.h"

#define WEEK 2901 /* 2025-W33 */
#define MAX 256   /* an id has one byte */
#define CROWD 100

static const char hold_period[] = "SELECT pg_advisory_xact_lock(pulssid.period_lock_class(), 2901)";
static const char is_waiting[] = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";

/* What was heard of one record. */
struct fate {
    struct trial *trial;
    unsigned calls;
    bool gave_record;
    enum error_code code;
    enum store_outcome outcome;
};

struct trial {
    struct fixture_pg *fixture;
    struct event_base *base;
    struct pg *pgs[BATCH_MAX_LANES];
    size_t n_pgs;
    struct batch *batch;
    struct catalog catalog;
    struct log log;
    char logged[4096];
    unsigned came, answered;
    struct fate fates[MAX];
};

static int start(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);
    assert_non_null(trial);
    trial->fixture = fixture_pg_new();
    *state = trial;
    return 0;
}

static int stop(void **state)
{
    struct trial *trial = *state;
    fixture_pg_free(trial->fixture);
    free(trial);
    return 0;
}

static void on_state(void *ctx, bool ready)
{
    struct trial *trial = ctx;
    trial->came += ready;
    if (trial->batch != NULL) {
        batch_on_state(trial->batch, ready);
    }
}

static void keep_log(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct trial *trial = ctx;
    strncat(trial->logged, line, sizeof trial->logged - strlen(trial->logged) - 1);
}

static void connect_one(struct trial *trial)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err = {0};
    fixture_pg_conninfo(trial->fixture, "pulssid_ingest", conninfo);
    const struct pg_opts opts = {.conninfo = conninfo,
                                 .name = "test",
                                 .type_name = SUBMISSION_STORE_TYPE,
                                 .on_state = on_state,
                                 .ctx = trial};
    assert_true(pg_new(trial->base, &opts, NULL, &trial->pgs[trial->n_pgs++], &err));
    fixture_loop_until(trial->base, &trial->came, (unsigned)trial->n_pgs);
}

static int set_up(void **state)
{
    struct trial *trial = *state;
    *trial = (struct trial){.fixture = trial->fixture, .base = event_base_new()};
    trial->log = (struct log){.sink = keep_log, .ctx = trial, .level = LOG_LEVEL_DEBUG};
    fixture_pg_clear(trial->fixture);
    connect_one(trial);
    return 0;
}

static int tear_down(void **state)
{
    struct trial *trial = *state;
    for (size_t i = 0; i < trial->n_pgs; i++) {
        trial->pgs[i] = pg_free(trial->pgs[i]);
    }
    trial->batch = batch_free(trial->batch);
    event_base_free(trial->base);
    return 0;
}

/* A batch that knows of no open period. */
static void make_batch(struct trial *trial, size_t batch_max, size_t queue_max, unsigned ack_ms)
{
    const struct batch_opts opts = {.pgs = trial->pgs,
                                    .n_pgs = trial->n_pgs,
                                    .batch_max = batch_max,
                                    .queue_max = queue_max,
                                    .ack_ms = ack_ms,
                                    .grace_days = 0,
                                    .k_employee = 5,
                                    .k_customer = 5};
    struct error err = {0};
    assert_true(batch_new(trial->base, &opts, &trial->log, &trial->batch, &err));
    batch_set_catalog(trial->batch, &trial->catalog);
}

static void on_done(void *ctx, struct record *record, const struct error *err, enum store_outcome outcome)
{
    struct fate *fate = ctx;
    fate->calls++;
    fate->gave_record = record != NULL;
    fate->code = err == NULL ? ERROR_NONE : err->code;
    fate->outcome = outcome;
    fate->trial->answered++;
    record_free(record);
}

/* A record of one question. */
static struct record *make_record(char id, int16_t answer)
{
    struct record *record = record_new(1, 0, 0);
    assert_non_null(record);
    record->team_id = 1;
    record->period = WEEK;
    record->survey_id = 1;
    record->day = calendar_first_day(PERIOD_WEEK, WEEK);
    memset(record->id_hash, id, sizeof record->id_hash);
    record->answers[0] = answer;
    return record;
}

static void add(struct trial *trial, size_t i, int16_t answer)
{
    struct record *record = make_record((char)('a' + i), answer);
    struct error err = {0};
    trial->fates[i].trial = trial;
    assert_true(batch_add(trial->batch, &record, on_done, &trial->fates[i], &err));
    assert_null(record);
    assert_int_equal(trial->fates[i].calls, 0);
}

static int64_t count(const struct trial *trial, const char *what)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(%s) FROM pulssid.submission", what);
    return fixture_pg_number(trial->fixture, sql);
}

static void assert_stored(const struct trial *trial, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(trial->fates[i].calls, 1);
        assert_int_equal(trial->fates[i].code, ERROR_NONE);
        assert_int_equal(trial->fates[i].outcome, STORE_STORED);
        assert_true(trial->fates[i].gave_record);
    }
}

/* Turns the loop until so many batches on the wire wait for a lock. */
static void turn_until_blocked(struct trial *trial, unsigned wanted)
{
    unsigned blocked = 0;
    int64_t end = clock_monotonic_ms() + 5000;
    while (blocked != wanted && clock_monotonic_ms() < end) {
        fixture_loop_for(trial->base, 20);
        blocked = (unsigned)fixture_pg_number(trial->fixture, is_waiting);
    }
    assert_int_equal(blocked, wanted);
}

/* Opens the week by a first record, so that the closing's lock is all that a batch waits for. */
static void open_week(struct trial *trial)
{
    add(trial, MAX - 1, 1);
    fixture_loop_until(trial->base, &trial->answered, 1);
    trial->answered = 0;
}

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
    struct error err = {0};
    make_batch(trial, 100, 100, 5000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(other, &err));
    assert_true(db_script(other, hold_period, &err));
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
    struct record *record CLEANUP(record_free) = make_record('z', 1);
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
    struct error err = {0};
    make_batch(trial, 100, 100, 8000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(other, &err));
    assert_true(db_script(other, hold_period, &err));
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
    struct error err = {0};
    make_batch(trial, 1, 100, 300);
    open_week(trial);
    struct db *other CLEANUP(db_close) = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(other, &err));
    assert_true(db_script(other, hold_period, &err));
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

/* Two connections, of which one waits with the first record until `other` lets go. */
static struct db *occupy_one_of_two(struct trial *trial, unsigned ack_ms)
{
    struct error err = {0};
    connect_one(trial);
    make_batch(trial, 1000, 1000, ack_ms);
    open_week(trial);
    struct db *other = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(other, &err));
    assert_true(db_script(other, hold_period, &err));
    add(trial, 0, 1);
    turn_until_blocked(trial, 1);
    return other;
}

static void add_crowd(struct trial *trial, size_t first, size_t n)
{
    for (size_t i = first; i < first + n; i++) {
        add(trial, i, 1);
    }
}

static void a_few_wait_for_the_commit_under_way(void **state)
{
    struct trial *trial = *state;
    struct db *other CLEANUP(db_close) = occupy_one_of_two(trial, 8000);
    add_crowd(trial, 1, CROWD - 1);
    fixture_loop_for(trial->base, 100);
    assert_int_equal(fixture_pg_number(trial->fixture, is_waiting), 1);
    assert_int_equal(pg_pending(trial->pgs[0]) + pg_pending(trial->pgs[1]), 1);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, CROWD);
    assert_stored(trial, CROWD);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 3); /* the week's first, one, all others */
}

static void a_crowd_is_committed_beside_the_commit_under_way(void **state)
{
    struct trial *trial = *state;
    struct db *other CLEANUP(db_close) = occupy_one_of_two(trial, 8000);
    add_crowd(trial, 1, CROWD);
    turn_until_blocked(trial, 2);
    assert_int_equal(pg_pending(trial->pgs[0]), 1);
    assert_int_equal(pg_pending(trial->pgs[1]), 1);
    add(trial, CROWD + 1, 1); /* no connection is left for it */
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, CROWD + 2);
    assert_stored(trial, CROWD + 2);
    assert_int_equal(batch_pending(trial->batch), 0);
}

static void end_oldest_session(const struct trial *trial)
{
    fixture_pg_run(trial->fixture,
                   "SELECT pg_terminate_backend((SELECT pid FROM pg_stat_activity WHERE usename ="
                   " 'pulssid_ingest' ORDER BY backend_start LIMIT 1))");
}

static void what_a_lost_connection_held_is_committed_on_the_other(void **state)
{
    struct trial *trial = *state;
    struct db *other CLEANUP(db_close) = occupy_one_of_two(trial, 8000);
    add_crowd(trial, 1, CROWD);
    turn_until_blocked(trial, 2);
    /* The first does not come back. */
    fixture_pg_run(trial->fixture, "ALTER ROLE pulssid_ingest NOLOGIN");
    end_oldest_session(trial);
    turn_until_blocked(trial, 1);
    assert_int_equal(trial->answered, 0);
    assert_int_equal(batch_pending(trial->batch), CROWD + 1);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, CROWD + 1);
    fixture_pg_run(trial->fixture, "ALTER ROLE pulssid_ingest LOGIN");
    assert_false(pg_is_ready(trial->pgs[0]));
    assert_non_null(strstr(trial->logged, "batch_held records=1 "));
    assert_stored(trial, CROWD + 1);
    assert_int_equal(count(trial, "*"), CROWD + 2);
}

static void time_is_up_in_the_order_of_arrival_whichever_connection_was_lost_last(void **state)
{
    struct trial *trial = *state;
    struct db *other CLEANUP(db_close) = occupy_one_of_two(trial, 1500);
    fixture_loop_for(trial->base, 700);
    add_crowd(trial, 1, CROWD);
    turn_until_blocked(trial, 2);
    fixture_pg_run(trial->fixture, "ALTER ROLE pulssid_ingest NOLOGIN");
    end_oldest_session(trial);
    fixture_loop_for(trial->base, 30);
    end_oldest_session(trial);
    fixture_loop_until(trial->base, &trial->answered, 1);
    fixture_pg_run(trial->fixture, "ALTER ROLE pulssid_ingest LOGIN");
    assert_int_equal(trial->fates[0].calls, 1);
    assert_int_equal(trial->fates[0].code, ERROR_DATABASE_UNAVAILABLE);
    assert_int_equal(trial->answered, 1); /* the crowd has time left */
    db_rollback(other);
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
    assert_int_equal(trial->fates[0].outcome, STORE_PERIOD_CLOSED);
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

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(one_round_makes_one_commit),
        CASE(what_arrives_during_a_commit_makes_the_next),
        CASE(a_commit_holds_no_more_than_batch_max),
        CASE(too_much_is_refused),
        CASE(a_batch_under_a_killed_backend_is_sent_again),
        CASE(a_server_that_stays_away_is_told_in_time),
        CASE(time_can_be_up_while_the_server_works),
        CASE(one_refused_row_does_not_harm_the_rest),
        CASE(after_a_refusal_commits_are_smaller_and_grow_again),
        CASE(a_few_wait_for_the_commit_under_way),
        CASE(a_crowd_is_committed_beside_the_commit_under_way),
        CASE(what_a_lost_connection_held_is_committed_on_the_other),
        CASE(time_is_up_in_the_order_of_arrival_whichever_connection_was_lost_last),
        CASE(a_full_disk_is_waited_out),
        CASE(a_missing_right_is_waited_out),
        CASE(a_closed_period_gives_the_record_back),
        CASE(nothing_is_sent_before_there_is_a_catalog),
        CASE(freeing_answers_what_is_left),
    };
    return cmocka_run_group_tests_name("batch", tests, start, stop);
}
