/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid cycle`: closes, publishes, forgets and computes what is due, now. */
#include <stdio.h>
#include <time.h>

#include "app/cycle_config.h"
#include "base/clock.h"
#include "command_db.h"
#include "command_run.h"
#include "model/calendar.h"
#include "stats/cycle.h"

/* A daemon that serves clients analyses in no hurry; what takes longer is not waited for. */
#define BUSY_WAIT_MS 600000
#define BUSY_POLL_MS 200
#define BUSY_TELL_MS 2000

struct told {
    size_t events;
};

static void on_closed(void *ctx, const char *period)
{
    struct told *told = ctx;
    told->events++;
    printf("closed %s\n", period);
    fflush(stdout);
}

static void on_published(void *ctx, const struct cycle_published *p)
{
    struct told *told = ctx;
    told->events++;
    printf("published %s as release %d: %zu cells, %zu suppressed, at least %lld submissions, %lld ms\n",
           p->period, (int)p->release, p->cells_published, p->cells_suppressed, (long long)p->answers,
           (long long)p->elapsed_ms);
    fflush(stdout);
}

static void on_analysed(void *ctx, const struct cycle_analysed *a)
{
    struct told *told = ctx;
    if (a->was_there) {
        return;
    }
    told->events++;
    printf("analysed release %d: %s-%s, %zu teams with enough data, %lld ms\n", (int)a->release, a->employee,
           a->customer, a->teams, (long long)a->elapsed_ms);
    fflush(stdout);
}

static void on_searched(void *ctx, const struct cycle_searched *s)
{
    struct told *told = ctx;
    if (s->was_there) {
        return;
    }
    told->events++;
    printf(
        "searched release %d for changes: %zu dimensions, %zu series with enough data, %zu alarms, %lld ms\n",
        (int)s->release, s->dimensions, s->series, s->alarms, (long long)s->elapsed_ms);
    fflush(stdout);
}

static void on_compared(void *ctx, const struct cycle_compared *c)
{
    struct told *told = ctx;
    if (c->was_there) {
        return;
    }
    told->events++;
    printf("searched release %d for silos: %zu teams with enough data, %zu with a flag, %lld ms\n",
           (int)c->release, c->teams, c->flagged, (long long)c->elapsed_ms);
    fflush(stdout);
}

static void on_forgotten(void *ctx, int32_t periods)
{
    struct told *told = ctx;
    told->events++;
    printf("dropped the answers of %d periods: their retention is over\n", (int)periods);
    fflush(stdout);
}

static void on_reviewed(void *ctx, const struct cycle_reviewed *r)
{
    struct told *told = ctx;
    told->events++;
    printf("reviewed release %d: %zu dimensions, %lld ms\n", (int)r->release, r->dimensions,
           (long long)r->elapsed_ms);
    fflush(stdout);
}

static bool choose_today(const struct command_input *input, int32_t *ret_today, struct error *err)
{
    const char *as_of = command_option(input, "--as-of");
    *ret_today = clock_today();
    if (as_of == NULL) {
        return true;
    }
    int32_t day;
    if (!calendar_parse_day(span_text(as_of), &day, err)) {
        err->code = ERROR_USAGE;
        return error_prefix(err, "--as-of");
    }
    if (day > *ret_today) {
        return error_set(err, ERROR_USAGE, "--as-of: %s is after today", as_of);
    }
    *ret_today = day;
    return true;
}

/* Another cycle may be under way, as a daemon's is once a minute. Says so when it takes a while. */
static bool run_when_free(struct db *db, const struct cycle_opts *opts, const struct cycle_observer *observer,
                          struct error *err)
{
    int64_t end = clock_monotonic_ms() + BUSY_WAIT_MS;
    int64_t tell = clock_monotonic_ms() + BUSY_TELL_MS;
    for (;;) {
        bool busy = false;
        if (!cycle_run(db, opts, observer, &busy, err)) {
            return false;
        }
        if (!busy) {
            return true;
        }
        if (clock_monotonic_ms() > tell) {
            fputs("another cycle is under way, as a daemon's is while it analyses: waiting for it\n", stderr);
            tell = INT64_MAX;
        }
        if (clock_monotonic_ms() > end) {
            return error_set(err, ERROR_CONFLICT, "another cycle is under way; nothing was done");
        }
        nanosleep(&(struct timespec){.tv_nsec = BUSY_POLL_MS * 1000000L}, NULL);
    }
}

bool command_cycle(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct cycle_opts opts;
    struct told told = {0};
    const struct cycle_observer observer = {.on_closed = on_closed,
                                            .on_published = on_published,
                                            .on_analysed = on_analysed,
                                            .on_searched = on_searched,
                                            .on_reviewed = on_reviewed,
                                            .on_compared = on_compared,
                                            .on_forgotten = on_forgotten,
                                            .ctx = &told};
    if (!cycle_opts_from_config(input->config, &opts, err) || !choose_today(input, &opts.today, err) ||
        !command_db_open(input, COMMAND_STATS, &db, err) || !run_when_free(db, &opts, &observer, err)) {
        return false;
    }
    if (told.events == 0) {
        puts("nothing was due");
    }
    return true;
}
