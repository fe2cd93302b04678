/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ITEM_COUNTS_H
#define PULSSID_STORE_ITEM_COUNTS_H

/*
 * Reads what the expressions of item_sql.h counted of one team: numbers that were packed are taken apart. A
 * reader has room for one row, and is used for every row of a result.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "store/db.h"
#include "store/item_sql.h"

/* What one team answered to the items of a dimension. */
struct item_counts {
    int64_t complete;   /* people who answered every item */
    int64_t unanswered; /* items that people left out */
    int64_t ceiling;    /* people whose score is 100 … */
    int64_t floor;      /* … and 0 */
    /* over those who answered every item; valid until the next row is read */
    const int64_t *answers;  /* item by item: how many gave each answer, from the worst to the best */
    const int64_t *products; /* sums of x_i x_j for i < j, row by row, in steps of the form's scale */
};

/* How many numbers of each there are. */
size_t item_counts_answers(const struct item_form *form);
size_t item_counts_products(const struct item_form *form);

struct item_reader;

/* source: must live as long. */
bool item_reader_new(const struct item_source *source, struct item_reader **ret_reader,
                     struct error *err) MUST_CHECK;
struct item_reader *item_reader_free(struct item_reader *reader);
DEFINE_CLEANUP(item_reader_free, struct item_reader)

/* Reads a row whose counts begin at a column: *ret_counts is the reader's, one for each dimension. */
bool item_reader_read(struct item_reader *reader, const struct db_result *rows, size_t row, size_t column,
                      const struct item_counts **ret_counts, struct error *err) MUST_CHECK;

#endif
