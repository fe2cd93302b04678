/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group commit: what gathers while one batch is being committed makes the next. */
#include "batch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "lane.h"
#include "store/submission_binary.h"
#include "store/timer.h"

#define RETRY_MS 100
/* So many pay for a commit beside another: a batch costs PostgreSQL about as much as thirty rows before its
 * first row. Fewer gather until the commit that is under way ends. */
#define CROWD 100
/* A batch lies in memory some times over, on its way through libpq. */
#define BATCH_BYTES (4 << 20)
/* A commit that takes this part of the time there is for an acknowledgement was too large. */
#define SLOW_PART 10
/* But no longer than this: what holds that commit up may be a lock, or a server that is silent. */
#define PATIENCE_MS 100

static const struct histogram_bounds record_bounds = {
    13, {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000}};
static const struct histogram_bounds commit_bounds = {
    13, {1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000, 5000000, 10000000}};

enum batch_state {
    BATCH_RUNNING, /* commits as records come and lanes are free; leaves to PAUSED when a commit's outcome is
                      unknown */
    BATCH_PAUSED,  /* keeps everything for a while; leaves to RUNNING then, or when a connection is back */
    BATCH_STOPPED, /* the connections are being freed; what is left is answered by batch_free() */
};

struct batch {
    struct batch_opts opts;
    const struct log *log;
    const struct catalog *catalog;
    enum batch_state state;
    bool troubled;              /* nothing has been committed since a batch was held last */
    bool timed;                 /* a commit has told of the capacity */
    size_t capacity;            /* records that are committed in half of ack_ms, as far as is known */
    struct batch_queue waiting; /* what was held goes back to its place */
    struct lane lanes[BATCH_MAX_LANES];
    struct event *flush;    /* the loop's round has brought something */
    struct event *patience; /* the oldest that waits has waited for another commit long enough */
    struct event *retry;    /* the end of PAUSED */
    struct event *expiry;   /* the oldest record's time is up */
    struct batch_metrics metrics;
};

static void enter(struct batch *batch, enum batch_state state)
{
    batch->state = state;
    if (state == BATCH_PAUSED) {
        timer_start(batch->retry, RETRY_MS);
    }
}

/* Takes the next batch off the queue, without those that were answered because their time was up. */
static void gather(struct batch *batch, struct lane *lane)
{
    size_t bytes = 0;
    while (lane->held.n < lane->limit && bytes < BATCH_BYTES && batch->waiting.first != NULL) {
        struct batch_item *item = batch_queue_pop(&batch->waiting);
        if (item->done == NULL) {
            batch_item_finish(item, NULL, STORE_PERIOD_CHANGED);
        } else {
            bytes += submission_binary_size(item->record);
            batch_queue_push(&lane->held, item);
        }
    }
}

/* The outcome is unknown: all of it is sent again. Aloud at first; it is tried again all the time. The log
 * does not say how many came at that time. */
static void hold(struct batch *batch, struct lane *lane, const struct error *why)
{
    bool quiet = batch->troubled || why->code == ERROR_SHUTTING_DOWN;
    log_event(batch->log, quiet ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, "batch_held",
              LOG_FIELDS(log_text("reason", why->text)));
    meter_add(&batch->metrics.held, 1);
    batch->troubled = true;
    batch_queue_put_back(&lane->held, &batch->waiting);
    enter(batch, why->code == ERROR_SHUTTING_DOWN ? BATCH_STOPPED : BATCH_PAUSED);
}

static void commit(struct batch *batch, struct lane *lane)
{
    const struct period_opening opening = {.kind = batch->catalog->kind,
                                           .today = clock_today(),
                                           .grace_days = batch->opts.terms.grace_days,
                                           .k_employee = batch->opts.terms.k_employee,
                                           .k_customer = batch->opts.terms.k_customer};
    struct error err = {0};
    if (!lane_commit(lane, batch->catalog, &opening, &err)) {
        hold(batch, lane, &err);
    }
}

static size_t crowd_of(const struct batch *batch)
{
    return batch->opts.batch_max < CROWD ? batch->opts.batch_max : CROWD;
}

