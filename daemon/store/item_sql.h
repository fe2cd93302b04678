/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_SQL_H
#define PULSSID_STORE_ITEM_SQL_H

/*
 * Makes the SQL that sums answers item by item: $1 is an array of teams; the rest is
 * numbers, and the name of the period's table.
 * Pure; sticky failure of the buffer.
 */

#include "base/buffer.h"
#include "model/item_form.h"

/* Where one version of the survey asks the items of the form. */
struct item_version {
    int32_t survey_id;
    uint8_t positions[SURVEY_MAX_QUESTIONS];
};

struct item_source {
    const char *table;            /* period_row.table of a period that was begun */
    const struct item_form *form; /* of at least one item */
    const struct item_version *versions;
    size_t n_versions; /* at least one */
};

/* A statement with a row for each team that answered every item: team, how many people did, and arrays over
 * the items: sum, squares, and sum |n x - sum|. */
void item_sql_by_team(const struct item_source *source, struct buffer *out);

/* A statement with one row over all people of the teams: how many, how many of them answered every item,
 * items not answered, people at the best and at the worst end in all they answered (at least half); and over
 * those who answered every item arrays of sums, and of sums of products x_i x_j for i <= j, row by row. */
void item_sql_pooled(const struct item_source *source, struct buffer *out);

#endif
