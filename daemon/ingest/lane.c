/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch on its way over one connection. */
#include "lane.h"

#include <stdlib.h>

#include "base/clock.h"

/* So many batches after a duplicate are told to expect another: who retries has more to send. */
#define WARY 100

bool lane_open(struct lane *lane, struct pg *pg, size_t batch_max, struct error *err)
{
    *lane = (struct lane){.pg = pg,
                          .records = calloc(batch_max, sizeof *lane->records),
                          .open_periods = calloc(batch_max, sizeof *lane->open_periods),
                          .open_days = calloc(batch_max, sizeof *lane->open_days)};
    if (lane->records == NULL || lane->open_periods == NULL || lane->open_days == NULL) {
        lane_close(lane);
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for batches of %zu submissions", batch_max);
    }
    return true;
}

void lane_close(struct lane *lane)
{
    free(lane->records);
    free(lane->open_periods);
    free(lane->open_days);
    *lane = (struct lane){0};
}

bool lane_is_free(const struct lane *lane)
{
    return !lane->busy && pg_is_ready(lane->pg);
}

/* Periods among the held records that nobody is known to have opened, each with a day for its tree. */
static size_t list_openings(const struct lane *lane, const struct catalog *catalog)
{
    size_t n = 0;
    for (size_t i = 0; i < lane->held.n; i++) {
        const struct record *record = lane->records[i];
        size_t at = 0;
        while (at < n && lane->open_periods[at] != record->period) {
            at++;
        }
        if (at == n && catalog_find_period(catalog, record->period) == NULL) {
            lane->open_periods[n] = record->period;
            lane->open_days[n++] = calendar_tree_day(catalog->kind, record->period, record->day);
        }
    }
    return n;
}

static bool has_duplicate(const enum store_outcome *outcomes, size_t n)
{
    size_t i = 0;
    while (i < n && outcomes[i] != STORE_DUPLICATE) {
        i++;
    }
    return i < n;
}

static void on_stored(void *ctx, const struct error *err, const enum store_outcome *outcomes, size_t n)
{
    struct lane *lane = ctx;
    bool conflict = err != NULL && err->code == ERROR_CONFLICT;
    struct error refused = {0};
    if (conflict && lane->wary > 0) {
        error_set(&refused, ERROR_DATABASE, "%s", err->text);
        err = &refused;
    }
    lane->wary = conflict || has_duplicate(outcomes, n) ? WARY : lane->wary > 0 ? lane->wary - 1 : 0;
    lane->busy = false;
    lane->done(lane->ctx, lane, err, outcomes);
}

/* Of what is committed once more some may have been answered meanwhile: those that came first. */
static struct batch_item *first_unanswered(const struct batch_queue *held)
{
    struct batch_item *item = held->first;
    while (item != NULL && item->done == NULL) {
        item = item->next;
    }
    return item;
}

bool lane_commit(struct lane *lane, const struct catalog *catalog, const struct period_opening *opening,
                 struct error *err)
{
    size_t n = 0;
    for (const struct batch_item *item = lane->held.first; item != NULL; item = item->next) {
        lane->records[n++] = item->record;
    }
    const struct submission_batch submissions = {
        .records = lane->records,
        .n = n,
        .open_periods = lane->open_periods,
        .open_days = lane->open_days,
        .n_open = list_openings(lane, catalog),
        .opening = *opening,
        .is_wary = lane->wary > 0,
    };
    lane->began_us = clock_monotonic_us();
    lane->unanswered = first_unanswered(&lane->held);
    lane->busy = submission_store_insert(lane->pg, &submissions, on_stored, lane, err);
    return lane->busy;
}
