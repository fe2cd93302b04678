/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_PATH_STORE_H
#define PULSSID_STORE_PATH_STORE_H

/*
 * Counts customers' paths in one closed period, inside PostgreSQL, and writes what is kept of them. What
 * comes back is sums over contacts that entered at one team and were handed on as often, never a path. Inside
 * the caller's transaction.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/handoff_plan.h"
#include "model/submission.h"
#include "store/db.h"
#include "store/period_store.h"
#include "store/tally_sql.h"

#define PATH_SATISFACTION "csat" /* dimension */

/* Writes the visits of each cleared team, and of the contacts that touched no other team: how many there are
 * by how often they were handed on, what they say about why, and, by topic, how often they were handed on and
 * where they ended. Reasons and topics of fewer contacts than the threshold for customers are not written. */
bool path_store_count(struct db *db, const struct period_row *period, const struct handoff_team *teams,
                      size_t n, struct error *err) MUST_CHECK;

/* Rated contacts that entered at a team and were handed on `handoffs` times; sums in whole units. */
struct path_group {
    int32_t entry; /* team */
    int32_t handoffs;
    int64_t n;
    int64_t sum;
    int64_t squares;
};

/* Takes a group; false with an error ends the reading. It may not use the connection. */
typedef bool path_store_group(void *ctx, const struct path_group *group, struct error *err);

/* Whose groups are wanted: of a query of one dimension, the contacts that touched cleared teams alone. */
struct path_query {
    struct tally_query rated;
    const struct handoff_team *teams;
    size_t n_teams;
};

/* By entry and handoffs, ascending. */
bool path_store_groups(struct db *db, const struct path_query *query, path_store_group *on_group, void *ctx,
                       struct error *err) MUST_CHECK;

/* Rated contacts that touched the same teams and were handed on as often. Valid inside on_class only. */
struct path_class {
    size_t n_teams;
    int32_t team_ids[SUBMISSION_MAX_PATH]; /* ascending */
    int32_t steps;                         /* 0, 1, 2, or 3 for more */
    int64_t n;
};
typedef bool path_store_class(void *ctx, const struct path_class *class, struct error *err);

/* The largest classes of a query of one dimension, at most its max_classes. on_class may not use the
 * connection. */
bool path_store_classes(struct db *db, const struct tally_query *query, path_store_class *on_class, void *ctx,
                        struct error *err) MUST_CHECK;

/* Rated contacts by steps; scores 0..100. low and high: the least and the greatest score. */
struct path_step {
    int64_t n;
    double sum;
    double low;
    double high;
};
struct path_steps {
    struct path_step step[4];
};
/* Adds the contacts that touched any of the query's cleared teams. */
bool path_store_steps(struct db *db, const struct path_query *query, struct path_steps *steps,
                      struct error *err) MUST_CHECK;
/* Writes the first `groups` of them. */
bool path_store_add_steps(struct db *db, int32_t period, const struct path_steps *steps, int32_t groups,
                          struct error *err) MUST_CHECK;

/* A row of pulssid.penalty_sum, whose columns its members are named after. */
struct path_penalty {
    int64_t n;
    int64_t handed_on;
    int64_t groups;
    double hh;
    double hy;
    double hhyy;
    double hhhy;
    double hhhh;
};
bool path_store_add_penalty(struct db *db, int32_t period, const struct path_penalty *penalty,
                            struct error *err) MUST_CHECK;

/* Satisfaction of rated contacts with 0, 1, 2, 3 or more handoffs, and of all that were handed on, over the
 * periods in which it may be told. */
#define PATH_WINDOW_STEPS 5
struct path_window_step {
    int32_t periods;
    int64_t n;
    double mean; /* NAN where n is 0 */
};

/* Sums over the periods that were published by a release or before it, from one of them on. */
struct path_window {
    int64_t contacts[4]; /* 0, 1, 2, and 3 handoffs or more */
    int64_t handoffs;
    int64_t handoffs_squared;
    int64_t ping_pong;
    int32_t k; /* the highest threshold for customers; 0 without a period */
    int32_t penalty_periods;
    struct path_penalty penalty;
    struct path_window_step steps[PATH_WINDOW_STEPS];
    double sd; /* of satisfaction, pooled over the whole's figures of the window; NAN without any */
    double sd_df;
};
bool path_store_window(struct db *db, int32_t release, int32_t first, struct path_window *ret_window,
                       struct error *err) MUST_CHECK;

#endif
