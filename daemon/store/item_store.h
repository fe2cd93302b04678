/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_STORE_H
#define PULSSID_STORE_ITEM_STORE_H

/*
 * Sums the answers to the items of one dimension in one closed period, inside PostgreSQL, and writes what may
 * be kept of them. What comes back of a team is for figures to be derived from, and is never written: the
 * sums of five people's items would give their answers back. What is written item by item is pooled over
 * teams. Inside the caller's transaction.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/db.h"
#include "store/item_sql.h"

#define ITEM_STORE_MAX_PRODUCTS (SURVEY_MAX_QUESTIONS * (SURVEY_MAX_QUESTIONS + 1) / 2)

/* Which answers: of these teams alone. */
struct item_query {
    struct item_source source;
    const int32_t *team_ids;
    size_t n_teams;
};

/* One team's sums over the n people who answered every item, in steps of the form's scale. */
struct item_team {
    int32_t team_id;
    int64_t n;
    int64_t sums[SURVEY_MAX_QUESTIONS];
    int64_t squares[SURVEY_MAX_QUESTIONS];
    int64_t deviations[SURVEY_MAX_QUESTIONS]; /* sum |n x - sum| */
};

/* A row for each team in which anybody answered every item, by id. False with an error ends the reading. */
typedef bool item_store_team(void *ctx, const struct item_team *team, struct error *err);
bool item_store_by_team(struct db *db, const struct item_query *query, item_store_team *on_team, void *ctx,
                        struct error *err) MUST_CHECK;

/* Sums over all people of all teams. */
struct item_pool {
    int64_t submissions;
    int64_t unanswered; /* items that people left out */
    int64_t ceiling;    /* people whose score is 100 … */
    int64_t floor;      /* … and 0 */
    int64_t complete;   /* people who answered every item; the sums are over them */
    int64_t sums[SURVEY_MAX_QUESTIONS];
    int64_t products[ITEM_STORE_MAX_PRODUCTS]; /* x_i x_j for i <= j, row by row */
};
bool item_store_pooled(struct db *db, const struct item_query *query, struct item_pool *ret_pool,
                       struct error *err) MUST_CHECK;

/* How many products a form has. */
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
