/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Group commit: what gathers while one batch is being committed makes the next. */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "batch_queue.h"
#include "store/timer.h"

#define RETRY_MS 100

/* So many pay for their commit by themselves: a row in a batch of 100 costs PostgreSQL little more than in
 * one of 1,000, but in one of 16 nearly twice as much. */
#define CROWD 100
/* How long fewer wait for another worker's commit, which takes less unless something is wrong. */
#define PATIENCE_MS 5

enum batch_state {
    BATCH_GATHERING, /* nothing under way; leaves to COMMITTING at the end of the loop's turn that brings a
                        record, or to QUEUED when another worker is committing */
    BATCH_QUEUED, /* has few records, and waits for another worker's commit to end; leaves to COMMITTING then,
                     when they have become many, or when its patience ends */
    BATCH_COMMITTING, /* waits for the store's answer; leaves to GATHERING, or to HOLDING when the outcome is
                         unknown */
    BATCH_HOLDING,    /* keeps its batch to send it again; leaves to COMMITTING when the connection is back or
                         after a pause */
};

struct batch {
    struct batch_opts opts;
    const struct log *log;
    const struct catalog *catalog;
    enum batch_state state;
    bool has_turn; /* among the workers */
    bool troubled; /* nothing has been committed since the last batch was held */
    struct batch_queue waiting;
    struct batch_queue held;       /* the batch that is COMMITTING or HOLDING */
    const struct record **records; /* of held, for the store: room for batch_max */
    int32_t *open_periods;         /* to be opened with held: room for batch_max */
    int32_t *open_days;
    struct event *flush;  /* the turn has brought something */
    struct event *turn;   /* the workers' turn may be free, or patience is over; NULL without other workers */
    struct event *retry;  /* a pause in HOLDING */
    struct event *expiry; /* the oldest record's time is up */
};

/* The only place where the state changes. The turn is kept as long as a commit lasts. */
static void enter(struct batch *batch, enum batch_state state)
{
    if (batch->state == BATCH_QUEUED && state != BATCH_QUEUED) {
        event_del(batch->turn);
    }
    if (batch->has_turn && state != BATCH_COMMITTING) {
        turn_pass(batch->opts.turn);
        batch->has_turn = false;
    }
    batch->state = state;
}

/* Periods among the held records that nobody is known to have opened, each with a day for its tree. */
static size_t list_openings(const struct batch *batch)
{
    size_t n = 0;
    for (size_t i = 0; i < batch->held.n; i++) {
        const struct record *record = batch->records[i];
        size_t at = 0;
        while (at < n && batch->open_periods[at] != record->period) {
            at++;
        }
        if (at == n && catalog_find_period(batch->catalog, record->period) == NULL) {
            bool inside = calendar_period_of(batch->catalog->kind, record->day) == record->period;
            batch->open_periods[n] = record->period;
            batch->open_days[n++] =
                inside ? record->day : calendar_first_day(batch->catalog->kind, record->period);
        }
    }
    return n;
}

static void on_stored(void *ctx, const struct error *err, const enum store_outcome *outcomes, size_t n);

/* Forgets the held records that were answered because their time was up. */
static void drop_answered(struct batch *batch)
{
    struct batch_queue kept = {0};
    while (batch->held.first != NULL) {
        struct batch_item *item = batch_queue_pop(&batch->held);
        if (item->done == NULL) {
            batch_item_finish(item, NULL, STORE_PERIOD_CLOSED);
        } else {
            batch_queue_push(&kept, item);
        }
    }
    batch->held = kept;
}

/* Aloud at first; it is tried again all the time. */
static void hold(struct batch *batch, const struct error *why)
{
    bool quiet = batch->troubled || why->code == ERROR_SHUTTING_DOWN;
    log_event(batch->log, quiet ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, "batch_held records=%zu reason=\"%s\"",
              batch->held.n, why->text);
    batch->troubled = true;
    enter(batch, BATCH_HOLDING);
    timer_start(batch->retry, RETRY_MS);
}

