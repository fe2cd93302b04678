/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From published cells to the stored review of metrics. */
#include "metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "linkage.h"
#include "metric_redundancy.h"
#include "metric_rows.h"
#include "store/metric_store.h"
#include "store/period_store.h"

#define HALF_YEAR_WEEKS 26
#define HALF_YEAR_MONTHS 6

/* One dimension under review. */
struct metric_entry {
    char dimension[CODE_SIZE];
    struct agreement_leaf *leaves;
    size_t n_leaves;
    struct metric_review review;
    struct metric_link link;
    const char *customer;       /* NULL: held against none */
    const char *redundant_with; /* NULL: none */
    double redundant_r;
};

/* One run. */
struct metrics {
    struct db *db;
    const struct cycle_opts *opts;
    struct agreement_key key;
    enum period_kind kind;
    size_t n;
    struct metric_entry *entries;
};

static void metrics_free_local(struct metrics *metrics)
{
    for (size_t i = 0; i < metrics->n; i++) {
        free(metrics->entries[i].leaves);
    }
    free(metrics->entries);
}

static bool list_entries(struct metrics *metrics, struct error *err)
{
    char(*dimensions)[CODE_SIZE] CLEANUP(free) = NULL;
    size_t n;
    if (!agreement_store_dimensions(metrics->db, &metrics->key, &dimensions, &n, err)) {
        return false;
    }
    metrics->entries = calloc(n + 1, sizeof *metrics->entries);
    if (metrics->entries == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to review %zu metrics", n);
    }
    for (; metrics->n < n; metrics->n++) {
        struct metric_entry *entry = &metrics->entries[metrics->n];
        memcpy(entry->dimension, dimensions[metrics->n], sizeof entry->dimension);
        entry->link = metric_link_unknown();
        entry->redundant_r = NAN;
    }
    return true;
}

static bool review(const struct metrics *metrics, struct metric_entry *entry, struct error *err)
{
    struct agreement_analysis *agreement CLEANUP(agreement_analysis_free) = NULL;
    struct metric_history *history CLEANUP(metric_history_free) = NULL;
    if (!agreement_store_leaves(metrics->db, &metrics->key, entry->dimension, &entry->leaves,
                                &entry->n_leaves, err)) {
        return false;
    }
    if (entry->n_leaves == 0) {
        return true;
    }
    struct metric_input input = {.leaves = entry->leaves,
                                 .n_leaves = entry->n_leaves,
                                 .half_year =
                                     metrics->kind == PERIOD_MONTH ? HALF_YEAR_MONTHS : HALF_YEAR_WEEKS};
    if (!agreement_analysis_new(entry->leaves, entry->n_leaves, &agreement, err) ||
        !metric_store_load(metrics->db, &metrics->key, entry->dimension, &history, err)) {
        return false;
    }
    input.agreement = agreement;
    input.history = history;
    return metric_review_of(&input, &entry->review, err);
}

static bool link_entry(const struct metrics *metrics, struct metric_entry *entry, int32_t lag,
                       struct error *err)
{
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    struct linkage_analysis_opts opts = linkage_opts(metrics->opts, metrics->kind);
    const char *const dimensions[] = {entry->dimension, entry->customer};
    struct series_query query = {metrics->key.release, metrics->key.window, dimensions, 2, false};
    if (!series_store_load(metrics->db, &query, &cells, err)) {
        return false;
    }
    struct correlation_input input = {cells->teams, cells->periods, cells->mean[0], cells->mean[1],
                                      cells->former};
    return metric_link_of(&input, &opts.correlation, opts.min_pool, lag, &entry->link, err);
}

/* The first link that has a common lag; NULL when none has. */
static bool find_lag(const struct metrics *metrics, const struct cycle_link **ret_link, int32_t *ret_lag,
                     struct error *err)
{
    bool found = false;
    *ret_link = NULL;
    for (size_t i = 0; i < metrics->opts->n_links && !found; i++) {
        const struct cycle_link *link = &metrics->opts->links[i];
        const struct linkage_key key = {metrics->key.release, link->employee, link->customer};
        if (!metric_store_common_lag(metrics->db, &key, &found, ret_lag, err)) {
            return false;
        }
        *ret_link = found ? link : NULL;
    }
    return true;
}

