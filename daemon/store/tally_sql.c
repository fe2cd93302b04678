/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score expressions in whole units, from the definition of a survey. */
#include "tally_sql.h"

/* An item counted from its worse end: 0 … max - min. */
static void item(const struct survey *survey, size_t at, struct buffer *out)
{
    const struct question *q = &survey->questions[at];
    if (q->reverse) {
        buffer_printf(out, "(%d - a%zu)", q->max, at + 1);
    } else if (q->min == 0) {
        buffer_printf(out, "a%zu", at + 1);
    } else {
        buffer_printf(out, "(a%zu - (%d))", at + 1, q->min);
    }
}

static int range_of(const struct survey *survey, size_t at)
{
    return survey->questions[at].max - survey->questions[at].min;
}

/* What an item's steps count, or 0 when the items of a dimension differ in it. */
static int common_weight(const struct survey *survey, const struct dimension *d)
{
    int range = range_of(survey, d->items[0]);
    for (size_t i = 1; i < d->n_items; i++) {
        range = range_of(survey, d->items[i]) == range ? range : 0;
    }
    return range == 0 ? 0 : d->unit / range;
}

/* The sum of weighted items, those missing as 0; a weight that all have is multiplied once. */
static void weighted_sum(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    int common = common_weight(survey, d);
    for (size_t i = 0; i < d->n_items; i++) {
        buffer_append_text(out, i == 0 ? "(coalesce(" : " + coalesce(");
        item(survey, d->items[i], out);
        buffer_append_text(out, ", 0)");
        if (common == 0) {
            buffer_printf(out, " * %d", d->unit / range_of(survey, d->items[i]));
        }
    }
    buffer_append_text(out, ")");
    if (common > 1) {
        buffer_printf(out, " * %d", common);
    }
}

/* Sum of weighted items over the number of answered ones, which divides it; null under half of the items. A
 * single item is its own mean, since its unit is its range. */
static void mean_score(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    if (d->n_items == 1) {
        item(survey, d->items[0], out);
        return;
    }
    struct buffer answered CLEANUP(buffer_free) = {0};
    buffer_append_text(&answered, "num_nonnulls(");
    for (size_t i = 0; i < d->n_items; i++) {
        buffer_printf(&answered, "%sa%d", i == 0 ? "" : ", ", d->items[i] + 1);
    }
    buffer_append_text(&answered, ")");
    buffer_append_text(out, "CASE WHEN ");
    buffer_append(out, buffer_span(&answered).data, buffer_span(&answered).len);
    buffer_printf(out, " >= %zu THEN ", (d->n_items + 1) / 2);
    weighted_sum(survey, d, out);
    buffer_append_text(out, " / ");
    buffer_append(out, buffer_span(&answered).data, buffer_span(&answered).len);
    buffer_append_text(out, " END");
    out->failed = out->failed || answered.failed;
}

static void nps_score(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    buffer_append_text(out, "CASE WHEN ");
    item(survey, d->items[0], out);
    buffer_append_text(out, " >= 9 THEN 1 WHEN ");
    item(survey, d->items[0], out);
    buffer_append_text(out, " >= 7 THEN 0 WHEN ");
    item(survey, d->items[0], out);
    buffer_append_text(out, " >= 0 THEN -1 END");
}

static void score(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    switch (d->kind) {
    case DIMENSION_MEAN:
        mean_score(survey, d, out);
        break;
    case DIMENSION_NPS:
        nps_score(survey, d, out);
        break;
    case DIMENSION_RATINGS:
        buffer_append_text(out, "CASE WHEN cardinality(rated) > 0 THEN 0 END");
        break;
    }
}

void tally_sql_items(const struct survey *survey, const struct dimension *dimensions, size_t n,
                     struct buffer *out)
{
    bool asked[SURVEY_MAX_QUESTIONS] = {false};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < dimensions[i].n_items; j++) {
            asked[dimensions[i].items[j]] = true;
        }
    }
    for (size_t q = 0; q < survey->n_questions; q++) {
        if (asked[q]) {
            buffer_printf(out, ", answers[%zu]::int AS a%zu", q + 1, q + 1);
        }
    }
}

void tally_sql_scores(const struct survey *survey, const struct dimension *dimensions, size_t n,
                      struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(out, ", ");
        score(survey, &dimensions[i], out);
        buffer_printf(out, " AS s%zu", i);
        if (dimensions[i].top_box > 0) {
            buffer_append_text(out, ", ");
            item(survey, dimensions[i].items[0], out);
            buffer_printf(out, " > %d AS b%zu",
                          range_of(survey, dimensions[i].items[0]) - dimensions[i].top_box, i);
        }
    }
}

/* Of most units, a square fits four bytes, and a sum of those eight. */
#define SQUARE_FITS_INT 46340

void tally_sql_sums(const struct dimension *dimensions, size_t n, struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        const char *widened = dimensions[i].unit > SQUARE_FITS_INT ? "::bigint" : "";
        buffer_printf(out, ", count(s%zu), coalesce(sum(s%zu), 0), coalesce(sum(s%zu%s * s%zu), 0)", i, i, i,
                      widened, i);
        if (dimensions[i].top_box > 0) {
            buffer_printf(out, ", count(*) FILTER (WHERE b%zu)", i);
        } else {
            buffer_append_text(out, ", 0");
        }
    }
}

void tally_sql_any(size_t n, struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "(s%zu IS NOT NULL" : " OR s%zu IS NOT NULL", i);
    }
    buffer_append_text(out, n == 0 ? "false" : ")");
}

/* OFFSET keeps PostgreSQL from computing a column once a use; unlike a 0, which it takes for a limit
 * until it has planned the rest, the quoted one lets it count on several processors. Nobody has told it what
 * is in a period: a plain condition it would take for one row in 200, and sort what it then takes for a few
 * rows. */
#define FENCE " OFFSET '0')"
void tally_sql_rows(const struct tally_query *query, const char *columns, struct buffer *out)
{
    buffer_append_text(out, "(SELECT ");
    buffer_append_text(out, columns);
    tally_sql_scores(query->survey, query->dimensions, query->n_dimensions, out);
    buffer_append_text(out, " FROM (SELECT team_id, coalesce(path, ARRAY[team_id]) AS path, rated");
    tally_sql_items(query->survey, query->dimensions, query->n_dimensions, out);
    buffer_printf(out,
                  " FROM %s WHERE coalesce(survey_id = $1, false) AND answers IS NOT NULL" FENCE " i" FENCE,
                  query->table);
}
