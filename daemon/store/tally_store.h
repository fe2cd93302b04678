/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TALLY_STORE_H
#define PULSSID_STORE_TALLY_STORE_H

/*
 * Counts the answers of one survey (one version) in one closed period, inside PostgreSQL: what comes back is
 * one row of exact sums a team, never an answer. Withdrawn submissions do not count.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/survey.h"
#include "model/tally.h"
#include "store/db.h"
#include "store/touch_map.h"

/* What is to be counted. */
struct tally_query {
    int32_t period;
    const struct survey *survey;        /* stored */
    const struct dimension *dimensions; /* of that survey */
    size_t n_dimensions;                /* at most 2 * SURVEY_MAX_QUESTIONS */
};

/* One team's or node's sums. */
struct tally_row {
    int32_t team_id;
    bool is_rest;        /* of tally_store_by_path: contacts that touch nothing but rest teams */
    int64_t submissions; /* or contacts, rated or not */
    int64_t responses;   /* of them with at least one answered dimension */
    int64_t
        crossing; /* of tally_store_by_path: rated on the first dimension, touching two components or more */
    const struct tally *tallies; /* n_dimensions, valid inside on_row only */
};

/* Takes a row; false with an error ends the reading. */
typedef bool tally_store_row(void *ctx, const struct tally_row *row, struct error *err);

/* By the team that sent: one row for each team with a submission. */
bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err) MUST_CHECK;

/* By touch: a contact counts once, in full, at every node that the map leads to from a team of its path. A
 * contact without a path touched the team it began at. At most two rows a node: is_rest false and true. */
bool tally_store_by_path(struct db *db, const struct tally_query *query, const struct touch_map *map,
                         tally_store_row *on_row, void *ctx, struct error *err) MUST_CHECK;

/* How the contacts rated on the first dimension spread over the components of a node. */
struct tally_overlap {
    int32_t node;
    int32_t component;
    int64_t n;       /* touch this component */
    int64_t alone;   /* and no other of the node */
    int64_t in_pair; /* and exactly one other */
};
typedef bool tally_store_overlap(void *ctx, const struct tally_overlap *overlap, struct error *err);
bool tally_store_overlaps(struct db *db, const struct tally_query *query, const struct touch_map *map,
                          tally_store_overlap *on_overlap, void *ctx, struct error *err) MUST_CHECK;

#endif
