/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches on two connections: when the second takes part, and what a lost one leaves behind. */
#include "batch_trial.h"

#define CROWD 100

/* Two connections, of which one waits with the first record until the result lets go. */
static struct db *occupy_one_of_two(struct trial *trial, unsigned ack_ms)
{
    connect_one(trial);
    make_batch(trial, 1000, 1000, ack_ms);
    open_week(trial);
    struct db *other = hold_week(trial);
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
    int64_t began = clock_monotonic_ms();
    add_crowd(trial, 1, CROWD - 1);
    fixture_loop_for(trial->base, 40);
    size_t under_way = pg_pending(trial->pgs[0]) + pg_pending(trial->pgs[1]);
    assert_true(under_way == 1 || clock_monotonic_ms() - began >= 100);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, CROWD);
    assert_stored(trial, CROWD);
    if (under_way == 1) {
        assert_int_equal(count(trial, "DISTINCT xmin::text"), 3); /* the week's first, one, all others */
    }
}

static void a_few_do_not_wait_for_a_commit_that_is_held_up(void **state)
{
    struct trial *trial = *state;
    struct db *other CLEANUP(db_close) = occupy_one_of_two(trial, 8000);
    int64_t began = clock_monotonic_ms();
    add(trial, 1, 1);
    turn_until_blocked(trial, 2);
    assert_true(clock_monotonic_ms() - began >= 100);
    add(trial, 2, 1); /* no connection is left for it */
    fixture_loop_for(trial->base, 150);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, 3);
    assert_stored(trial, 3);
    assert_int_equal(count(trial, "DISTINCT xmin::text"), 4); /* the week's first, and each of the three */
}

/* A batch is a crowd when it is as large as can be. */
static void a_full_batch_waits_for_nobody(void **state)
{
    struct trial *trial = *state;
    connect_one(trial);
    make_batch(trial, 2, 100, 8000);
    open_week(trial);
    struct db *other CLEANUP(db_close) = hold_week(trial);
    add_crowd(trial, 0, 4);
    fixture_loop_for(trial->base, 40);
    assert_int_equal(pg_pending(trial->pgs[0]), 1);
    assert_int_equal(pg_pending(trial->pgs[1]), 1);
    db_rollback(other);
    fixture_loop_until(trial->base, &trial->answered, 4);
    assert_stored(trial, 4);
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
    assert_non_null(strstr(trial->logged, "batch_held reason="));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        BATCH_CASE(a_few_wait_for_the_commit_under_way),
        BATCH_CASE(a_few_do_not_wait_for_a_commit_that_is_held_up),
        BATCH_CASE(a_full_batch_waits_for_nobody),
        BATCH_CASE(a_crowd_is_committed_beside_the_commit_under_way),
        BATCH_CASE(what_a_lost_connection_held_is_committed_on_the_other),
        BATCH_CASE(time_is_up_in_the_order_of_arrival_whichever_connection_was_lost_last),
    };
    return cmocka_run_group_tests_name("batch_lanes", tests, batch_trial_start, ingest_trial_stop);
}
