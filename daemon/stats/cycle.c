/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closes, publishes, forgets and analyses, in this order, under the lock of the cycle. */
#include "cycle.h"

#include <stdlib.h>

#include "base/clock.h"
#include "changes.h"
#include "linkage.h"
#include "metrics.h"
#include "release.h"
#include "silos.h"
#include "store/period_store.h"
#include "team_agreement.h"

/* One run. */
struct run {
    struct db *db;
    const struct cycle_opts *opts;
    const struct cycle_observer *observer;
    struct period_row *periods; /* owned */
    size_t n_periods;
    struct cycle_reviewed reviewed; /* so far */
};

static bool close_period(const struct run *run, const struct period_row *period, struct error *err)
{
    bool closed;
    if (!period_store_close(run->db, period->period, run->opts->today, &closed, err)) {
        return error_prefix(err, "period %s", period->id);
    }
    if (closed && run->observer->on_closed != NULL) {
        run->observer->on_closed(run->observer->ctx, period->id);
    }
    return true;
}

static bool close_all(const struct run *run, struct error *err)
{
    for (size_t i = 0; i < run->n_periods; i++) {
        bool open = run->periods[i].state == PERIOD_OPEN;
        if (open && (!cycle_goes_on(run->opts, err) || !close_period(run, &run->periods[i], err))) {
            return false;
        }
    }
    return true;
}

static bool publish_period(const struct run *run, const struct period_row *period, struct error *err)
{
    struct cycle_published told;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) || !release_publish(run->db, run->opts, period, &told, err)) {
        return false;
    }
    told.elapsed_ms = clock_monotonic_ms() - start_ms;
    if (run->observer->on_published != NULL) {
        run->observer->on_published(run->observer->ctx, &told);
    }
    return true;
}

/* A period that cannot be published does not hold the others up: the first error is told in the end. */
static bool publish_all(const struct run *run, struct error *err)
{
    bool all = true;
    for (size_t i = 0; i < run->n_periods; i++) {
        struct error failed;
        if (publish_period(run, &run->periods[i], &failed)) {
            continue;
        }
        if (all) {
            *err = failed;
        }
        all = false;
        if (error_is_retryable(failed.code)) {
            return false;
        }
    }
    return all;
}

/* Spent ids, when no retry is taken any more, and answers, when their retention is over. */
static bool forget(const struct run *run, struct error *err)
{
    const struct cycle_opts *opts = run->opts;
    int32_t dropped;
    if (!cycle_goes_on(run->opts, err) ||
        !period_store_drop_spent(run->db, opts->today, opts->max_late_days, err) ||
        !period_store_drop_answers(run->db, opts->today, opts->retention_days, &dropped, err)) {
        return false;
    }
    if (dropped > 0 && run->observer->on_forgotten != NULL) {
        run->observer->on_forgotten(run->observer->ctx, dropped);
    }
    return true;
}

static void tell_analysed(const struct run *run, int32_t release, const struct linkage_outcome *outcomes)
{
    for (size_t i = 0; run->observer->on_analysed != NULL && i < run->opts->n_links; i++) {
        const struct cycle_link *link = &run->opts->links[i];
        const struct cycle_analysed told = {release,           link->employee,        link->customer,
                                            outcomes[i].teams, outcomes[i].was_there, outcomes[i].elapsed_ms};
        run->observer->on_analysed(run->observer->ctx, &told);
    }
}

static bool search(const struct run *run, int32_t release, struct error *err)
{
    struct change_totals before;
    struct change_totals found;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) || !change_store_find(run->db, release, &before, err) ||
        !changes_run(run->db, run->opts, release, &found, err)) {
        return error_prefix(err, "changes");
    }
    const struct cycle_searched told = {.release = release,
                                        .dimensions = found.dimensions,
                                        .series = found.judged,
                                        .alarms = found.alarms,
                                        .was_there = before.dimensions > 0,
                                        .elapsed_ms = clock_monotonic_ms() - start_ms};
    if (run->observer->on_searched != NULL && found.dimensions > 0) {
        run->observer->on_searched(run->observer->ctx, &told);
    }
    return true;
}