static size_t count_busy(const struct batch *batch)
{
    size_t n = 0;
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        n += batch->lanes[i].busy;
    }
    return n;
}

/* Whether what waits is worth a commit at once: the only one, or one of a crowd. */
static bool is_due(const struct batch *batch)
{
    return batch->waiting.n >= crowd_of(batch) || count_busy(batch) == 0;
}

/* How long the oldest that waits may still wait for the commit under way; 0: it has waited enough. */
static int64_t patience_left(const struct batch *batch)
{
    int64_t left = batch->waiting.first->arrived_ms + PATIENCE_MS - clock_monotonic_ms();
    return left > 0 ? left : 0;
}

/* Looks again in time. What is overdue by now waits for a connection, whose return is heard of. */
static void watch(struct batch *batch)
{
    if (batch->waiting.first != NULL && !event_pending(batch->patience, EV_TIMEOUT, NULL)) {
        int64_t left = patience_left(batch);
        if (left > 0) {
            timer_start(batch->patience, left);
        }
    }
}

static void begin(struct batch *batch, struct lane *lane)
{
    gather(batch, lane);
    if (lane->held.n > 0) {
        commit(batch, lane);
    }
}

/* Begins what commits there can be. */
static void go_on(struct batch *batch)
{
    for (size_t i = 0; batch->catalog != NULL && i < batch->opts.n_pgs; i++) {
        struct lane *lane = &batch->lanes[i];
        if (batch->waiting.first != NULL && batch->state == BATCH_RUNNING && lane_is_free(lane) &&
            (is_due(batch) || patience_left(batch) == 0)) {
            begin(batch, lane);
        }
    }
    watch(batch);
    meter_set(&batch->metrics.pending, batch_pending(batch));
}

/* The statement was refused, though everything in it had been checked: halves lead to the record that is to
 * blame. */
static void isolate(struct batch *batch, struct lane *lane, const struct error *err)
{
    log_event(batch->log, LOG_LEVEL_ERROR, "batch_refused", LOG_FIELDS(log_text("reason", err->text)));
    if (lane->held.n == 1) {
        struct error internal;
        error_set(&internal, ERROR_INTERNAL, "the submission could not be stored");
        batch_queue_finish(&lane->held, &internal);
    } else {
        lane->limit = lane->held.n / 2;
        batch_queue_put_back(&lane->held, &batch->waiting);
    }
}

/* Whether a smaller batch than the one before took as long: then it is not its size that makes it slow. */
static bool shrank_in_vain(const struct lane *lane, int64_t took_ms)
{
    return lane->held.n < lane->last_n && took_ms * 4 > lane->last_ms * 3;
}

/* After a commit of so many: twice as many when it was quick, half as many when it was slow and they were
 * many. */
static size_t next_limit(const struct batch *batch, const struct lane *lane, int64_t took_ms)
{
    bool slow = took_ms > batch->opts.terms.ack_ms / SLOW_PART && !shrank_in_vain(lane, took_ms);
    size_t least = crowd_of(batch); /* smaller ones cost the database more than they save time */
    if (slow && lane->held.n > least) {
        return lane->held.n / 2 > least ? lane->held.n / 2 : least;
    }
    size_t most = slow ? least : batch->opts.batch_max;
    return lane->limit > most / 2 ? most : 2 * lane->limit;
}

/* What all connections commit in the time that a record may wait: by the first commit, then to a half by the
 * newest that took more, since commits grow while their beginnings cost the same, to a quarter by one that
 * took less. Few records tell of the way to the disk. */
static size_t next_capacity(const struct batch *batch, const struct lane *lane, int64_t took_ms)
{
    double half_ms = batch->opts.terms.ack_ms / 2.0;
    double seen = (double)(lane->held.n * batch->opts.n_pgs) * half_ms / (double)(took_ms > 0 ? took_ms : 1);
    double most = (double)batch->opts.terms.queue_max;
    double newest = seen < most ? seen : most;
    double known = (double)batch->capacity;
    double share = !batch->timed ? 1.0 : newest > known ? 0.5 : 0.25;
    return lane->held.n < crowd_of(batch) ? batch->capacity : (size_t)(known + share * (newest - known)) + 1;
}

