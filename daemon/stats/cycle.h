/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CYCLE_H
#define PULSSID_STATS_CYCLE_H

/*
 * The compute pipe: closes every due period, publishes each in one transaction (aggregate, plan what may be
 * shown, write the cells and the release, seal), forgets what has been kept long enough, and analyses the
 * newest release: agreement, then links, changes and metrics. Killed anywhere, the next run ends with the
 * same bytes. Runs on a blocking connection of the stats role, under an advisory lock that one daemon at a
 * time can hold.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "model/survey.h"
#include "store/catalog_store.h"
#include "store/db.h"
#include "store/release_store.h"

#define CYCLE_MAX_LINKS 32

struct cycle_link {
    char employee[CODE_SIZE]; /* dimensions */
    char customer[CODE_SIZE];
};

struct cycle_opts {
    int32_t today;
    int32_t grace_days;
    int32_t max_late_days;
    int32_t retention_days; /* of sealed answers after their period; 0: for ever */
    bool live_only;         /* leaves periods that a backfill opened alone */
    unsigned pace;          /* of analyses: db_pace() */
    size_t n_links;
    struct cycle_link links[CYCLE_MAX_LINKS];
    int32_t window_weeks;               /* analysis window T for weekly periods: 52 */
    int32_t window_months;              /* 24 */
    int32_t max_lag_weeks;              /* L: 4 */
    int32_t max_lag_months;             /* 2 */
    int32_t min_series;                 /* 20 */
    int32_t min_pairs;                  /* 16 */
    int32_t min_centre;                 /* 6 */
    int32_t min_pool;                   /* 4 */
    int32_t permutations;               /* B: 9999 */
    int32_t test_weeks;                 /* from one formal test of a link to the next: 13 */
    int32_t test_months;                /* 6 */
    catalog_parse_survey *parse_survey; /* wire/survey_json's, given by who may see wire/ */
    struct db_watch watch;              /* asked between steps too: false ends the run with SHUTTING_DOWN */
};

/* False with SHUTTING_DOWN once the watch says so. */
static inline bool cycle_goes_on(const struct cycle_opts *opts, struct error *err)
{
    return opts->watch.go_on == NULL || opts->watch.go_on(opts->watch.ctx) ||
           error_set(err, ERROR_SHUTTING_DOWN, "the cycle was asked to stop");
}

struct cycle_published {
    const char *period;
    int32_t release;
    size_t cells_published;
    size_t cells_suppressed;
    int64_t answers; /* submissions sealed or deleted, rounded down to tens */
    int64_t elapsed_ms;
};

struct cycle_analysed {
    int32_t release;
    const char *employee;
    const char *customer;
    size_t teams;   /* with enough data */
    bool was_there; /* from an earlier run; this one computed nothing */
    int64_t elapsed_ms;
};

struct cycle_searched {
    int32_t release;
    size_t dimensions;
    size_t series;  /* with enough data */
    size_t alarms;  /* in the whole window */
    bool was_there; /* from an earlier run; this one computed nothing */
    int64_t elapsed_ms;
};

/* Agreement within teams and the review of metrics, of a release that had neither. */
struct cycle_compared {
    int32_t release;
    size_t teams; /* with enough data */
    size_t flagged;
    bool was_there; /* from an earlier run; this one computed nothing */
    int64_t elapsed_ms;
};

struct cycle_reviewed {
    int32_t release;
    size_t dimensions; /* of employees */
    int64_t elapsed_ms;
};

/* What a run did, told as it goes; any function may be NULL. on_analysed is told of each link at every run,
 * also when its analysis of the newest release was there already; so is on_searched of changes, once there is
 * a dimension to search, and on_compared of silos. */
struct cycle_observer {
    void (*on_closed)(void *ctx, const char *period);
    void (*on_published)(void *ctx, const struct cycle_published *published);
    void (*on_analysed)(void *ctx, const struct cycle_analysed *analysed);
    void (*on_searched)(void *ctx, const struct cycle_searched *searched);
    void (*on_reviewed)(void *ctx, const struct cycle_reviewed *reviewed);
    void (*on_compared)(void *ctx, const struct cycle_compared *compared);
    void (*on_forgotten)(void *ctx, int32_t periods); /* whose sealed answers were dropped; > 0 */
    void (*on_newest)(void *ctx, const struct release_newest *newest); /* there is one */
    void *ctx;
};

/* A period that cannot be published (DATABASE, INPUT: a broken tree) is left closed, the others go on, and
 * the first such error is told in the end; so it is with what cannot be forgotten or analysed now. True also
 * when nothing was due, or when another daemon holds the lock (*ret_busy). A due period of any age is closed.
 */
bool cycle_run(struct db *db, const struct cycle_opts *opts, const struct cycle_observer *observer,
               bool *ret_busy, struct error *err) MUST_CHECK;

#endif
