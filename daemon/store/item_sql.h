/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_SQL_H
#define PULSSID_STORE_ITEM_SQL_H

/*
 * Makes the SQL that counts answers item by item, beside the scores of the same rows (tally_sql.h): with
 * nothing in it but numbers. Pure; sticky failure of the buffer.
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
    size_t score; /* the dimension among those that are scored */
    int32_t unit; /* its best score, in whole units */
};

struct item_source {
    int64_t most; /* submissions of the team with the most */
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

/* Appends `, <item> AS x<q>` for every item, from the answers a<q> (tally_sql_items()), and for each
 * dimension `, <how many of its items are missing> AS m<d>`. */
void item_sql_columns(const struct item_source *source, struct buffer *out);

/* Appends ITEM_SQL_COUNTS aggregates for each dimension, over those and the scores s<i>: how many people
 * answered every item, items not answered, people with the best and with the worst score, and over those who
 * answered every item two packed arrays: item by item, how many gave the second worst answer … the best; and,
 * for i < j, row by row, sums of x_i x_j in each item's own steps. */
#define ITEM_SQL_COUNTS 6
void item_sql_counts(const struct item_source *source, struct buffer *out);

#endif
