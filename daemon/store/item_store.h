/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_STORE_H
#define PULSSID_STORE_ITEM_STORE_H

/*
 * Writes what may be kept of the answers to the items of one dimension in one closed period. What was counted
 * of a team (item_counts.h) is for figures to be derived from, and is never written: the counts of five
 * people's answers would give them back. What is written item by item is pooled over teams. Inside the
 * caller's transaction.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/item_form.h"
#include "store/db.h"

#define ITEM_STORE_MAX_PRODUCTS (SURVEY_MAX_QUESTIONS * (SURVEY_MAX_QUESTIONS + 1) / 2)

/* Sums over all people of some teams. */
struct item_pool {
    int64_t submissions;
    int64_t unanswered;
    int64_t ceiling;
    int64_t floor;
    int64_t complete; /* the sums are over them */
    int64_t sums[SURVEY_MAX_QUESTIONS];
    int64_t products[ITEM_STORE_MAX_PRODUCTS]; /* x_i x_j for i <= j, row by row */
};

/* How many products a form has in a pool. */
size_t item_store_products(const struct item_form *form);

/* What is kept of one team: named after the columns of pulssid.agreement_cell (sql/0014_agreement.sql); NAN
 * and NULL for SQL null. */
struct agreement_cell {
    double team_id;
    double n;
    double rwgj_uniform;
    double rwgj_slightskew;
    double adm;
    const char *constant; /* "true", "false" */
};

/* What is kept of all of them together: a row of pulssid.dimension_pool. */
struct dimension_pool {
    int64_t teams;
    int64_t n; /* people with a score */
    int64_t sum;
    int64_t squares; /* of scores in whole units */
    int64_t unit;    /* units in 0..100 */
    bool shows_spread;
    bool has_items; /* whether sums and products of items are kept */
    const struct item_form *form;
    struct item_pool pool;
};

struct item_key {
    int32_t period;
    const char *dimension;
};

bool item_store_insert_cells(struct db *db, const struct item_key *key, const struct item_form *form,
                             const struct agreement_cell *cells, size_t n, struct error *err) MUST_CHECK;
bool item_store_insert_pool(struct db *db, const struct item_key *key, const struct dimension_pool *pool,
                            struct error *err) MUST_CHECK;

#endif
