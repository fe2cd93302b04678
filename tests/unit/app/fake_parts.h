/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FAKE_PARTS_H
#define PULSSID_TESTS_FAKE_PARTS_H

/* Threads that stand in for the daemon's: they say what a test wants, to whoever watches over them. Fakes of
 * the functions by which they are watched, so each program may include this once and no real part. */

#include "app/parts.h"

struct worker {
    int64_t silence_ms;
    struct listen_metrics listen;
    struct batch_metrics batch;
    struct intake_metrics intake;
    struct pg_metrics databases[BATCH_MAX_LANES];
    struct pg_metrics query;
    struct meter certificate_expires_s;
    bool has_intake;
    bool has_query;
    bool ready;
};

struct stats_thread {
    int64_t silence_ms;
    struct schedule_metrics schedule;
};

int64_t worker_silence_ms(const struct worker *worker)
{
    return worker->silence_ms;
}

bool worker_is_ready(const struct worker *worker)
{
    return worker->ready;
}

struct worker_metrics worker_metrics(const struct worker *worker)
{
    return (struct worker_metrics){.listen = &worker->listen,
                                   .certificate_expires_s = &worker->certificate_expires_s,
                                   .intake = worker->has_intake ? &worker->intake : NULL,
                                   .query = worker->has_query ? &worker->query : NULL};
}

int64_t stats_thread_silence_ms(const struct stats_thread *thread)
{
    return thread->silence_ms;
}

const struct schedule_metrics *stats_thread_metrics(const struct stats_thread *thread)
{
    return &thread->schedule;
}

#define FAKE_WORKERS 2

struct fake_parts {
    struct worker workers[FAKE_WORKERS];
    struct worker *of_workers[FAKE_WORKERS];
    struct stats_thread stats;
    struct parts parts;
};

static const struct histogram_bounds fake_bounds = {2, {10, 2000000}};

/* Two workers with both pipes and the stats thread, which have counted nothing yet and are ready. */
static inline void fake_parts_make(struct fake_parts *fake)
{
    *fake = (struct fake_parts){0};
    for (size_t i = 0; i < FAKE_WORKERS; i++) {
        struct worker *worker = &fake->workers[i];
        worker->has_intake = worker->has_query = worker->ready = true;
        histogram_init(&worker->batch.records, &fake_bounds);
        histogram_init(&worker->batch.commit_us, &fake_bounds);
        worker->intake.batch = &worker->batch;
        for (size_t j = 0; j < BATCH_MAX_LANES; j++) {
            worker->intake.databases[j] = &worker->databases[j];
            meter_set(&worker->databases[j].ready, 1);
        }
        meter_set(&worker->intake.ready, 1);
        meter_set(&worker->query.ready, 1);
        meter_set(&worker->certificate_expires_s, 2000000000 + i);
        fake->of_workers[i] = worker;
    }
    fake->parts = (struct parts){fake->of_workers, FAKE_WORKERS, &fake->stats};
}

#endif
