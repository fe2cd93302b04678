/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What many threads see of one outage is said once. */
#include "store/outage.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "../unit.h"

struct heard {
    struct log log;
    struct outage outage;
    atomic_uint lost;
    atomic_uint connected;
    char line[256]; /* the last; of one thread's */
};

static void sink(void *ctx, enum log_level level, const char *line)
{
    struct heard *heard = ctx;
    heard->lost += level == LOG_LEVEL_WARNING && strncmp(line, "database_lost ", 14) == 0;
    heard->connected += level == LOG_LEVEL_INFO && strncmp(line, "database_connected ", 19) == 0;
    snprintf(heard->line, sizeof heard->line, "%d %s", (int)level, line);
}

static void listen_to(struct heard *heard, size_t expected)
{
    *heard = (struct heard){.log = {sink, heard, LOG_LEVEL_DEBUG}};
    outage_init(&heard->outage, "ingest", expected);
}

static void tell(struct heard *heard, const char *why, int64_t now_ms)
{
    struct error err;
    error_set(&err, ERROR_DATABASE_UNAVAILABLE, "%s", why);
    outage_tell(&heard->outage, &heard->log, &err, now_ms);
}

static void lose(struct heard *heard, int64_t now_ms)
{
    outage_drop(&heard->outage);
    tell(heard, "it went away", now_ms);
}

static void is_said_when_all_are_there(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard, 3);
    outage_gain(&heard.outage, &heard.log);
    outage_gain(&heard.outage, &heard.log);
    assert_int_equal(heard.connected, 0);
    outage_gain(&heard.outage, &heard.log);
    assert_string_equal(heard.line, "2 database_connected name=ingest connections=3");
}

static void one_of_many_speaks(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard, 2);
    outage_gain(&heard.outage, &heard.log);
    outage_gain(&heard.outage, &heard.log);
    lose(&heard, 20000);
    assert_string_equal(heard.line, "1 database_lost name=ingest reason=\"it went away\"");
    lose(&heard, 20001);
    assert_string_equal(heard.line, "3 database_lost name=ingest reason=\"it went away\"");
    tell(&heard, "refused", 90000);
    outage_gain(&heard.outage, &heard.log);
    assert_int_equal(heard.connected, 1);
    outage_gain(&heard.outage, &heard.log);
    assert_int_equal(heard.lost, 1);
    assert_int_equal(heard.connected, 2);
}

/* A database that lets in and throws out ten times a second. */
static void what_flickers_is_told_now_and_then(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard, 1);
    for (int64_t now_ms = 50000; now_ms < 50000 + 6 * OUTAGE_PAUSE_MS; now_ms += 100) {
        outage_gain(&heard.outage, &heard.log);
        lose(&heard, now_ms);
    }
    assert_int_equal(heard.lost, 6);
    assert_int_equal(heard.connected, 7);
}

/* What was passed over and does not come back is told of after all. */
static void a_loss_that_lasts_is_told(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard, 1);
    outage_gain(&heard.outage, &heard.log);
    lose(&heard, 50000);
    outage_gain(&heard.outage, &heard.log);
    lose(&heard, 50100);
    tell(&heard, "refused", 50000 + OUTAGE_PAUSE_MS - 1);
    assert_int_equal(heard.lost, 1);
    tell(&heard, "refused", 50000 + OUTAGE_PAUSE_MS);
    assert_int_equal(heard.lost, 2);
}

#define THREADS 8
#define ROUNDS 200

struct crowd {
    struct heard heard;
    pthread_barrier_t barrier;
};

/* Loses and gains its connection in step with the others. */
static void *come_and_go(void *ctx)
{
    struct crowd *crowd = ctx;
    for (int64_t round = 1; round <= ROUNDS; round++) {
        outage_gain(&crowd->heard.outage, &crowd->heard.log);
        pthread_barrier_wait(&crowd->barrier);
        lose(&crowd->heard, round * OUTAGE_PAUSE_MS);
        tell(&crowd->heard, "refused", round * OUTAGE_PAUSE_MS);
        pthread_barrier_wait(&crowd->barrier);
    }
    return NULL;
}

static void count(void *ctx, enum log_level level, const char *line)
{
    (void)line;
    struct heard *heard = ctx;
    heard->lost += level == LOG_LEVEL_WARNING;
    heard->connected += level == LOG_LEVEL_INFO;
}

static void threads_say_it_once(void **state)
{
    (void)state;
    struct crowd crowd;
    pthread_t threads[THREADS];
    listen_to(&crowd.heard, THREADS);
    crowd.heard.log.sink = count;
    pthread_barrier_init(&crowd.barrier, NULL, THREADS);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, come_and_go, &crowd), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&crowd.barrier);
    assert_int_equal(crowd.heard.lost, ROUNDS);
    assert_int_equal(crowd.heard.connected, ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_said_when_all_are_there),
        cmocka_unit_test(one_of_many_speaks),
        cmocka_unit_test(what_flickers_is_told_now_and_then),
        cmocka_unit_test(a_loss_that_lasts_is_told),
        cmocka_unit_test(threads_say_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