/* Learns from a commit what the next may be. */
static void learn(struct batch *batch, struct lane *lane)
{
    int64_t took_us = clock_monotonic_us() - lane->began_us;
    int64_t took_ms = took_us / 1000;
    histogram_observe(&batch->metrics.records, lane->held.n);
    histogram_observe(&batch->metrics.commit_us, (uint64_t)took_us);
    batch->capacity = next_capacity(batch, lane, took_ms);
    batch->timed = batch->timed || lane->held.n >= crowd_of(batch);
    lane->limit = next_limit(batch, lane, took_ms);
    lane->last_n = lane->held.n;
    lane->last_ms = took_ms;
}

static void finish(struct batch *batch, struct lane *lane, const enum store_outcome *outcomes)
{
    learn(batch, lane);
    struct batch_queue held = lane->held;
    lane->held = (struct batch_queue){0};
    batch->troubled = false;
    for (size_t i = 0; held.first != NULL; i++) {
        batch_item_finish(batch_queue_pop(&held), NULL, outcomes[i]);
    }
}

static void on_done(void *ctx, struct lane *lane, const struct error *err, const enum store_outcome *outcomes)
{
    struct batch *batch = ctx;
    if (err == NULL) {
        finish(batch, lane, outcomes);
    } else if (err->code == ERROR_CONFLICT) {
        commit(batch, lane);
    } else if (err->code == ERROR_DATABASE) {
        isolate(batch, lane, err);
    } else {
        hold(batch, lane, err);
    }
    go_on(batch);
}

static void on_due(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    go_on(ctx);
}

static void on_retry(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct batch *batch = ctx;
    enter(batch, BATCH_RUNNING);
    go_on(batch);
}

static bool is_over(const struct batch *batch, const struct batch_item *item, int64_t now)
{
    return item->arrived_ms + batch->opts.terms.ack_ms <= now;
}

/* Answers what is under way: the record stays until the store has let go of it. */
static void expire_held(const struct batch *batch, struct lane *lane, int64_t now, const struct error *err)
{
    while (lane->held.first != NULL && lane->unanswered != NULL && is_over(batch, lane->unanswered, now)) {
        struct batch_item *item = lane->unanswered;
        batch_done *done = item->done;
        item->done = NULL;
        lane->unanswered = item->next;
        done(item->ctx, NULL, err, STORE_PERIOD_CHANGED);
    }
}

/* When the oldest record that was not answered came; INT64_MAX: there is none. */
static int64_t oldest_ms(const struct batch *batch)
{
    int64_t oldest = batch->waiting.first == NULL ? INT64_MAX : batch->waiting.first->arrived_ms;
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        const struct lane *lane = &batch->lanes[i];
        const struct batch_item *item = lane->held.first == NULL ? NULL : lane->unanswered;
        oldest = item != NULL && item->arrived_ms < oldest ? item->arrived_ms : oldest;
    }
    return oldest;
}

static void on_expiry(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct batch *batch = ctx;
    int64_t now = clock_monotonic_ms();
    struct error err;
    error_set(&err, ERROR_DATABASE_UNAVAILABLE, "the database did not answer in time");
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        expire_held(batch, &batch->lanes[i], now, &err);
    }
    while (batch->waiting.first != NULL && is_over(batch, batch->waiting.first, now)) {
        batch_item_finish(batch_queue_pop(&batch->waiting), &err, STORE_PERIOD_CHANGED);
    }
    meter_set(&batch->metrics.pending, batch_pending(batch));
    int64_t oldest = oldest_ms(batch);
    if (oldest != INT64_MAX) {
        timer_start(batch->expiry, oldest + batch->opts.terms.ack_ms - now);
    }
}

static bool open_lanes(struct batch *batch, struct error *err)
{
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        if (!lane_open(&batch->lanes[i], batch->opts.pgs[i], batch->opts.batch_max, err)) {
            return false;
        }
        batch->lanes[i].limit = crowd_of(batch);
        batch->lanes[i].done = on_done;
        batch->lanes[i].ctx = batch;
    }
    return true;
}

