/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timer: publishes on its own, survives a database that is away, is cut short from another thread. */
#include "stats/schedule.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "fixture_loop.h"
#include "small_organisation.h"
#include "store/period_store.h"

/* Lines of the log, by their first word. */
struct heard {
    unsigned published;
    unsigned dropped;
    unsigned failed;
};

static void sink(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct heard *heard = ctx;
    heard->published += strncmp(line, "period_published ", 17) == 0;
    heard->dropped += strcmp(line, "answers_dropped periods=1") == 0;
    heard->failed += strncmp(line, "cycle_failed ", 13) == 0;
}

static void loop_for(struct event_base *base, int ms)
{
    struct timeval time = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};
    event_base_loopexit(base, &time);
    event_base_dispatch(base);
}

/* Event by event, until something has been counted. */
static void turn_until(struct event_base *base, const struct meter *counted)
{
    int64_t end = clock_monotonic_ms() + 10000;
    while (meter_get(counted) == 0) {
        assert_true(clock_monotonic_ms() < end);
        event_base_loop(base, EVLOOP_ONCE);
    }
}

static struct schedule *make(const struct fixture_pg *fixture, struct event_base *base, const struct log *log)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(fixture, "pulssid_stats", conninfo);
    struct schedule_opts opts = {.conninfo = conninfo, .terms = {.interval_s = 1, .cycle = small_opts()}};
    opts.terms.cycle.retention_days = 30; /* years have gone by since the small period */
    struct schedule *schedule = NULL;
    struct error err;
    assert_true(schedule_new(base, &opts, log, &schedule, &err));
    return schedule;
}

static void publishes_what_is_due(void **state)
{
    struct heard heard = {0};
    struct log log = {sink, &heard, LOG_LEVEL_INFO};
    struct event_base *base = event_base_new();
    small_found(*state);
    struct schedule *schedule = make(*state, base, &log);
    const struct schedule_metrics *metrics = schedule_metrics(schedule);
    assert_int_equal(meter_get(&metrics->connected), 0);
    int64_t began = clock_monotonic_us();
    turn_until(base, &metrics->done);
    int64_t took = clock_monotonic_us() - began;
    assert_int_equal(heard.published, 1);
    assert_int_equal(heard.dropped, 1);
    assert_int_equal(heard.failed, 0);
    assert_int_equal(meter_get(&metrics->connected), 1);
    assert_int_equal(meter_get(&metrics->running), 0);
    assert_int_equal(meter_get(&metrics->done), 1);
    assert_int_equal(meter_get(&metrics->published), 1);
    assert_int_equal(meter_get(&metrics->release), 1);
    assert_in_range(meter_get(&metrics->released_s), time(NULL) - 60, time(NULL));
    assert_in_range(meter_get(&metrics->done_s), time(NULL) - 60, time(NULL));
    assert_in_range(meter_get(&metrics->duration_us), 100, took);
    schedule_free(schedule);
    event_base_free(base);
}

static void connects_again(void **state)
{
    struct heard heard = {0};
    struct log log = {sink, &heard, LOG_LEVEL_INFO};
    struct event_base *base = event_base_new();
    small_found(*state);
    fixture_pg_stop(*state);
    struct schedule *schedule = make(*state, base, &log);
    fixture_loop_until(base, &heard.failed, 1);
    assert_int_equal(heard.failed, 1);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->failed), 1);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->done_s), 0);
    fixture_pg_start(*state);
    turn_until(base, &schedule_metrics(schedule)->done);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->done), 1);
    assert_int_equal(heard.published, 1);
    schedule_free(schedule);
    event_base_free(base);
}

static void leaves_another_schema_alone(void **state)
{
    struct heard heard = {0};
    struct log log = {sink, &heard, LOG_LEVEL_INFO};
    struct event_base *base = event_base_new();
    small_found(*state);
    fixture_pg_run(*state, "INSERT INTO pulssid.migration (version, name, sha256) VALUES (9999, 'new', '')");
    struct schedule *schedule = make(*state, base, &log);
    loop_for(base, 300);
    assert_int_equal(heard.failed, 1);
    assert_int_equal(heard.published, 0);
    fixture_pg_run(*state, "DELETE FROM pulssid.migration WHERE version = 9999");
    loop_for(base, 1200);
    assert_int_equal(heard.published, 1);
    schedule_free(schedule);
    event_base_free(base);
}