static bool agree(struct run *run, int32_t release, struct error *err)
{
    struct cycle_reviewed *told = &run->reviewed;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) ||
        !team_agreement_run(run->db, run->opts, release, &told->dimensions, err)) {
        return error_prefix(err, "agreement of release %d", (int)release);
    }
    told->release = release;
    told->elapsed_ms = clock_monotonic_ms() - start_ms;
    return true;
}

static bool review(const struct run *run, int32_t release, struct error *err)
{
    struct cycle_reviewed told = run->reviewed;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) || !metrics_run(run->db, run->opts, release, err)) {
        return error_prefix(err, "review of release %d", (int)release);
    }
    told.elapsed_ms += clock_monotonic_ms() - start_ms;
    if (told.dimensions > 0 && run->observer->on_reviewed != NULL) {
        run->observer->on_reviewed(run->observer->ctx, &told);
    }
    return true;
}

static bool compare(const struct run *run, int32_t release, struct error *err)
{
    struct silo_totals before;
    struct silo_totals found;
    int64_t start_ms = clock_monotonic_ms();
    if (!cycle_goes_on(run->opts, err) || !silo_store_find(run->db, release, &before, err) ||
        !silos_run(run->db, run->opts, release, &found, err)) {
        return error_prefix(err, "silos");
    }
    const struct cycle_compared told = {.release = release,
                                        .teams = found.judged,
                                        .flagged = found.flagged,
                                        .was_there = before.found,
                                        .elapsed_ms = clock_monotonic_ms() - start_ms};
    if (run->observer->on_compared != NULL) {
        run->observer->on_compared(run->observer->ctx, &told);
    }
    return true;
}

static bool analyse_links(const struct run *run, int32_t release, struct error *err)
{
    struct linkage_outcome outcomes[CYCLE_MAX_LINKS];
    if (!linkage_run(run->db, run->opts, release, outcomes, err)) {
        return false;
    }
    tell_analysed(run, release, outcomes);
    return true;
}

/* Agreement says which dimensions the others may look at by team, and what they store is for good: without it
 * none is made. Of these, one that fails leaves the others as they are; the first error is told. */
static bool analyse_newest(struct run *run, struct error *err)
{
    struct release_newest newest;
    if (!release_store_newest(run->db, &newest, err)) {
        return false;
    }
    if (newest.release == 0) {
        return true;
    }
    if (run->observer->on_newest != NULL) {
        run->observer->on_newest(run->observer->ctx, &newest);
    }
    if (!agree(run, newest.release, err)) {
        return false;
    }
    bool (*const analyses[])(const struct run *, int32_t, struct error *) = {analyse_links, search, review,
                                                                             compare};
    struct error later;
    bool all = true;
    for (size_t i = 0; i < sizeof analyses / sizeof analyses[0]; i++) {
        all = analyses[i](run, newest.release, all ? err : &later) && all;
    }
    return all;
}

static bool work(struct run *run, struct error *err)
{
    struct period_due due = {run->opts->today, run->opts->grace_days, run->opts->live_only};
    if (!period_store_due(run->db, &due, &run->periods, &run->n_periods, err) || !close_all(run, err)) {
        return false;
    }
    bool published = publish_all(run, err);
    if (!published && error_is_retryable(err->code)) {
        return false;
    }
    struct error unforgotten;
    struct error later;
    bool forgotten = forget(run, &unforgotten);
    db_pace(run->db, run->opts->pace);
    bool analysed = analyse_newest(run, &later);
    db_pace(run->db, 0);
    if (published && !(forgotten && analysed)) {
        *err = forgotten ? later : unforgotten;
    }
    return published && forgotten && analysed;
}

bool cycle_run(struct db *db, const struct cycle_opts *opts, const struct cycle_observer *observer,
               bool *ret_busy, struct error *err)
{
    bool locked;
    if (!period_store_lock(db, &locked, err)) {
        return false;
    }
    if (!locked) {
        *ret_busy = true;
        return true;
    }
    struct run run = {.db = db, .opts = opts, .observer = observer};
    bool done = work(&run, err);
    free(run.periods);
    period_store_unlock(db);
    if (done) {
        *ret_busy = false;
    }
    return done;
}
