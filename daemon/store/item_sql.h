/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_SQL_H
#define PULSSID_STORE_ITEM_SQL_H

/*
 * Makes the SQL that counts answers item by item, all dimensions of a survey in one reading. Nothing goes in
 * but numbers, and the name of the period's table. Pure; sticky failure of the buffer.
 *
 * What an aggregate costs is its call, so each takes several counts side by side in one number: none of them
 * reaches 2^bits, whatever the answers, because it is over one team, and none has more than `most` rows.
 */

#include "base/buffer.h"
#include "model/item_form.h"

/* An item with more steps than this is not counted answer by answer. */
#define ITEM_SQL_MAX_RANGE 100

/* Where a version of the survey asks the items of a dimension. */
struct item_dimension {
    const struct item_form *form; /* of at least one item, none over ITEM_SQL_MAX_RANGE */
    uint8_t positions[SURVEY_MAX_QUESTIONS];
};

struct item_source {
    const char *table; /* period_row.table of a period that was begun */
    int32_t survey_id;
    int64_t most; /* submissions of that of the teams asked for that has the most */
    const struct item_dimension *dimensions;
    size_t n_dimensions;
};

/* Counts side by side: `per` of them in a number, `bits` for each, the first one lowest. */
struct item_packing {
    int32_t bits;
    size_t per;
};

/* How sums over at most `most` rows are packed, of values of 0 to `max`. */
struct item_packing item_sql_packing(int64_t most, int64_t max);

/* How many numbers n counts take. */
size_t item_sql_packed(struct item_packing packing, size_t n);

/* Takes n counts apart. */
void item_sql_unpack(struct item_packing packing, const int64_t *packed, size_t n, int64_t *ret_counts);

/* That of products of a dimension's items, each in its own steps. */
struct item_packing item_sql_products(const struct item_source *source, const struct item_form *form);

/* A statement with a row for each team of the array $1, by id: team, submissions, and for each dimension: how
 * many people answered every item, items not answered, people at the best and at the worst end in all they
 * answered (at least half), and over those who answered every item two packed arrays: item by item, of how
 * many gave the second worst answer … the best; and, for i < j, row by row, sums of x_i x_j in each item's
 * own steps. */
void item_sql_counts(const struct item_source *source, struct buffer *out);

#endif