/* Hands the held batch to the store. */
static void commit(struct batch *batch)
{
    size_t n = 0;
    for (struct batch_item *item = batch->held.first; item != NULL; item = item->next) {
        batch->records[n++] = item->record;
    }
    const struct submission_batch submissions = {
        .records = batch->records,
        .n = n,
        .open_periods = batch->open_periods,
        .open_days = batch->open_days,
        .n_open = list_openings(batch),
        .opening = {.kind = batch->catalog->kind,
                    .today = clock_today(),
                    .grace_days = batch->opts.grace_days,
                    .k_employee = batch->opts.k_employee,
                    .k_customer = batch->opts.k_customer},
    };
    struct error err = {0};
    if (submission_store_insert(batch->opts.pg, &submissions, on_stored, batch, &err)) {
        enter(batch, BATCH_COMMITTING);
    } else {
        hold(batch, &err);
    }
}

static void queue_up(struct batch *batch)
{
    enter(batch, BATCH_QUEUED);
    event_add(batch->turn, &(struct timeval){.tv_usec = PATIENCE_MS * 1000L});
}

static bool is_crowd(const struct batch *batch)
{
    return batch->turn == NULL || batch->waiting.n >= CROWD;
}

/* Whether what waits may be committed now; else it is queued. */
static bool may_commit(struct batch *batch)
{
    if (is_crowd(batch)) {
        return true;
    }
    batch->has_turn = turn_take(batch->opts.turn);
    if (!batch->has_turn && batch->state != BATCH_QUEUED) {
        queue_up(batch);
    }
    return batch->has_turn;
}

static void gather(struct batch *batch)
{
    while (batch->held.n < batch->opts.batch_max && batch->waiting.first != NULL) {
        batch_queue_push(&batch->held, batch_queue_pop(&batch->waiting));
    }
}

/* Begins the next batch if there is one and it can be sent. */
static void go_on(struct batch *batch)
{
    if (batch->state == BATCH_COMMITTING || !pg_is_ready(batch->opts.pg) || batch->catalog == NULL) {
        return;
    }
    drop_answered(batch);
    if (batch->held.n > 0) {
        commit(batch);
    } else if (batch->waiting.n == 0) {
        enter(batch, BATCH_GATHERING);
    } else if (may_commit(batch)) {
        gather(batch);
        commit(batch);
    }
}

/* Another worker that waits is awake before this loop comes round again, so they alternate. */
static void go_on_after_others(struct batch *batch)
{
    if (batch->waiting.n > 0 && !is_crowd(batch)) {
        queue_up(batch);
    } else {
        go_on(batch);
    }
}

/* The statement was refused, though everything in it had been checked: halves lead to the record that is to
 * blame. */
static void isolate(struct batch *batch, const struct error *err)
{
    log_event(batch->log, LOG_LEVEL_ERROR, "batch_refused records=%zu reason=\"%s\"", batch->held.n,
              err->text);
    if (batch->held.n == 1) {
        struct error internal;
        error_set(&internal, ERROR_INTERNAL, "the submission could not be stored");
        batch_queue_finish(&batch->held, &internal);
        enter(batch, BATCH_GATHERING);
        return;
    }
    struct batch_queue half = {0};
    size_t n = batch->held.n / 2;
    while (half.n < n) {
        batch_queue_push(&half, batch_queue_pop(&batch->held));
    }
    batch_queue_put_before(&batch->held, &batch->waiting);
    batch->held = half;
    enter(batch, BATCH_HOLDING);
}

static void finish_held(struct batch *batch, const enum store_outcome *outcomes)
{
    struct batch_queue held = batch->held;
    batch->held = (struct batch_queue){0};
    batch->troubled = false;
    enter(batch, BATCH_GATHERING);
    for (size_t i = 0; held.first != NULL; i++) {
        batch_item_finish(batch_queue_pop(&held), NULL, outcomes[i]);
    }
}

static void on_stored(void *ctx, const struct error *err, const enum store_outcome *outcomes, size_t n)
{
    (void)n;
    struct batch *batch = ctx;
    if (err == NULL) {
        finish_held(batch, outcomes);
        go_on_after_others(batch);
    } else if (err->code == ERROR_DATABASE) {
        isolate(batch, err);
        go_on(batch);
    } else {
        hold(batch, err);
    }
}

static void on_flush(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    go_on(ctx);
}

static void on_turn(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    struct batch *batch = ctx;
    if ((what & EV_TIMEOUT) == 0) {
        go_on(batch);
    } else if (batch->waiting.n > 0 && pg_is_ready(batch->opts.pg)) {
        gather(batch);
        commit(batch);
    } else {
        enter(batch, BATCH_GATHERING);
    }
}

static bool is_over(const struct batch *batch, const struct batch_item *item, int64_t now)
{
    return item->arrived_ms + batch->opts.ack_ms <= now;
}

