/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words to systemd. */
#include "supervisor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#include "base/clock.h"
#include "liveness.h"
#include "store/timer.h"

#define START_LOOK_MS 20
#define START_WAIT_MS 5000
#define STATUS_LOOK_MS 1000
#define STATUS_SIZE 128

enum supervisor_state {
    SUPERVISOR_STARTING, /* looks whether the workers are ready; leaves to SERVING, STOPPING */
    SUPERVISOR_SERVING,  /* looks how they are; leaves to STOPPING */
    SUPERVISOR_STOPPING, /* for good */
};

struct supervisor {
    enum supervisor_state state;
    struct supervisor_opts opts;
    int64_t started_ms;
    struct event *look;
    struct event *watchdog;
    int64_t watchdog_ms; /* systemd's patience; 0: it does not watch */
    bool withheld;       /* the last sign of life */
    char status[STATUS_SIZE];
};

static size_t count_ready(const struct parts *parts)
{
    size_t ready = 0;
    for (size_t i = 0; i < parts->n_workers; i++) {
        ready += worker_is_ready(parts->workers[i]);
    }
    return ready;
}

/* True: it is another sentence than before. */
static bool describe(struct supervisor *supervisor)
{
    const struct parts *parts = supervisor->opts.parts;
    size_t dead = liveness_count_dead(parts, LIVENESS_PATIENCE_MS, NULL);
    size_t ready = count_ready(parts);
    char status[STATUS_SIZE] = "Serving";
    if (dead > 0) {
        size_t all = parts->n_workers + (parts->stats != NULL);
        snprintf(status, sizeof status, "%zu of %zu threads %s", dead, all, dead == 1 ? "hangs" : "hang");
    } else if (ready == 0 && parts->n_workers > 0) {
        snprintf(status, sizeof status, "Serving; the database is away");
    } else if (ready < parts->n_workers) {
        snprintf(status, sizeof status, "Serving; %zu of %zu workers reach the database", ready,
                 parts->n_workers);
    }
    bool is_new = strcmp(status, supervisor->status) != 0;
    memcpy(supervisor->status, status, sizeof status);
    return is_new;
}

static void begin_serving(struct supervisor *supervisor, bool ready)
{
    supervisor->state = SUPERVISOR_SERVING;
    describe(supervisor);
    log_event(supervisor->opts.log, LOG_LEVEL_INFO, "serving",
              LOG_FIELDS(log_text("listen", supervisor->opts.listen),
                         log_number("workers", (int64_t)supervisor->opts.parts->n_workers),
                         log_text("database", ready ? "ready" : "away")));
    sd_notifyf(0, "READY=1\nSTATUS=%s", supervisor->status);
}

static void on_look(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct supervisor *supervisor = ctx;
    const struct parts *parts = supervisor->opts.parts;
    if (supervisor->state == SUPERVISOR_STARTING) {
        bool ready = count_ready(parts) == parts->n_workers;
        if (ready || clock_monotonic_ms() - supervisor->started_ms >= START_WAIT_MS) {
            begin_serving(supervisor, ready);
        }
    } else if (describe(supervisor)) {
        sd_notifyf(0, "STATUS=%s", supervisor->status);
    }
    timer_start(supervisor->look, supervisor->state == SUPERVISOR_STARTING ? START_LOOK_MS : STATUS_LOOK_MS);
}

static void on_watchdog(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct supervisor *supervisor = ctx;
    int64_t patience_ms =
        supervisor->watchdog_ms < LIVENESS_PATIENCE_MS ? supervisor->watchdog_ms : LIVENESS_PATIENCE_MS;
    size_t dead = liveness_count_dead(supervisor->opts.parts, patience_ms, NULL);
    if (dead == 0) {
        sd_notify(0, "WATCHDOG=1");
    } else if (!supervisor->withheld) {
        log_event(supervisor->opts.log, LOG_LEVEL_ERROR, "watchdog_not_fed",
                  LOG_FIELDS(log_number("dead", (int64_t)dead)));
    }
    supervisor->withheld = dead > 0;
    timer_start(supervisor->watchdog, supervisor->watchdog_ms / 2);
}

static void start_watchdog(struct supervisor *supervisor)
{
    uint64_t timeout_us = 0;
    if (sd_watchdog_enabled(0, &timeout_us) > 0) {
        supervisor->watchdog_ms = (int64_t)(timeout_us / 1000);
        timer_start(supervisor->watchdog, supervisor->watchdog_ms / 2);
    }
}

bool supervisor_start(struct event_base *base, const struct supervisor_opts *opts,
                      struct supervisor **ret_supervisor, struct error *err)
{
    CLEANUP(supervisor_free) struct supervisor *supervisor = calloc(1, sizeof *supervisor);
    if (supervisor != NULL) {
        supervisor->opts = *opts;
        supervisor->look = evtimer_new(base, on_look, supervisor);
        supervisor->watchdog = evtimer_new(base, on_watchdog, supervisor);
    }
    if (supervisor == NULL || supervisor->look == NULL || supervisor->watchdog == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to tell systemd anything");
    }
    supervisor->started_ms = clock_monotonic_ms();
    start_watchdog(supervisor);
    on_look(-1, 0, supervisor);
    *ret_supervisor = supervisor;
    supervisor = NULL;
    return true;
}

struct supervisor *supervisor_free(struct supervisor *supervisor)
{
    if (supervisor != NULL) {
        timer_drop(supervisor->look);
        timer_drop(supervisor->watchdog);
        free(supervisor);
    }
    return NULL;
}

void supervisor_reload_begins(struct supervisor *supervisor)
{
    (void)supervisor;
    sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\nSTATUS=Reading the configuration again",
               clock_monotonic_us());
}

/* One that is still starting is not ready by this. */
void supervisor_reload_ends(struct supervisor *supervisor)
{
    if (supervisor->state == SUPERVISOR_SERVING) {
        describe(supervisor);
        sd_notifyf(0, "READY=1\nSTATUS=%s", supervisor->status);
    }
}

void supervisor_stop_begins(struct supervisor *supervisor, int64_t at_most_ms)
{
    supervisor->state = SUPERVISOR_STOPPING;
    event_del(supervisor->look);
    sd_notifyf(0, "STOPPING=1\nEXTEND_TIMEOUT_USEC=%" PRId64 "\nSTATUS=Finishing what was begun",
               at_most_ms * 1000);
}