static bool make_events(struct batch *batch, struct event_base *base, struct error *err)
{
    batch->flush = event_new(base, -1, 0, on_due, batch);
    batch->patience = evtimer_new(base, on_due, batch);
    batch->retry = evtimer_new(base, on_retry, batch);
    batch->expiry = evtimer_new(base, on_expiry, batch);
    return (batch->flush != NULL && batch->patience != NULL && batch->retry != NULL &&
            batch->expiry != NULL) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for batches");
}

bool batch_new(struct event_base *base, const struct batch_opts *opts, const struct log *log,
               struct batch **ret_batch, struct error *err)
{
    struct batch *batch CLEANUP(batch_free) = calloc(1, sizeof *batch);
    if (batch == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for batches");
    }
    batch->opts = *opts;
    batch->capacity = opts->terms.queue_max;
    batch->log = log;
    histogram_init(&batch->metrics.records, &record_bounds);
    histogram_init(&batch->metrics.commit_us, &commit_bounds);
    if (!open_lanes(batch, err) || !make_events(batch, base, err)) {
        return false;
    }
    *ret_batch = batch;
    batch = NULL;
    return true;
}

struct batch *batch_free(struct batch *batch)
{
    if (batch == NULL) {
        return NULL;
    }
    struct error err;
    error_set(&err, ERROR_SHUTTING_DOWN, "the service is stopping");
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        batch_queue_finish(&batch->lanes[i].held, &err);
        lane_close(&batch->lanes[i]);
    }
    batch_queue_finish(&batch->waiting, &err);
    timer_drop(batch->flush);
    timer_drop(batch->patience);
    timer_drop(batch->retry);
    timer_drop(batch->expiry);
    free(batch);
    return NULL;
}

size_t batch_pending(const struct batch *batch)
{
    size_t n = batch->waiting.n;
    for (size_t i = 0; i < batch->opts.n_pgs; i++) {
        n += batch->lanes[i].held.n;
    }
    return n;
}

static bool is_full(const struct batch *batch)
{
    return batch_pending(batch) >= batch->opts.terms.queue_max;
}

/* What is alone may be of any size: how else would it ever be tried? */
size_t batch_room(const struct batch *batch)
{
    size_t pending = batch_pending(batch);
    bool alone = batch->waiting.n == 0 || batch->capacity > batch->opts.terms.queue_max;
    size_t most = alone ? batch->opts.terms.queue_max : batch->capacity;
    return pending < most ? most - pending : 0;
}

void batch_set_catalog(struct batch *batch, const struct catalog *catalog)
{
    batch->catalog = catalog;
    event_active(batch->flush, EV_TIMEOUT, 0);
}

void batch_set_terms(struct batch *batch, const struct batch_terms *terms)
{
    batch->opts.terms = *terms;
    event_active(batch->expiry, EV_TIMEOUT, 0);
}

bool batch_add(struct batch *batch, struct record **record, batch_done *done, void *ctx, struct error *err)
{
    if (is_full(batch)) {
        return error_set(err, ERROR_OVERLOADED, "%zu submissions are waiting already", batch_pending(batch));
    }
    struct batch_item *item = calloc(1, sizeof *item);
    if (item == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a submission");
    }
    *item =
        (struct batch_item){.record = *record, .done = done, .ctx = ctx, .arrived_ms = clock_monotonic_ms()};
    *record = NULL;
    batch_queue_push(&batch->waiting, item);
    meter_set(&batch->metrics.pending, batch_pending(batch));
    if (is_due(batch)) {
        event_active(batch->flush, EV_TIMEOUT, 0);
    } else {
        watch(batch);
    }
    if (!event_pending(batch->expiry, EV_TIMEOUT, NULL)) {
        timer_start(batch->expiry, batch->opts.terms.ack_ms);
    }
    return true;
}

void batch_on_state(struct batch *batch, bool ready)
{
    if (ready) {
        enter(batch, BATCH_RUNNING);
        go_on(batch);
    }
}

const struct batch_metrics *batch_metrics(const struct batch *batch)
{
    return &batch->metrics;
}