/* Answers what the store may still hold on to: the record stays until the store has let go of it. */
static void expire_held(struct batch *batch, int64_t now, const struct error *err)
{
    for (struct batch_item *item = batch->held.first; item != NULL && is_over(batch, item, now);
         item = item->next) {
        batch_done *done = item->done;
        item->done = NULL;
        if (done != NULL) {
            done(item->ctx, NULL, err, STORE_PERIOD_CLOSED);
        }
    }
}

static const struct batch_item *oldest_unanswered(const struct batch *batch)
{
    const struct batch_item *item = batch->held.first;
    while (item != NULL && item->done == NULL) {
        item = item->next;
    }
    return item != NULL ? item : batch->waiting.first;
}

static void on_expiry(evutil_socket_t fd, short what, void *ctx)
{
    (void)fd;
    (void)what;
    struct batch *batch = ctx;
    int64_t now = clock_monotonic_ms();
    struct error err;
    error_set(&err, ERROR_DATABASE_UNAVAILABLE, "the database did not answer in time");
    expire_held(batch, now, &err);
    while (batch->waiting.first != NULL && is_over(batch, batch->waiting.first, now)) {
        batch_item_finish(batch_queue_pop(&batch->waiting), &err, STORE_PERIOD_CLOSED);
    }
    const struct batch_item *oldest = oldest_unanswered(batch);
    if (oldest != NULL) {
        timer_start(batch->expiry, oldest->arrived_ms + batch->opts.ack_ms - now);
    }
}

static bool make_room(struct batch *batch, struct event_base *base)
{
    batch->records = calloc(batch->opts.batch_max, sizeof *batch->records);
    batch->open_periods = calloc(batch->opts.batch_max, sizeof *batch->open_periods);
    batch->open_days = calloc(batch->opts.batch_max, sizeof *batch->open_days);
    batch->flush = event_new(base, -1, 0, on_flush, batch);
    batch->retry = evtimer_new(base, on_flush, batch);
    batch->expiry = evtimer_new(base, on_expiry, batch);
    if (batch->opts.turn != NULL) {
        batch->turn = event_new(base, turn_fd(batch->opts.turn), EV_READ | EV_PERSIST, on_turn, batch);
    }
    return (batch->opts.turn == NULL || batch->turn != NULL) && batch->records != NULL &&
           batch->open_periods != NULL && batch->open_days != NULL && batch->flush != NULL &&
           batch->retry != NULL && batch->expiry != NULL;
}

bool batch_new(struct event_base *base, const struct batch_opts *opts, const struct log *log,
               struct batch **ret_batch, struct error *err)
{
    struct batch *batch CLEANUP(batch_free) = calloc(1, sizeof *batch);
    if (batch != NULL) {
        batch->opts = *opts;
        batch->log = log;
    }
    if (batch == NULL || !make_room(batch, base)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for batches of %zu submissions",
                         opts->batch_max);
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
    batch_queue_finish(&batch->held, &err);
    batch_queue_finish(&batch->waiting, &err);
    enter(batch, BATCH_GATHERING);
    timer_drop(batch->turn);
    timer_drop(batch->flush);
    timer_drop(batch->retry);
    timer_drop(batch->expiry);
    free(batch->records);
    free(batch->open_periods);
    free(batch->open_days);
    free(batch);
    return NULL;
}

size_t batch_pending(const struct batch *batch)
{
    return batch->waiting.n + batch->held.n;
}

size_t batch_room(const struct batch *batch)
{
    size_t pending = batch_pending(batch);
    return pending < batch->opts.queue_max ? batch->opts.queue_max - pending : 0;
}

void batch_set_catalog(struct batch *batch, const struct catalog *catalog)
{
    batch->catalog = catalog;
    event_active(batch->flush, EV_TIMEOUT, 0);
}

bool batch_add(struct batch *batch, struct record **record, batch_done *done, void *ctx, struct error *err)
{
    if (batch_room(batch) == 0) {
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
    if (batch->state == BATCH_GATHERING || (batch->state == BATCH_QUEUED && batch->waiting.n >= CROWD)) {
        event_active(batch->flush, EV_TIMEOUT, 0);
    }
    if (!event_pending(batch->expiry, EV_TIMEOUT, NULL)) {
        timer_start(batch->expiry, batch->opts.ack_ms);
    }
    return true;
}

void batch_on_state(struct batch *batch, bool ready)
{
    if (ready) {
        go_on(batch);
    }
}
