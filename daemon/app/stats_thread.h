/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_STATS_THREAD_H
#define PULSSID_APP_STATS_THREAD_H

/* The thread that closes and publishes periods: an event_base of its own with stats/schedule on it. Made and
 * freed by the main thread. It runs at the priority of thread_priority.h, so that no client waits for an
 * analysis; where that is refused it goes on, and says so. */

#include <stdbool.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "stats/schedule.h"
#include "worker.h"

struct stats_thread;

struct stats_thread_opts {
    const struct config *config;
    const struct log *log;
    struct worker *const *workers; /* whose clients analyses make way for; they outlive the thread */
    size_t n_workers;              /* 0: they make way at any time */
};

bool stats_thread_start(const struct stats_thread_opts *opts, struct stats_thread **ret_thread,
                        struct error *err) MUST_CHECK;

/* To be read from any thread as long as this one lives. */
const struct schedule_metrics *stats_thread_metrics(const struct stats_thread *thread);
/* How long its loop has not turned, nor its work got on; 0 once it has ended. */
int64_t stats_thread_silence_ms(const struct stats_thread *thread);

/* What the configuration says of the cycle and its timer, for free(). CONFIG as cycle_config.h says it. */
bool stats_thread_terms(const struct config *config, struct schedule_terms **ret_terms,
                        struct error *err) MUST_CHECK;
/* From its next run on it works by these terms (taken). */
void stats_thread_set(struct stats_thread *thread, struct schedule_terms *terms);

/* Asks it to stop: a run under way is given up. */
void stats_thread_stop(struct stats_thread *thread);
/* Whether it has. */
bool stats_thread_has_ended(const struct stats_thread *thread);

/* Stops it, waits for the thread to end, frees its parts. */
struct stats_thread *stats_thread_join(struct stats_thread *thread);
DEFINE_CLEANUP(stats_thread_join, struct stats_thread)

#endif
