/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_TALLY_SQL_H
#define PULSSID_STORE_TALLY_SQL_H

/*
 * Makes the SQL that counts answers: positional expressions over the answers' array, from the definition of
 * the survey, with nothing in them but numbers. Pure; sticky failure of the buffer.
 */

#include <stddef.h>

#include "base/buffer.h"
#include "model/survey.h"

/* What is to be counted. */
struct tally_query {
    const char *table;                  /* period_row.table of a period that was begun */
    const struct survey *survey;        /* stored */
    const struct dimension *dimensions; /* of that survey */
    size_t n_dimensions;                /* at most 2 * SURVEY_MAX_QUESTIONS */
    size_t max_classes;                 /* for tally_store_classes() */
};

/* Appends `, answers[<q>]::int AS a<q>` for each question that feeds one of the dimensions, once: to find an
 * element of an array takes longer than to count with it. */
void tally_sql_items(const struct survey *survey, const struct dimension *dimensions, size_t n,
                     struct buffer *out);

/* Appends `, <score> AS s<i>` for each dimension, over the items a<q> and the column `rated`, and
 * `, <in the top box> AS b<i>` where there is one. A score is an integer of whole units (1, 0, -1 for NPS; 0
 * for whoever rated teams), null where the dimension is not answered. */
void tally_sql_scores(const struct survey *survey, const struct dimension *dimensions, size_t n,
                      struct buffer *out);

/* Appends `, n, sum, squares, top` for each dimension: aggregates over s<i> and b<i>. */
void tally_sql_sums(const struct dimension *dimensions, size_t n, struct buffer *out);

/* Appends a condition: any of s0 … s<n - 1> is known. false for none. */
void tally_sql_any(size_t n, struct buffer *out);

/* A column of the rows below: the teams that a contact touched, each once, in order. */
#define TALLY_SQL_TOUCHED                                                                                    \
    "CASE WHEN cardinality(path) = 1 OR (cardinality(path) = 2 AND path[1] < path[2]) THEN path "            \
    "WHEN cardinality(path) = 2 AND path[1] > path[2] THEN ARRAY[path[2], path[1]] ELSE "                    \
    "ARRAY(SELECT DISTINCT team FROM (SELECT unnest(path) AS team) t ORDER BY team) END AS touched"

/* Appends `(SELECT …)`: the submissions of the survey ($1) that were not withdrawn, as `columns`, which may
 * hold expressions over team_id and path (which is never null), and with the scores of each. */
void tally_sql_rows(const struct tally_query *query, const char *columns, struct buffer *out);

#endif
