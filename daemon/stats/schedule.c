/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A timer, a connection, and a word that another thread may say to cut a run short. */
#include "schedule.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "store/migrate.h"

/* While clients are served: analyses are in no hurry. Of the time that they take, the database works a
 * sixteenth. */
#define PACE 15

struct schedule {
    struct event *timer;
    const struct log *log;
    struct schedule_opts opts;
    char *conninfo;
    struct db *db; /* NULL: to be made */
    atomic_bool cancelled;
    struct schedule_metrics metrics;
};

static bool go_on(void *ctx)
{
    struct schedule *schedule = ctx;
    if (schedule->opts.on_alive != NULL) {
        schedule->opts.on_alive(schedule->opts.ctx);
    }
    return !atomic_load(&schedule->cancelled);
}

static bool is_quiet(void *ctx)
{
    const struct schedule *schedule = ctx;
    return schedule->opts.is_quiet != NULL && schedule->opts.is_quiet(schedule->opts.ctx);
}

static void close_db(struct schedule *schedule)
{
    schedule->db = db_close(schedule->db);
    meter_set(&schedule->metrics.connected, 0);
}

static void on_closed(void *ctx, const char *period)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_INFO, "period_closed", LOG_FIELDS(log_text("period", period)));
}

static void on_published(void *ctx, const struct cycle_published *published)
{
    struct schedule *schedule = ctx;
    meter_add(&schedule->metrics.published, 1);
    log_event(schedule->log, LOG_LEVEL_INFO, "period_published",
              LOG_FIELDS(log_text("period", published->period), log_number("release", published->release),
                         log_number("cells_published", (int64_t)published->cells_published),
                         log_number("cells_suppressed", (int64_t)published->cells_suppressed),
                         log_number("elapsed_ms", published->elapsed_ms)));
}

static void on_analysed(void *ctx, const struct cycle_analysed *analysed)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_DEBUG, "linkage_analysed",
              LOG_FIELDS(log_number("release", analysed->release), log_text("employee", analysed->employee),
                         log_text("customer", analysed->customer),
                         log_number("teams", (int64_t)analysed->teams),
                         log_number("elapsed_ms", analysed->elapsed_ms)));
}

static void on_searched(void *ctx, const struct cycle_searched *searched)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_DEBUG, "changes_searched",
              LOG_FIELDS(log_number("release", searched->release),
                         log_number("dimensions", (int64_t)searched->dimensions),
                         log_number("series", (int64_t)searched->series),
                         log_number("elapsed_ms", searched->elapsed_ms)));
}

static void on_compared(void *ctx, const struct cycle_compared *compared)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_DEBUG, "silos_compared",
              LOG_FIELDS(log_number("release", compared->release),
                         log_number("teams", (int64_t)compared->teams),
                         log_number("flagged", (int64_t)compared->flagged),
                         log_number("elapsed_ms", compared->elapsed_ms)));
}

static void on_forgotten(void *ctx, int32_t periods)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_INFO, "answers_dropped", LOG_FIELDS(log_number("periods", periods)));
}

static void on_reviewed(void *ctx, const struct cycle_reviewed *reviewed)
{
    const struct schedule *schedule = ctx;
    log_event(schedule->log, LOG_LEVEL_DEBUG, "metrics_reviewed",
              LOG_FIELDS(log_number("release", reviewed->release),
                         log_number("dimensions", (int64_t)reviewed->dimensions),
                         log_number("elapsed_ms", reviewed->elapsed_ms)));
}

static void on_newest(void *ctx, const struct release_newest *newest)
{
    struct schedule *schedule = ctx;
    meter_set(&schedule->metrics.release, (uint64_t)newest->release);
    meter_set(&schedule->metrics.released_s, (uint64_t)newest->released_s);
}

/* Nothing is computed in a schema that is not this binary's. */
static bool connect_db(struct schedule *schedule, struct error *err)
{
    struct db *db CLEANUP(db_close) = NULL;
    if (!db_open(schedule->conninfo, schedule->log, &db, err)) {
        return false;
    }
    db_watch(db, &schedule->opts.terms.cycle.watch);
    if (!migrate_check(db, err)) {
        return false;
    }
    schedule->db = db;
    meter_set(&schedule->metrics.connected, 1);
    db = NULL;
    return true;
}

