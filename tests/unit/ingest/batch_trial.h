/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_BATCH_TRIAL_H
#define PULSSID_TESTS_BATCH_TRIAL_H

/* What the tests of batches share: a batch over one connection or two, and what was heard of each record. */

#include <string.h>

#include "base/clock.h"
#include "fixture_loop.h"
#include "ingest/batch.h"
#include "ingest_trial.h"

#define MAX 1000

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
    struct fixture_pg *fixture; /* of ingest_trial_start() */
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

static inline void on_state(void *ctx, bool ready)
{
    struct trial *trial = ctx;
    trial->came += ready;
    if (trial->batch != NULL) {
        batch_on_state(trial->batch, ready);
    }
}

static inline void keep_log(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    struct trial *trial = ctx;
    strncat(trial->logged, line, sizeof trial->logged - strlen(trial->logged) - 1);
}

static inline void connect_one(struct trial *trial)
{
    trial->pgs[trial->n_pgs++] = ingest_connect(trial->fixture, trial->base, on_state, trial);
    fixture_loop_until(trial->base, &trial->came, (unsigned)trial->n_pgs);
}

static inline int set_up(void **state)
{
    struct trial *trial = *state;
    *trial = (struct trial){.fixture = trial->fixture, .base = event_base_new()};
    trial->log = (struct log){.sink = keep_log, .ctx = trial, .level = LOG_LEVEL_DEBUG};
    fixture_pg_clear(trial->fixture);
    connect_one(trial);
    return 0;
}

static inline int tear_down(void **state)
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
static inline void make_batch(struct trial *trial, size_t batch_max, size_t queue_max, unsigned ack_ms)
{
    const struct batch_opts opts = {
        .pgs = trial->pgs,
        .n_pgs = trial->n_pgs,
        .batch_max = batch_max,
        .terms = {
            .queue_max = queue_max, .ack_ms = ack_ms, .grace_days = 0, .k_employee = 5, .k_customer = 5}};
    struct error err = {0};
    assert_true(batch_new(trial->base, &opts, &trial->log, &trial->batch, &err));
    batch_set_catalog(trial->batch, &trial->catalog);
}

static inline void on_done(void *ctx, struct record *record, const struct error *err,
                           enum store_outcome outcome)
{
    struct fate *fate = ctx;
    fate->calls++;
    fate->gave_record = record != NULL;
    fate->code = err == NULL ? ERROR_NONE : err->code;
    fate->outcome = outcome;
    fate->trial->answered++;
    record_free(record);
}

static inline void add(struct trial *trial, size_t i, int16_t answer)
{
    struct record *record = week_record(WEEK, (unsigned)i, 0, answer);
    struct error err = {0};
    trial->fates[i].trial = trial;
    assert_true(batch_add(trial->batch, &record, on_done, &trial->fates[i], &err));
    assert_null(record);
    assert_int_equal(trial->fates[i].calls, 0);
}

static inline int64_t count(const struct trial *trial, const char *what)
{
    char sql[128];
    snprintf(sql, sizeof sql, "SELECT count(%s) FROM pulssid.submission", what);
    return fixture_pg_number(trial->fixture, sql);
}

static inline void assert_stored(const struct trial *trial, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(trial->fates[i].calls, 1);
        assert_int_equal(trial->fates[i].code, ERROR_NONE);
        assert_int_equal(trial->fates[i].outcome, STORE_STORED);
        assert_true(trial->fates[i].gave_record);
    }
}

/* Turns the loop until so many batches on the wire wait for a lock. */
static inline void turn_until_blocked(struct trial *trial, unsigned wanted)
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
static inline void open_week(struct trial *trial)
{
    add(trial, MAX - 1, 1);
    fixture_loop_until(trial->base, &trial->answered, 1);
    trial->answered = 0;
}

/* Keeps every batch waiting until it lets go. */
static inline struct db *hold_week(struct trial *trial)
{
    struct error err = {0};
    struct db *other = fixture_pg_open(trial->fixture, "postgres");
    assert_true(db_begin(other, &err));
    assert_true(db_script(other, hold_period, &err));
    return other;
}

static inline int batch_trial_start(void **state)
{
    return ingest_trial_start(state, sizeof(struct trial));
}

#define BATCH_CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