/* Another daemon's cycle is under way. */
static void a_run_that_finds_another_is_counted_apart(void **state)
{
    struct heard heard = {0};
    struct log log = {sink, &heard, LOG_LEVEL_INFO};
    struct event_base *base = event_base_new();
    struct error err;
    bool locked;
    small_found(*state);
    struct db *other CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_stats");
    assert_true(period_store_lock(other, &locked, &err));
    assert_true(locked);
    struct schedule *schedule = make(*state, base, &log);
    loop_for(base, 300);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->busy), 1);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->done), 0);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->done_s), 0);
    schedule_free(schedule);
    event_base_free(base);
}

static void *run_loop(void *base)
{
    event_base_dispatch(base);
    return NULL;
}

static void count_up(void *ctx)
{
    atomic_fetch_add((atomic_uint *)ctx, 1);
}

/* A schedule whose cycle waits for a batch that holds the period, and would for ever. */
struct held {
    struct heard heard;
    struct log log;
    struct event_base *base;
    struct db *batch;
    struct schedule *schedule;
    pthread_t thread;
    atomic_uint alive;
};

static void hold(struct held *held, const struct fixture_pg *fixture)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct error err;
    *held = (struct held){.base = event_base_new()};
    held->log = (struct log){sink, &held->heard, LOG_LEVEL_INFO};
    small_found(fixture);
    held->batch = fixture_pg_open(fixture, "pulssid_ingest");
    assert_true(db_script(
        held->batch,
        "BEGIN; SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), " SMALL_PERIOD ")", &err));
    fixture_pg_conninfo(fixture, "pulssid_stats", conninfo);
    const struct schedule_opts opts = {.conninfo = conninfo,
                                       .terms = {.interval_s = 1, .cycle = small_opts()},
                                       .on_alive = count_up,
                                       .ctx = &held->alive};
    assert_true(schedule_new(held->base, &opts, &held->log, &held->schedule, &err));
    assert_int_equal(pthread_create(&held->thread, NULL, run_loop, held->base), 0);
    while (fixture_pg_number(
               fixture, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0) {
    }
}

/* Within two seconds, and with nothing done. */
static void expect_cancelled(struct held *held, const struct fixture_pg *fixture)
{
    int64_t began_ms = clock_monotonic_ms();
    assert_int_equal(meter_get(&schedule_metrics(held->schedule)->running), 1);
    schedule_cancel(held->schedule);
    pthread_join(held->thread, NULL);
    assert_true(clock_monotonic_ms() - began_ms < 2000);
    assert_int_equal(held->heard.failed, 1);
    assert_int_equal(fixture_pg_number(fixture, "SELECT count(*) FROM pulssid.period WHERE state = 'open'"),
                     1);
    schedule_free(held->schedule);
    event_base_free(held->base);
}

static void is_cancelled_from_another_thread(void **state)
{
    struct held held;
    hold(&held, *state);
    unsigned alive = atomic_load(&held.alive);
    usleep(1000000);
    assert_in_range(atomic_load(&held.alive) - alive, 3, 8);
    expect_cancelled(&held, *state);
    db_close(held.batch);
}

/* Which hears of no cancelling. */
static void is_cancelled_while_the_server_is_stopped(void **state)
{
    struct held held;
    hold(&held, *state);
    pid_t backend = (pid_t)fixture_pg_number(
        *state, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    assert_int_equal(kill(backend, SIGSTOP), 0);
    expect_cancelled(&held, *state);
    assert_int_equal(kill(backend, SIGCONT), 0);
    db_close(held.batch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publishes_what_is_due),
        cmocka_unit_test(connects_again),
        cmocka_unit_test(leaves_another_schema_alone),
        cmocka_unit_test(a_run_that_finds_another_is_counted_apart),
        cmocka_unit_test(is_cancelled_from_another_thread),
        cmocka_unit_test(is_cancelled_while_the_server_is_stopped),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
