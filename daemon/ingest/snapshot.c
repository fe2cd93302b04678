/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worker's catalog, loaded again when it has changed. */
#include "snapshot.h"

#include <stdlib.h>

#include "store/catalog_store.h"
#include "wire/survey_json.h"

enum snapshot_state {
    SNAPSHOT_IDLE,          /* leaves to LOADING when asked */
    SNAPSHOT_LOADING,       /* waits for the rows; leaves to IDLE, or to LOADING_AGAIN when asked once more */
    SNAPSHOT_LOADING_AGAIN, /* waits for rows that may be out of date; leaves to LOADING, or to IDLE when it
                               cannot */
};

struct snapshot {
    enum snapshot_state state;
    struct catalog *catalog;
    bool fresh;
    bool failing;  /* the newest load did */
    struct pg *pg; /* of the load under way */
    snapshot_changed *changed;
    void *ctx;
    const struct log *log;
};

static void enter(struct snapshot *snapshot, enum snapshot_state state)
{
    snapshot->state = state;
}

bool snapshot_new(snapshot_changed *changed, void *ctx, const struct log *log, struct snapshot **ret_snapshot,
                  struct error *err)
{
    struct snapshot *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the catalog");
    }
    *snapshot = (struct snapshot){.changed = changed, .ctx = ctx, .log = log};
    *ret_snapshot = snapshot;
    return true;
}

struct snapshot *snapshot_free(struct snapshot *snapshot)
{
    if (snapshot != NULL) {
        catalog_free(snapshot->catalog);
        free(snapshot);
    }
    return NULL;
}

/* Puts the new catalog in place of the old, which outlives the call that tells of it. */
static void swap(struct snapshot *snapshot, struct catalog *catalog)
{
    struct catalog *old = snapshot->catalog;
    snapshot->catalog = catalog;
    snapshot->fresh = true;
    snapshot->failing = false;
    log_event(snapshot->log, LOG_LEVEL_INFO, "catalog_loaded",
              LOG_FIELDS(log_number("surveys", (int64_t)catalog->n_surveys),
                         log_number("teams", (int64_t)catalog->n_teams),
                         log_number("periods", (int64_t)catalog->n_periods),
                         log_number("keys", (int64_t)catalog->n_keys)));
    snapshot->changed(snapshot->ctx, NULL);
    catalog_free(old);
}

static void on_loaded(void *ctx, const struct error *err, struct catalog *catalog)
{
    struct snapshot *snapshot = ctx;
    bool again = snapshot->state == SNAPSHOT_LOADING_AGAIN;
    enter(snapshot, SNAPSHOT_IDLE);
    if (err != NULL) {
        /* Aloud at first; it is tried again all the time. */
        log_event(snapshot->log, snapshot->failing ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR, "catalog_not_loaded",
                  LOG_FIELDS(log_text("reason", err->text)));
        snapshot->failing = true;
        snapshot->changed(snapshot->ctx, err);
        return;
    }
    swap(snapshot, catalog);
    struct error load_err;
    if (again && !snapshot_load(snapshot, snapshot->pg, &load_err)) {
        snapshot->fresh = false;
    }
}

bool snapshot_load(struct snapshot *snapshot, struct pg *pg, struct error *err)
{
    if (snapshot->state != SNAPSHOT_IDLE) {
        enter(snapshot, SNAPSHOT_LOADING_AGAIN);
        return true;
    }
    snapshot->pg = pg;
    if (!catalog_store_load(pg, survey_json_parse, on_loaded, snapshot, err)) {
        return false;
    }
    enter(snapshot, SNAPSHOT_LOADING);
    return true;
}

void snapshot_mark_stale(struct snapshot *snapshot)
{
    snapshot->fresh = false;
}

bool snapshot_is_fresh(const struct snapshot *snapshot)
{
    return snapshot->fresh;
}

const struct catalog *snapshot_catalog(const struct snapshot *snapshot)
{
    return snapshot->catalog;
}