/* Holds every metric against the customer dimension of that link. */
static bool link_all(struct metrics *metrics, struct error *err)
{
    const struct cycle_link *link;
    int32_t lag;
    if (!find_lag(metrics, &link, &lag, err)) {
        return false;
    }
    for (size_t i = 0; i < metrics->n && link != NULL; i++) {
        metrics->entries[i].customer = link->customer;
        if (!link_entry(metrics, &metrics->entries[i], lag, err)) {
            return false;
        }
    }
    return true;
}

static void keep_largest(struct metric_entry *entry, const struct metric_entry *other, double r)
{
    if (!isnan(r) && !(fabs(r) <= fabs(entry->redundant_r))) {
        entry->redundant_r = r;
        entry->redundant_with = other->dimension;
    }
}

static bool compare_all(struct metrics *metrics, struct error *err)
{
    for (size_t i = 0; i < metrics->n; i++) {
        for (size_t j = i + 1; j < metrics->n; j++) {
            struct metric_entry *a = &metrics->entries[i];
            struct metric_entry *b = &metrics->entries[j];
            double r;
            if (!metric_redundancy((struct metric_series){a->leaves, a->n_leaves},
                                   (struct metric_series){b->leaves, b->n_leaves}, &r, err)) {
                return false;
            }
            keep_largest(a, b, r);
            keep_largest(b, a, r);
        }
    }
    return true;
}

static bool save_entry(const struct metrics *metrics, struct metric_entry *entry, struct error *err)
{
    const struct metric_saying saying = {&entry->review,  &entry->link,          entry->dimension,
                                         entry->customer, entry->redundant_with, entry->redundant_r};
    struct metric_rows rows CLEANUP(metric_rows_free) = {0};
    if (entry->n_leaves == 0) {
        return true;
    }
    metric_review_judge(&entry->review, &entry->link, entry->redundant_r);
    return metric_rows_init(&rows, &saying, entry->leaves[entry->n_leaves - 1].period, err) &&
           metric_store_save(metrics->db, metrics->key.release, &rows.row, err);
}

static bool save_set(const struct metrics *metrics, struct error *err)
{
    struct metric_set_rows rows CLEANUP(metric_set_rows_free) = {0};
    int64_t active;
    return metric_store_active(metrics->db, metrics->key.release, METRIC_PERIODS, &active, err) &&
           metric_set_rows_init(&rows, active, METRICS_MOST, err) &&
           metric_store_save_set(metrics->db, metrics->key.release, &rows.row, err);
}

static bool run(struct metrics *metrics, struct error *err)
{
    if (!period_store_kind(metrics->db, &metrics->kind, err) || !list_entries(metrics, err)) {
        return false;
    }
    for (size_t i = 0; i < metrics->n; i++) {
        if (!review(metrics, &metrics->entries[i], err)) {
            return error_prefix(err, "metric %s", metrics->entries[i].dimension);
        }
    }
    if (!link_all(metrics, err) || !compare_all(metrics, err)) {
        return false;
    }
    for (size_t i = 0; i < metrics->n; i++) {
        if (!save_entry(metrics, &metrics->entries[i], err)) {
            return error_prefix(err, "metric %s", metrics->entries[i].dimension);
        }
    }
    return save_set(metrics, err);
}

bool metrics_run(struct db *db, const struct cycle_opts *opts, int32_t release, struct error *err)
{
    struct metrics metrics CLEANUP(metrics_free) = {
        .db = db, .opts = opts, .key = {release, {opts->window_weeks, opts->window_months}}};
    bool found;
    if (!metric_store_find(db, release, &found, err)) {
        return false;
    }
    if (!found && (!agreement_store_begin(db, err) || !run(&metrics, err) || !db_commit(db, err))) {
        db_rollback(db);
        return false;
    }
    return true;
}
