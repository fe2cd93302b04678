/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_METRIC_STORE_H
#define PULSSID_STORE_METRIC_STORE_H

/*
 * What the review of metrics is computed from, beside published leaves (agreement_store.h), and where it
 * goes: sums pooled over the published leaves of each period and response rates in, rows of pulssid.metric
 * and metric_set out. Members of a row are named after its columns (sql/0014_agreement.sql); numbers are NAN
 * and texts NULL for SQL null.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "store/agreement_store.h"
#include "store/bulk.h"
#include "store/db.h"
#include "store/linkage_store.h"

/* Sums of one period, as item_store wrote them. */
struct metric_pool {
    int32_t period;
    bool shows_spread;
    int64_t n;
    int64_t sum;
    int64_t squares;
    int64_t unit;
    int64_t submissions;
    int64_t unanswered;
    int64_t ceiling;
    int64_t floor;
    int64_t complete;
    size_t items;
    char *form;        /* items and their bounds as one text: equal where items can be taken together */
    int64_t *sums;     /* [items]; NULL: not kept */
    int64_t *products; /* [items * (items + 1) / 2]; NULL: not kept */
};

/* The response rate of one period, over published leaves. */
struct metric_rate {
    int32_t period;
    double responses;
    double invited; /* NAN: not known */
};

/* One dimension in a window, each by period. Owned through metric_history_free(). */
struct metric_history {
    size_t n_pools;
    struct metric_pool *pools;
    size_t n_rates;
    struct metric_rate *rates;
};

bool metric_store_load(struct db *db, const struct agreement_key *key, const char *dimension,
                       struct metric_history **ret_history, struct error *err) MUST_CHECK;
struct metric_history *metric_history_free(struct metric_history *history);
DEFINE_CLEANUP(metric_history_free, struct metric_history)

/* Dimensions of both audiences with published cells in the last `periods` released periods. What one question
 * feeds twice, eNPS and engagement, counts once. */
bool metric_store_active(struct db *db, int32_t release, int32_t periods, int64_t *ret_active,
                         struct error *err) MUST_CHECK;

/* The lag that all teams have in common in a stored linkage. */
struct metric_common_lag {
    bool is_known; /* false: the link was not analysed, or has none */
    int32_t lag;
    bool has_evidence; /* a formal test found the link, now or before */
};
bool metric_store_common_lag(struct db *db, const struct linkage_key *link,
                             struct metric_common_lag *ret_common, struct error *err) MUST_CHECK;

struct metric_row {
    const char *dimension;
    double period;
    double items_period;
    const char *state;
    double periods;
    double n;
    double mean;
    double sd;
    double ceiling;
    double floor;
    double team_sd;
    double constant_teams;
    double icc1_median;
    double not_significant;
    double complete;
    double alpha;
    struct bulk_list item_rest;
    double omega;
    double omega_std;
    double response_change;
    double item_missing;
    const char *redundant_with;
    double redundant_r;
    const char *link_customer;
    double link_lag;
    double link_k;
    double link_r;
    struct bulk_list link_ci_r;
    struct bulk_list link_ci90_r;
    double link_fe_p;
    const char *link_verdict;
    const char *link_grade;
    const char *findings; /* an array as PostgreSQL writes it: "{a,b}" */
    const char *verdict;
    const char *grade;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

struct metric_set_row {
    double active;
    double most;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

/* Whether a release has its review. */
bool metric_store_find(struct db *db, int32_t release, bool *ret_found, struct error *err) MUST_CHECK;

/* Both in the caller's transaction. */
bool metric_store_save(struct db *db, int32_t release, const struct metric_row *row,
                       struct error *err) MUST_CHECK;
bool metric_store_save_set(struct db *db, int32_t release, const struct metric_set_row *row,
                           struct error *err) MUST_CHECK;

#endif
