/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_NETWORK_STORE_H
#define PULSSID_STORE_NETWORK_STORE_H

/*
 * What goes between teams over the analysis window, as the statistics read it: handoffs, visits, ratings, and
 * where the teams stand. Everything as it was at a release, whenever it is read.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/code.h"
#include "store/db.h"

/* Some teams over a window. What was before a team's series is of another group of people and not read. */
struct network_query {
    int32_t release;
    int32_t first; /* period of the window */
    size_t teams;
    const int32_t *team_id; /* [teams] */
    const int32_t *since;   /* [teams], period with which the series begins */
};

/* Where a team stood in the last released period in which it was there. */
struct network_team {
    int32_t parent;   /* team id, or 0 */
    double headcount; /* NAN where unknown */
    bool router;
    char code[CODE_SIZE]; /* empty where it never was there */
};
/* ret_teams[teams] */
bool network_store_teams(struct db *db, const struct network_query *query, struct network_team *ret_teams,
                         struct error *err) MUST_CHECK;

/* The leaves of the newest released tree that are not among the query's teams, ascending. The caller frees
 * *ret_ids. */
bool network_store_others(struct db *db, const struct network_query *query, int32_t **ret_ids, size_t *ret_n,
                          struct error *err) MUST_CHECK;

/* ret_flow[from * teams + to] */
bool network_store_handoffs(struct db *db, const struct network_query *query, double *ret_flow,
                            struct error *err) MUST_CHECK;

/* The same of those periods alone in which the pair's number is published. */
bool network_store_shown(struct db *db, const struct network_query *query, double *ret_flow,
                         struct error *err) MUST_CHECK;

/* A published mean of one period; positions in the list of teams. */
struct network_rating {
    int32_t rater;
    int32_t rated;
    double mean;
};
/* Of one dimension. The caller frees *ret_ratings. */
bool network_store_ratings(struct db *db, const struct network_query *query, const char *dimension,
                           struct network_rating **ret_ratings, size_t *ret_n, struct error *err) MUST_CHECK;

/* Visits at a team in one period, and those of them that were handed on to a cleared team. */
struct network_visits {
    int32_t team_id;
    int32_t period;
    double visits;
    double handed_on;
};
/* Of any team, from the threshold of the period for customers on; of the query the release and the window
 * alone are read. The caller frees *ret_visits. */
bool network_store_visits(struct db *db, const struct network_query *query,
                          struct network_visits **ret_visits, size_t *ret_n, struct error *err) MUST_CHECK;

#endif
