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
#include "store/db.h"
#include "store/period_store.h"
#include "store/tally_sql.h"

/* Writes the visits of each cleared team, and the contacts of all that touched no other team by how often
 * they were handed on. */
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

/* Sums over the periods that were published by a release or before it, from one of them on. */
struct path_window {
    int64_t contacts[4]; /* 0, 1, 2, and 3 handoffs or more */
    int64_t handoffs;
    int64_t handoffs_squared;
    int64_t ping_pong;
    int32_t k; /* the highest threshold for customers; 0 without a period */
    int32_t penalty_periods;
    struct path_penalty penalty;
};
bool path_store_window(struct db *db, int32_t release, int32_t first, struct path_window *ret_window,
                       struct error *err) MUST_CHECK;

#endif
