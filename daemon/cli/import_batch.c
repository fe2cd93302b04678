/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks and stores imported submissions. */
#include "import_batch.h"

#include <stdlib.h>

#include "base/clock.h"
#include "model/check.h"
#include "store/catalog_store.h"
#include "store/spent_store.h"
#include "store/submission_store.h"
#include "wire/survey_json.h"

#define BATCH_MAX 1000

struct import_batch {
    struct db *db;
    struct catalog *catalog;
    int32_t *closed; /* periods that are, ascending */
    size_t n_closed;
    struct check_opts check;
    struct period_opening opening;
    import_batch_rejected *rejected;
    void *ctx;
    size_t stored;
    size_t duplicates;
    size_t n;
    struct record *records[BATCH_MAX];
    size_t places[BATCH_MAX];
};

static int period_order(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a;
    int32_t y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static bool is_closed(const struct import_batch *batch, int32_t period)
{
    return batch->n_closed > 0 &&
           bsearch(&period, batch->closed, batch->n_closed, sizeof *batch->closed, period_order) != NULL;
}

/* Whether a period takes submissions is left to the statement that inserts. The check is not told of closed
 * ones, so that each submission stays with its own day's period; what falls into those is held against the
 * teams of its day, since the catalog keeps the trees of open periods alone. */
static bool set_periods_apart(struct import_batch *batch, struct catalog *catalog, struct error *err)
{
    size_t kept = 0;
    int32_t *closed = calloc(catalog->n_periods + 1, sizeof *closed);
    if (closed == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the periods");
    }
    free(batch->closed);
    batch->closed = closed;
    batch->n_closed = 0;
    for (size_t i = 0; i < catalog->n_periods; i++) {
        struct catalog_period *period = &catalog->periods[i];
        if (period->state != PERIOD_OPEN) {
            closed[batch->n_closed++] = period->period;
            free(period->team_ids);
        } else {
            catalog->periods[kept++] = *period;
        }
    }
    catalog->n_periods = kept;
    return true;
}

static bool load_catalog(struct import_batch *batch, struct error *err)
{
    CLEANUP(catalog_free) struct catalog *catalog = NULL;
    if (!catalog_store_load_now(batch->db, survey_json_parse, &catalog, err) ||
        !set_periods_apart(batch, catalog, err)) {
        return false;
    }
    catalog_free(batch->catalog);
    batch->catalog = catalog;
    batch->check.catalog = catalog;
    batch->opening.kind = catalog->kind;
    catalog = NULL;
    return true;
}

bool import_batch_new(struct db *db, const struct config *config, import_batch_rejected *rejected, void *ctx,
                      struct import_batch **ret_batch, struct error *err)
{
    CLEANUP(import_batch_free) struct import_batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a batch");
    }
    int32_t today = clock_today();
    int32_t grace_days = (int32_t)config->stats.grace_days;
    batch->db = db;
    batch->rejected = rejected;
    batch->ctx = ctx;
    batch->check = (struct check_opts){
        .today = today, .grace_days = grace_days, .hasher = sha256_hasher_new(), .ignore_age = true};
    if (batch->check.hasher == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to hash ids");
    }
    batch->opening = (struct period_opening){.today = today,
                                             .grace_days = grace_days,
                                             .k_employee = (int32_t)config->stats.k_employee,
                                             .k_customer = (int32_t)config->stats.k_customer};
    if (!load_catalog(batch, err)) {
        return false;
    }
    *ret_batch = batch;
    batch = NULL;
    return true;
}

static void drop_records(struct import_batch *batch)
{
    while (batch->n > 0) {
        batch->n--;
        batch->records[batch->n] = record_free(batch->records[batch->n]);
    }
}

struct import_batch *import_batch_free(struct import_batch *batch)
{
    if (batch != NULL) {
        drop_records(batch);
        catalog_free(batch->catalog);
        sha256_hasher_free(batch->check.hasher);
        free(batch->closed);
        free(batch);
    }
    return NULL;
}

static void take_outcome(struct import_batch *batch, size_t i, enum store_outcome outcome)
{
    struct error why;
    char period[PERIOD_ID_SIZE];
    switch (outcome) {
    case STORE_STORED:
        batch->stored++;
        break;
    case STORE_DUPLICATE:
        batch->duplicates++;
        break;
    case STORE_PERIOD_CHANGED:
        calendar_format(batch->catalog->kind, batch->records[i]->period, period);
        error_set(&why, ERROR_TOO_OLD, "on: the day's period %s has been closed", period);
        batch->rejected(batch->ctx, batch->places[i], &why);
        break;
    }
}

/* What came too late for its period may still be there from before. */
static bool find_spent(struct import_batch *batch, enum store_outcome *outcomes, struct error *err)
{
    const struct record *late[BATCH_MAX];
    size_t at[BATCH_MAX];
    bool spent[BATCH_MAX];
    size_t n = 0;
    for (size_t i = 0; i < batch->n; i++) {
        if (outcomes[i] == STORE_PERIOD_CHANGED) {
            late[n] = batch->records[i];
            at[n++] = i;
        }
    }
    if (!spent_store_find(batch->db, late, n, spent, err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        outcomes[at[i]] = spent[i] ? STORE_DUPLICATE : STORE_PERIOD_CHANGED;
    }
    return true;
}

/* Stores what waits, first opening the last one's period if nobody has. */
static bool store(struct import_batch *batch, bool opens_last, struct error *err)
{
    enum store_outcome outcomes[BATCH_MAX];
    if (batch->n == 0) {
        return true;
    }
    const struct record *last = batch->records[batch->n - 1];
    const struct submission_batch insert = {.records = (const struct record *const *)batch->records,
                                            .n = batch->n,
                                            .open_periods = &last->period,
                                            .open_days = &last->day,
                                            .n_open = opens_last ? 1 : 0,
                                            .opening = batch->opening};
    if (!submission_store_insert_now(batch->db, &insert, outcomes, err) ||
        !find_spent(batch, outcomes, err)) {
        return false;
    }
    for (size_t i = 0; i < batch->n; i++) {
        take_outcome(batch, i, outcomes[i]);
    }
    drop_records(batch);
    return true;
}

bool import_batch_add(struct import_batch *batch, const struct submission *submission, size_t place,
                      struct error *err)
{
    struct error why;
    CLEANUP(record_free) struct record *record = NULL;
    if (!check_submission(&batch->check, NULL, submission, &record, &why)) {
        batch->rejected(batch->ctx, place, &why);
        return true;
    }
    bool opens =
        catalog_find_period(batch->catalog, record->period) == NULL && !is_closed(batch, record->period);
    batch->places[batch->n] = place;
    batch->records[batch->n++] = record;
    record = NULL;
    if (opens) {
        return store(batch, true, err) && load_catalog(batch, err);
    }
    return batch->n < BATCH_MAX || store(batch, false, err);
}

bool import_batch_flush(struct import_batch *batch, struct error *err)
{
    return store(batch, false, err);
}

size_t import_batch_stored(const struct import_batch *batch)
{
    return batch->stored;
}

size_t import_batch_duplicates(const struct import_batch *batch)
{
    return batch->duplicates;
}
