/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often clients' faults are told, and what of their number. */
#include "http/faults.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "../unit.h"

struct heard {
    struct log log;
    struct faults faults;
    atomic_uint lines;
    atomic_ulong suppressed; /* of all lines */
    char line[256];          /* the last, of one thread's */
};

static void sink(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct heard *heard = ctx;
    heard->lines++;
    snprintf(heard->line, sizeof heard->line, "%s", line);
}

static void listen_to(struct heard *heard)
{
    *heard = (struct heard){.log = {sink, heard, LOG_LEVEL_DEBUG}};
    faults_init(&heard->faults, &heard->log);
}

static void what_nobody_answered_by_is_told_at_once(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard);
    faults_add(&heard.faults, FAULT_HANDSHAKE_FAILED, 1, 1000);
    assert_string_equal(heard.line, "client_fault kind=handshake_failed suppressed=0");
    for (int64_t i = 1; i < 58; i++) {
        faults_add(&heard.faults, FAULT_HANDSHAKE_FAILED, 1, 1000 + i);
    }
    faults_add(&heard.faults, FAULT_HANDSHAKE_FAILED, 1, 1000 + FAULTS_PAUSE_MS - 1);
    assert_int_equal(heard.lines, 1);
    faults_add(&heard.faults, FAULT_HANDSHAKE_FAILED, 1, 1000 + FAULTS_PAUSE_MS);
    assert_string_equal(heard.line, "client_fault kind=handshake_failed suppressed=60");
    faults_add(&heard.faults, FAULT_HANDSHAKE_FAILED, 1, 1000 + 2 * FAULTS_PAUSE_MS);
    assert_string_equal(heard.line, "client_fault kind=handshake_failed suppressed=0");
    assert_int_equal(heard.lines, 3);
}

/* No line tells when one person tried to answer, nor how many did. */
static void what_somebody_answered_by_is_told_in_tens(void **state)
{
    (void)state;
    static const enum fault kinds[] = {FAULT_TOO_SLOW, FAULT_KEY_REFUSED, FAULT_TOO_LARGE,
                                       FAULT_REQUEST_REFUSED, FAULT_SUBMISSION_REFUSED};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct heard heard;
        listen_to(&heard);
        for (int64_t hour = 1; hour < 10; hour++) {
            faults_add(&heard.faults, kinds[i], 1, hour * 3600000);
        }
        assert_int_equal(heard.lines, 0);
        faults_add(&heard.faults, kinds[i], 1, 36000000);
        assert_int_equal(heard.lines, 1);
        assert_non_null(strstr(heard.line, " suppressed=10"));
        faults_add(&heard.faults, kinds[i], 17, 36000001);
        faults_add(&heard.faults, kinds[i], 2, 36000000 + FAULTS_PAUSE_MS);
        assert_non_null(strstr(heard.line, " suppressed=10"));
        faults_add(&heard.faults, kinds[i], 1, 36000000 + 2 * FAULTS_PAUSE_MS);
        assert_int_equal(heard.lines, 3);
        assert_non_null(strstr(heard.line, " suppressed=10"));
    }
}

static void kinds_do_not_wait_for_each_other(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard);
    for (enum fault fault = FAULT_NONE; fault < FAULT_COUNT; fault++) {
        faults_add(&heard.faults, fault, 1000, 5000);
        faults_add(&heard.faults, fault, 0, 5000 + FAULTS_PAUSE_MS);
    }
    assert_int_equal(heard.lines, FAULT_COUNT - 1);
    assert_true(FAULT_COUNT - 1 <= 10); /* all at once are not a flood either */
    faults_add(NULL, FAULT_TOO_SLOW, 1000, 5000);
    faults_pause(NULL, 1, EMFILE, 5000);
}

static void refusals_are_of_a_kind(void **state)
{
    (void)state;
    assert_int_equal(faults_kind(ERROR_BAD_REQUEST), FAULT_MALFORMED_HTTP);
    assert_int_equal(faults_kind(ERROR_NOT_IMPLEMENTED), FAULT_MALFORMED_HTTP);
    assert_int_equal(faults_kind(ERROR_TIMEOUT), FAULT_TOO_SLOW);
    assert_int_equal(faults_kind(ERROR_UNAUTHORIZED), FAULT_KEY_REFUSED);
    assert_int_equal(faults_kind(ERROR_TOO_LARGE), FAULT_TOO_LARGE);
    assert_int_equal(faults_kind(ERROR_MALFORMED), FAULT_SUBMISSION_REFUSED);
    assert_int_equal(faults_kind(ERROR_NOT_FOUND), FAULT_REQUEST_REFUSED);
    assert_int_equal(faults_kind(ERROR_OVERLOADED), FAULT_NONE);
    assert_int_equal(faults_kind(ERROR_DATABASE_UNAVAILABLE), FAULT_NONE);
    assert_int_equal(faults_kind(ERROR_INTERNAL), FAULT_NONE);
    assert_int_equal(faults_kind(ERROR_NONE), FAULT_NONE);
}

static void pauses_are_told_once_a_second(void **state)
{
    (void)state;
    struct heard heard;
    listen_to(&heard);
    faults_pause(&heard.faults, 57, EMFILE, 5000);
    assert_string_equal(heard.line, "accept_paused connections=50 reason=\"Too many open files\"");
    faults_pause(&heard.faults, 57, EMFILE, 5999);
    assert_int_equal(heard.lines, 1);
    faults_pause(&heard.faults, 57, EMFILE, 6000);
    assert_int_equal(heard.lines, 2);
}

#define THREADS 4
#define FAULTS_OF_ONE 50000

static void add_up(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct heard *heard = ctx;
    unsigned long suppressed = 0;
    heard->lines++;
    sscanf(line, "client_fault kind=too_slow suppressed=%lu", &suppressed);
    heard->suppressed += suppressed;
}

/* A millisecond a fault. */
static void *go_wrong(void *ctx)
{
    struct heard *heard = ctx;
    for (int64_t now_ms = 1; now_ms <= FAULTS_OF_ONE; now_ms++) {
        faults_add(&heard->faults, FAULT_TOO_SLOW, 1, now_ms);
    }
    return NULL;
}

static void threads_share_the_limit_and_lose_nothing(void **state)
{
    (void)state;
    struct heard heard;
    pthread_t threads[THREADS];
    listen_to(&heard);
    heard.log.sink = add_up;
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, go_wrong, &heard), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
    assert_in_range(heard.lines, 1, FAULTS_OF_ONE / FAULTS_PAUSE_MS + 1);
    uint64_t untold = atomic_load(&heard.faults.of[FAULT_TOO_SLOW].untold);
    assert_int_equal(heard.suppressed + untold, THREADS * FAULTS_OF_ONE);
    assert_int_equal(heard.suppressed % 10, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_answered_by_is_told_at_once),
        cmocka_unit_test(what_somebody_answered_by_is_told_in_tens),
        cmocka_unit_test(kinds_do_not_wait_for_each_other),
        cmocka_unit_test(refusals_are_of_a_kind),
        cmocka_unit_test(pauses_are_told_once_a_second),
        cmocka_unit_test(threads_share_the_limit_and_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