static bool cycle(struct schedule *schedule, bool *ret_busy, struct error *err)
{
    if (schedule->db == NULL && !connect_db(schedule, err)) {
        return false;
    }
    schedule->opts.terms.cycle.today = clock_today();
    const struct cycle_observer observer = {.on_closed = on_closed,
                                            .on_published = on_published,
                                            .on_analysed = on_analysed,
                                            .on_searched = on_searched,
                                            .on_reviewed = on_reviewed,
                                            .on_compared = on_compared,
                                            .on_forgotten = on_forgotten,
                                            .on_newest = on_newest,
                                            .ctx = schedule};
    return cycle_run(schedule->db, &schedule->opts.terms.cycle, &observer, ret_busy, err);
}

/* The same, counted. */
static bool run(struct schedule *schedule, struct error *err)
{
    struct schedule_metrics *metrics = &schedule->metrics;
    int64_t began_us = clock_monotonic_us();
    bool busy = false;
    meter_set(&metrics->running, 1);
    bool ok = cycle(schedule, &busy, err);
    meter_set(&metrics->running, 0);
    meter_add(!ok ? &metrics->failed : busy ? &metrics->busy : &metrics->done, 1);
    if (ok && !busy) {
        meter_set(&metrics->duration_us, (uint64_t)(clock_monotonic_us() - began_us));
        meter_set(&metrics->done_s, (uint64_t)time(NULL));
    }
    return ok;
}

static void set_timer(struct schedule *schedule, unsigned seconds)
{
    struct timeval delay = {.tv_sec = (time_t)seconds};
    if (event_add(schedule->timer, &delay) != 0) {
        log_event(schedule->log, LOG_LEVEL_ERROR, "cycle_timer_lost",
                  LOG_FIELDS(log_text("text", "no memory for the timer")));
    }
}

static void on_timer(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct schedule *schedule = ctx;
    struct error err;
    if (!atomic_load(&schedule->cancelled) && !run(schedule, &err)) {
        enum log_level level = atomic_load(&schedule->cancelled) ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR;
        log_event(schedule->log, level, "cycle_failed",
                  LOG_FIELDS(log_text("error", error_name(err.code)), log_text("text", err.text)));
        close_db(schedule);
    }
    if (!atomic_load(&schedule->cancelled)) {
        set_timer(schedule, schedule->opts.terms.interval_s);
    }
}

static void take_terms(struct schedule *schedule, const struct schedule_terms *terms)
{
    schedule->opts.terms = *terms;
    schedule->opts.terms.cycle.live_only = true;
    schedule->opts.terms.cycle.pace = PACE;
    schedule->opts.terms.cycle.watch = (struct db_watch){go_on, is_quiet, schedule};
}

bool schedule_new(struct event_base *base, const struct schedule_opts *opts, const struct log *log,
                  struct schedule **ret_schedule, struct error *err)
{
    struct schedule *schedule CLEANUP(schedule_free) = calloc(1, sizeof *schedule);
    if (schedule == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the schedule");
    }
    schedule->opts = *opts;
    take_terms(schedule, &opts->terms);
    schedule->log = log;
    schedule->conninfo = strdup(opts->conninfo);
    schedule->timer = event_new(base, -1, 0, on_timer, schedule);
    struct timeval at_once = {0};
    if (schedule->conninfo == NULL || schedule->timer == NULL || event_add(schedule->timer, &at_once) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the schedule");
    }
    *ret_schedule = schedule;
    schedule = NULL;
    return true;
}

void schedule_set_terms(struct schedule *schedule, const struct schedule_terms *terms)
{
    take_terms(schedule, terms);
    set_timer(schedule, terms->interval_s);
}

struct schedule *schedule_free(struct schedule *schedule)
{
    if (schedule != NULL) {
        if (schedule->timer != NULL) {
            event_free(schedule->timer);
        }
        close_db(schedule);
        free(schedule->conninfo);
        free(schedule);
    }
    return NULL;
}

void schedule_cancel(struct schedule *schedule)
{
    atomic_store(&schedule->cancelled, true);
}

const struct schedule_metrics *schedule_metrics(const struct schedule *schedule)
{
    return &schedule->metrics;
}
