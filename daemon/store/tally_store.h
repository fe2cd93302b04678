/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TALLY_STORE_H
#define PULSSID_STORE_TALLY_STORE_H

/*
 * Counts the answers of one survey (one version) in one closed period, inside PostgreSQL: what comes back is
 * one row of exact sums a team, or of bare counts, never an answer. Withdrawn submissions do not count.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/submission.h"
#include "model/survey.h"
#include "model/tally.h"
#include "store/db.h"
#include "store/touch_map.h"

/* What is to be counted. */
struct tally_query {
    const char *table;                  /* period_row.table of a period that was begun */
    const struct survey *survey;        /* stored */
    const struct dimension *dimensions; /* of that survey */
    size_t n_dimensions;                /* at most 2 * SURVEY_MAX_QUESTIONS */
};

/* One team's or node's sums. */
struct tally_row {
    int32_t team_id;
    int64_t submissions;         /* or contacts, rated or not */
    int64_t responses;           /* of them with at least one answered dimension */
    const struct tally *tallies; /* n_dimensions, valid inside on_row only */
};

/* Takes a row; false with an error ends the reading. */
typedef bool tally_store_row(void *ctx, const struct tally_row *row, struct error *err);

/* By the team that sent: one row for each team with a submission. */
bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err) MUST_CHECK;

/* By touch: a contact counts once, in full, at every node that the map leads to from a team of its path. A
 * contact without a path touched the team it began at. One row for each node with a contact. */
bool tally_store_by_path(struct db *db, const struct tally_query *query, const struct touch_map *map,
                         tally_store_row *on_row, void *ctx, struct error *err) MUST_CHECK;

/* Contacts that touched the same teams; no sum, since there may be only one of them. Valid inside on_class
 * only. */
struct tally_class {
    size_t n_teams;
    int32_t team_ids[SUBMISSION_MAX_PATH];   /* ascending */
    int64_t contacts;                        /* rated or not */
    int64_t rated[2 * SURVEY_MAX_QUESTIONS]; /* by dimension */
};

/* Takes a class; false with an error ends the reading. */
typedef bool tally_store_class(void *ctx, const struct tally_class *class, struct error *err);

/* In a transaction: there may be as many classes as contacts, so they come some at a time. */
bool tally_store_classes(struct db *db, const struct tally_query *query, tally_store_class *on_class,
                         void *ctx, struct error *err) MUST_CHECK;

#endif
