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
#include "model/touch_map.h"
#include "store/db.h"
#include "store/item_counts.h"
#include "store/tally_sql.h"

/* One team's sums. */
struct tally_row {
    int32_t team_id;
    int64_t submissions;
    int64_t responses;               /* of them with at least one answered dimension */
    const struct tally *tallies;     /* n_dimensions, valid inside on_row only, like the next one */
    const struct item_counts *items; /* by dimension of the items asked for */
};

/* Takes a row; false with an error ends the reading. */
typedef bool tally_store_row(void *ctx, const struct tally_row *row, struct error *err);

/* By the team that sent: one row for each team with a submission. */
bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err) MUST_CHECK;

/* The same with items beside the scores: what else is to be counted. */
struct tally_items_query {
    struct tally_query scores;
    struct item_source items;
};
bool tally_store_items_by_team(struct db *db, const struct tally_items_query *query, tally_store_row *on_row,
                               void *ctx, struct error *err) MUST_CHECK;

/* Contacts at one place of a map that have the same place before it in their path, or one that makes no
 * difference. */
struct tally_touch {
    size_t place;
    int32_t counted;             /* levels of the place, the first ones, at which they count already */
    int64_t contacts;            /* rated or not */
    const struct tally *tallies; /* n_dimensions, valid inside on_touch only */
};

/* Takes a touch; false with an error ends the reading. */
typedef bool tally_store_touch(void *ctx, const struct tally_touch *touch, struct error *err);

/* By touch: what contacts add to each place that the teams of their paths have in the map. A contact without
 * a path touched the team it began at. */
bool tally_store_by_place(struct db *db, const struct tally_query *query, const struct touch_map *map,
                          tally_store_touch *on_touch, void *ctx, struct error *err) MUST_CHECK;

/* Contacts that touched the same teams; no sum, since there may be only one of them. Valid inside on_class
 * only. */
struct tally_class {
    size_t n_teams;
    int32_t team_ids[SUBMISSION_MAX_PATH];   /* ascending */
    int64_t contacts;                        /* rated or not */
    int64_t rated[2 * SURVEY_MAX_QUESTIONS]; /* by dimension */
};

/* Reads the teams of TALLY_SQL_TOUCHED. Returns how many. */
size_t tally_store_read_teams(const char *text, int32_t ret_ids[SUBMISSION_MAX_PATH]);

/* Takes a class; false with an error ends the reading. */
typedef bool tally_store_class(void *ctx, const struct tally_class *class, struct error *err);

/* The max_classes with the most contacts, the largest first. on_class may not use the connection. */
bool tally_store_classes(struct db *db, const struct tally_query *query, tally_store_class *on_class,
                         void *ctx, struct error *err) MUST_CHECK;

#endif
