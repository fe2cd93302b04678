/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The timer: publishes on its own, survives a database that is away, is cut short from another thread. */
#include "stats/schedule.h"

#include <pthread.h>
#include <time.h>

#include "small_organisation.h"
#include "store/period_store.h"

/* Lines of the log, by their first word. */
struct heard {
    int published;
    int dropped;
    int failed;
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

static struct schedule *make(const struct fixture_pg *fixture, struct event_base *base, const struct log *log)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    fixture_pg_conninfo(fixture, "pulssid_stats", conninfo);
    struct schedule_opts opts = {.conninfo = conninfo, .interval_s = 1, .cycle = small_opts()};
    opts.cycle.retention_days = 30; /* years have gone by since the small period */
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
    loop_for(base, 300);
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
    assert_in_range(meter_get(&metrics->duration_us), 100, 300000);
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
    loop_for(base, 200);
    assert_int_equal(heard.failed, 1);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->failed), 1);
    assert_int_equal(meter_get(&schedule_metrics(schedule)->done_s), 0);
    fixture_pg_start(*state);
    loop_for(base, 1500);
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

/* The cycle waits for a batch that holds the period, until it is cancelled. */
static void is_cancelled_from_another_thread(void **state)
{
    struct heard heard = {0};
    struct log log = {sink, &heard, LOG_LEVEL_INFO};
    struct event_base *base = event_base_new();
    struct error err;
    small_found(*state);
    struct db *batch CLEANUP(db_close) = fixture_pg_open(*state, "pulssid_ingest");
    assert_true(db_script(
        batch, "BEGIN; SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), " SMALL_PERIOD ")",
        &err));
    struct schedule *schedule = make(*state, base, &log);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, run_loop, base), 0);
    while (fixture_pg_number(
               *state, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0) {
    }
    assert_int_equal(meter_get(&schedule_metrics(schedule)->running), 1);
    schedule_cancel(schedule);
    pthread_join(thread, NULL);
    assert_int_equal(heard.failed, 1);
    assert_int_equal(fixture_pg_number(*state, "SELECT count(*) FROM pulssid.period WHERE state = 'open'"),
                     1);
    schedule_free(schedule);
    event_base_free(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publishes_what_is_due),
        cmocka_unit_test(connects_again),
        cmocka_unit_test(leaves_another_schema_alone),
        cmocka_unit_test(a_run_that_finds_another_is_counted_apart),
        cmocka_unit_test(is_cancelled_from_another_thread),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
