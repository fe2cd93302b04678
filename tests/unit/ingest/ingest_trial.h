/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_INGEST_TRIAL_H
#define PULSSID_TESTS_INGEST_TRIAL_H

/* What the tests of the write pipe share: one PostgreSQL a program, a connection as its role, and a record to
 * send. */

#include <stdlib.h>
#include <string.h>

#include "../unit.h"
#include "fixture_pg.h"
#include "model/submission.h"
#include "store/pg.h"
#include "store/submission_store.h"

#define WEEK 2901 /* 2025-W33, from 11 to 17 August */

/* The state of a program: `size` bytes, of which the first member is the fixture. */
static inline int ingest_trial_start(void **state, size_t size)
{
    struct fixture_pg **trial = calloc(1, size);
    assert_non_null(trial);
    *trial = fixture_pg_new();
    *state = trial;
    return 0;
}

static inline int ingest_trial_stop(void **state)
{
    struct fixture_pg **trial = *state;
    fixture_pg_free(*trial);
    free(trial);
    return 0;
}

static inline struct pg *ingest_connect(const struct fixture_pg *fixture, struct event_base *base,
                                        void (*on_state)(void *ctx, bool ready), void *ctx)
{
    char conninfo[FIXTURE_CONNINFO_SIZE];
    struct pg *pg;
    struct error err = {0};
    fixture_pg_conninfo(fixture, "pulssid_ingest", conninfo);
    const struct pg_opts opts = {.conninfo = conninfo,
                                 .name = "test",
                                 .type_name = SUBMISSION_STORE_TYPE,
                                 .on_state = on_state,
                                 .ctx = ctx};
    assert_true(pg_new(base, &opts, NULL, &pg, &err));
    return pg;
}

/* A record of one question, `day` days into the week. */
static inline struct record *week_record(int32_t period, unsigned id, int32_t day, int16_t answer)
{
    struct record *record = record_new(1, 0, 0, 0);
    assert_non_null(record);
    record->team_id = 1;
    record->period = period;
    record->survey_id = 1;
    record->day = calendar_first_day(PERIOD_WEEK, WEEK) + day;
    memset(record->id_hash, (uint8_t)id, sizeof record->id_hash);
    record->id_hash[0] = (uint8_t)(id >> 8);
    record->answers[0] = answer;
    return record;
}

#endif
