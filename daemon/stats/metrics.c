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
    const char *customer; /* NULL: held against none */
    struct metric_common_lag common;
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
    if (!agreement_leaves_read(metrics->db, &metrics->key, entry->dimension, &entry->leaves, &entry->n_leaves,
                               err)) {
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

/* A configured link, and the lag that it has in common. */
struct found_link {
    const struct cycle_link *link; /* NULL: none */
    struct metric_common_lag common;
};

/* The first link that has a common lag: of that dimension, NULL: of any. */
static bool find_link(const struct metrics *metrics, const char *dimension, struct found_link *ret_found,
                      struct error *err)
{
    *ret_found = (struct found_link){0};
    for (size_t i = 0; i < metrics->opts->n_links && ret_found->link == NULL; i++) {
        const struct cycle_link *link = &metrics->opts->links[i];
        const struct linkage_key key = {metrics->key.release, link->employee, link->customer};
        if (dimension != NULL && strcmp(dimension, link->employee) != 0) {
            continue;
        }
        if (!metric_store_common_lag(metrics->db, &key, &ret_found->common, err)) {
            return false;
        }
        ret_found->link = ret_found->common.is_known ? link : NULL;
    }
    return true;
}

/* For every metric its own link, or, where it has none, the first one, of which no test speaks for it. */
static bool choose_links(struct metrics *metrics, struct error *err)
{
    struct found_link first;
    if (!find_link(metrics, NULL, &first, err)) {
        return false;
    }
    for (size_t i = 0; i < metrics->n && first.link != NULL; i++) {
        struct metric_entry *entry = &metrics->entries[i];
        struct found_link own;
        if (!find_link(metrics, entry->dimension, &own, err)) {
            return false;
        }
        entry->customer = own.link != NULL ? own.link->customer : first.link->customer;
        entry->common = own.link != NULL ? own.common : first.common;
        entry->common.has_evidence = own.link != NULL && own.common.has_evidence;
    }
    return true;
}

/* Where a name is among n, or n. */
static size_t place_of(const char *name, const char *const *names, size_t n)
{
    size_t at = 0;
    while (at < n && strcmp(names[at], name) != 0) {
        at++;
    }
    return at;
}

/* All metrics, in their order, and the customer dimensions of their links behind them. */
static size_t list_dimensions(const struct metrics *metrics, const char **ret_names)
{
    size_t n = metrics->n;
    for (size_t i = 0; i < metrics->n; i++) {
        const struct metric_entry *entry = &metrics->entries[i];
        ret_names[i] = entry->dimension;
        if (entry->customer != NULL) {
            size_t at = metrics->n + place_of(entry->customer, ret_names + metrics->n, n - metrics->n);
            ret_names[at] = entry->customer;
            n += at == n;
        }
    }
    return n;
}

/* pair: of a metric and its customers, among the cells. */
static bool link_entry(const struct metrics *metrics, const struct series_cells *all, const size_t pair[2],
                       struct error *err)
{
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    struct linkage_analysis_opts opts = linkage_opts(metrics->opts, metrics->kind);
    struct metric_entry *entry = &metrics->entries[pair[0]];
    if (!series_cells_pick(all, pair, 2, &cells, err)) {
        return false;
    }
    struct correlation_input input = {cells->teams, cells->periods, cells->mean[0], cells->mean[1],
                                      cells->former};
    if (!metric_link_of(&input, &opts.correlation, opts.min_pool, entry->common.lag, &entry->link, err)) {
        return false;
    }
    entry->link.has_evidence = entry->common.has_evidence;
    return true;
}

/* Holds every metric against the customers of its link. */
static bool link_all(struct metrics *metrics, struct error *err)
{
    const char **names CLEANUP(free) = calloc(2 * metrics->n + 1, sizeof *names);
    struct series_cells *cells CLEANUP(series_cells_free) = NULL;
    if (names == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the names of metrics");
    }
    if (!choose_links(metrics, err)) {
        return false;
    }
    size_t n = list_dimensions(metrics, names);
    const struct series_query query = {metrics->key.release, metrics->key.window, names, n, false};
    if (n > metrics->n && !series_store_load(metrics->db, &query, &cells, err)) {
        return false;
    }
    for (size_t i = 0; i < metrics->n && n > metrics->n; i++) {
        const char *customer = metrics->entries[i].customer;
        const size_t pair[2] = {i, metrics->n + place_of(customer, names + metrics->n, n - metrics->n)};
        if (!link_entry(metrics, cells, pair, err)) {
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
