/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_RATING_STORE_H
#define PULSSID_STORE_RATING_STORE_H

/*
 * Counts the ratings of one team by the members of another in one closed period, inside PostgreSQL, and
 * writes them, exact and as anyone may read them. What comes back is exact sums of pairs with enough raters,
 * never a rating. Inside the caller's transaction.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/cell.h"
#include "model/tally.h"
#include "model/team_tree.h"
#include "store/db.h"
#include "store/period_store.h"

/* Which ratings: one dimension of one period. */
struct rating_key {
    int32_t period;
    const char *dimension;
};

/* How the ratings of a survey's version are counted: slope * rating + intercept whole units, 0 the worst. */
struct rating_scale {
    int32_t survey_id;
    int64_t slope;
    int64_t intercept;
};

struct rating_sum {
    int32_t rater_id; /* teams */
    int32_t rated_id;
    struct tally tally; /* top 0 */
};

/* Sums of the pairs with at least k_employee raters, ordered by their ids. The caller frees *ret_sums. */
bool rating_store_count(struct db *db, const struct period_row *period, const struct rating_scale *scales,
                        size_t n, struct rating_sum **ret_sums, size_t *ret_n, struct error *err) MUST_CHECK;

/* A pair to be published. */
struct rating {
    int32_t rater_id;
    int32_t rated_id;
    int64_t n;
    double mean;             /* exact */
    struct shown_cell shown; /* mean and bound alone are used */
};

bool rating_store_insert(struct db *db, const struct rating_key *key, const struct rating *ratings, size_t n,
                         struct error *err) MUST_CHECK;

/* After the published pairs: all others between these teams are suppressed. Of more than TEAM_MATRIX_MAX
 * teams no pairs are written for that, but one row of each team without a published rating and all. */
bool rating_store_suppress(struct db *db, const struct rating_key *key, const int32_t *team_ids, size_t n,
                           struct error *err) MUST_CHECK;

/* Writes that nobody was asked. */
bool rating_store_no_data(struct db *db, const struct rating_key *key, struct error *err) MUST_CHECK;

#endif
