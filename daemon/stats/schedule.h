/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SCHEDULE_H
#define PULSSID_STATS_SCHEDULE_H

/*
 * Runs the cycle on a timer of the stats thread's own event_base, with its own connection, which it makes
 * anew when it is lost. A failed run is logged and tried again at the next turn. Owned through
 * schedule_free().
 */

#include <event2/event.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "base/meter.h"
#include "cycle.h"

struct schedule;

/* What may change between runs. */
struct schedule_terms {
    unsigned interval_s;
    struct cycle_opts cycle; /* live_only and pace are set; today is read from the clock at each run */
};

struct schedule_opts {
    const char *conninfo;
    struct schedule_terms terms;
    void (*on_alive)(void *ctx); /* told between the steps of a run and a few times a second while it waits
                                    for the database; may be NULL */
    bool (*is_quiet)(void *ctx); /* whether analyses are in nobody's way; NULL: never */
    void *ctx;
};

bool schedule_new(struct event_base *base, const struct schedule_opts *opts, const struct log *log,
                  struct schedule **ret_schedule, struct error *err) MUST_CHECK;
struct schedule *schedule_free(struct schedule *schedule);
DEFINE_CLEANUP(schedule_free, struct schedule)

/* For the next run and those after it, which begin an interval from now. In the loop's own thread. */
void schedule_set_terms(struct schedule *schedule, const struct schedule_terms *terms);

/* What it counts, to be read from any thread as long as the schedule lives. */
struct schedule_metrics {
    struct meter running;     /* 1: a run is under way */
    struct meter done;        /* runs */
    struct meter busy;        /* … that did nothing, since another daemon's was under way */
    struct meter failed;      /* … */
    struct meter duration_us; /* of the newest that was done */
    struct meter done_s;      /* when it ended, since 1970-01-01; 0: none was done yet */
    struct meter published;   /* periods */
    struct meter release;     /* the newest in the database; 0: none, or nobody has looked */
    struct meter released_s;
    struct meter connected;
};

const struct schedule_metrics *schedule_metrics(const struct schedule *schedule);

/* Asks a run under way to stop soon, whatever the database does: the one call that may come from another
 * thread. */
void schedule_cancel(struct schedule *schedule);

#endif
