/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stats thread: one loop, one timer, stopped through an eventfd. */
#include "stats_thread.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>

#include "cycle_config.h"
#include "heartbeat.h"

struct stats_thread {
    struct event_base *base;
    struct schedule *schedule;
    struct event *stop;
    int stop_fd;
    pthread_t thread;
    bool started;
    atomic_bool ended;
    struct heartbeat heartbeat;
};

static void on_stop(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    event_base_loopbreak(ctx);
}

static void *run(void *ctx)
{
    struct stats_thread *thread = ctx;
    event_base_dispatch(thread->base);
    atomic_store(&thread->ended, true);
    return NULL;
}

static void on_alive(void *ctx)
{
    heartbeat_beat(ctx);
}

static bool make_parts(struct stats_thread *thread, const struct config *config, const struct log *log,
                       struct error *err)
{
    struct schedule_opts opts = {.conninfo = config->database.stats,
                                 .interval_s = (unsigned)config->stats.cycle_interval_s,
                                 .on_alive = on_alive,
                                 .ctx = &thread->heartbeat};
    thread->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    thread->base = event_base_new();
    if (thread->base != NULL && thread->stop_fd >= 0) {
        thread->stop = event_new(thread->base, thread->stop_fd, EV_READ, on_stop, thread->base);
    }
    if (thread->stop == NULL || event_add(thread->stop, NULL) != 0) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory or descriptor for the stats thread");
    }
    return heartbeat_start(&thread->heartbeat, thread->base, err) &&
           cycle_opts_from_config(config, &opts.cycle, err) &&
           schedule_new(thread->base, &opts, log, &thread->schedule, err);
}

bool stats_thread_start(const struct config *config, const struct log *log, struct stats_thread **ret_thread,
                        struct error *err)
{
    CLEANUP(stats_thread_join) struct stats_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the stats thread");
    }
    thread->stop_fd = -1;
    if (!make_parts(thread, config, log, err)) {
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
    return atomic_load(&thread->ended) ? 0 : heartbeat_silence_ms(&thread->heartbeat);
}

struct stats_thread *stats_thread_join(struct stats_thread *thread)
{
    if (thread == NULL) {
        return NULL;
    }
    if (thread->started) {
        schedule_cancel(thread->schedule);
        eventfd_write(thread->stop_fd, 1);
        pthread_join(thread->thread, NULL);
    }
    thread->schedule = schedule_free(thread->schedule);
    if (thread->stop != NULL) {
        event_free(thread->stop);
    }
    heartbeat_stop(&thread->heartbeat);
    close_local(&thread->stop_fd);
    if (thread->base != NULL) {
        event_base_free(thread->base);
    }
    free(thread);
    return NULL;
}
