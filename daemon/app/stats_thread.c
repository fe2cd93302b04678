/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stats thread: one loop, one timer, stopped through an eventfd. */
#include "stats_thread.h"

#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "cycle_config.h"
#include "heartbeat.h"
#include "thread_priority.h"
#include "traffic.h"

struct stats_thread {
    const struct log *log;
    struct event_base *base;
    struct schedule *schedule;
    struct event *wake;
    int wake_fd;
    atomic_bool stop_wanted;
    _Atomic(struct schedule_terms *) next; /* to be taken into use */
    pthread_t thread;
    bool started;
    atomic_bool ended;
    struct heartbeat heartbeat;
    struct traffic traffic;
};

static void on_wake(evutil_socket_t fd, short what, void *ctx)
{
    (void)what;
    struct stats_thread *thread = ctx;
    eventfd_t count;
    eventfd_read(fd, &count);
    CLEANUP(free) struct schedule_terms *next = atomic_exchange(&thread->next, NULL);
    if (next != NULL) {
        schedule_set_terms(thread->schedule, next);
    }
    if (atomic_load(&thread->stop_wanted)) {
        event_base_loopbreak(thread->base);
    }
}

static void *run(void *ctx)
{
    struct stats_thread *thread = ctx;
    pthread_setname_np(pthread_self(), "stats");
    if (!thread_priority_lower()) {
        log_event(thread->log, LOG_LEVEL_WARNING, "stats_priority_kept",
                  LOG_FIELDS(log_number("errno", errno)));
    }
    event_base_dispatch(thread->base);
    atomic_store(&thread->ended, true);
    return NULL;
}

static void on_alive(void *ctx)
{
    struct stats_thread *thread = ctx;
    heartbeat_beat(&thread->heartbeat);
}

static bool is_quiet(void *ctx)
{
    struct stats_thread *thread = ctx;
    return traffic_is_quiet(&thread->traffic);
}

static bool read_terms(const struct config *config, struct schedule_terms *ret_terms, struct error *err)
{
    ret_terms->interval_s = (unsigned)config->stats.cycle_interval_s;
    return cycle_opts_from_config(config, &ret_terms->cycle, err);
}

static bool make_wake(struct stats_thread *thread, struct error *err)
{
    thread->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (thread->base != NULL && thread->wake_fd >= 0) {
        thread->wake = event_new(thread->base, thread->wake_fd, EV_READ | EV_PERSIST, on_wake, thread);
    }
    return (thread->wake != NULL && event_add(thread->wake, NULL) == 0) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory or descriptor for the stats thread");
}

static bool make_parts(struct stats_thread *thread, const struct config *config, struct error *err)
{
    struct schedule_opts opts = {
        .conninfo = config->database.stats, .on_alive = on_alive, .is_quiet = is_quiet, .ctx = thread};
    thread->base = event_base_new();
    return make_wake(thread, err) && heartbeat_start(&thread->heartbeat, thread->base, err) &&
           read_terms(config, &opts.terms, err) &&
           schedule_new(thread->base, &opts, thread->log, &thread->schedule, err);
}

bool stats_thread_start(const struct stats_thread_opts *opts, struct stats_thread **ret_thread,
                        struct error *err)
{
    CLEANUP(stats_thread_join) struct stats_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the stats thread");
    }
    thread->log = opts->log;
    thread->traffic = (struct traffic){.workers = opts->workers, .n_workers = opts->n_workers};
    thread->wake_fd = -1;
    if (!make_parts(thread, opts->config, err)) {
        return false;
    }
    if (pthread_create(&thread->thread, NULL, run, thread) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no thread for the statistics");
    }
    thread->started = true;
    *ret_thread = thread;
    thread = NULL;
    return true;
}

const struct schedule_metrics *stats_thread_metrics(const struct stats_thread *thread)
{
    return schedule_metrics(thread->schedule);
}

int64_t stats_thread_silence_ms(const struct stats_thread *thread)
{
    return stats_thread_has_ended(thread) ? 0 : heartbeat_silence_ms(&thread->heartbeat);
}

bool stats_thread_has_ended(const struct stats_thread *thread)
{
    return atomic_load(&thread->ended);
}

bool stats_thread_terms(const struct config *config, struct schedule_terms **ret_terms, struct error *err)
{
    CLEANUP(free) struct schedule_terms *terms = calloc(1, sizeof *terms);
    if (terms == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the terms of a cycle");
    }
    if (!read_terms(config, terms, err)) {
        return false;
    }
    *ret_terms = terms;
    terms = NULL;
    return true;
}

void stats_thread_set(struct stats_thread *thread, struct schedule_terms *terms)
{
    free(atomic_exchange(&thread->next, terms));
    eventfd_write(thread->wake_fd, 1);
}

void stats_thread_stop(struct stats_thread *thread)
{
    schedule_cancel(thread->schedule);
    atomic_store(&thread->stop_wanted, true);
    eventfd_write(thread->wake_fd, 1);
}

struct stats_thread *stats_thread_join(struct stats_thread *thread)
{
    if (thread == NULL) {
        return NULL;
    }
    if (thread->started) {
        stats_thread_stop(thread);
        pthread_join(thread->thread, NULL);
    }
    thread->schedule = schedule_free(thread->schedule);
    if (thread->wake != NULL) {
        event_free(thread->wake);
    }
    free(atomic_load(&thread->next));
    heartbeat_stop(&thread->heartbeat);
    close_local(&thread->wake_fd);
    if (thread->base != NULL) {
        event_base_free(thread->base);
    }
    free(thread);
    return NULL;
}
