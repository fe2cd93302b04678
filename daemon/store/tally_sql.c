/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Score expressions in whole units, from the definition of a survey. */
#include "tally_sql.h"

/* An item counted from its worse end: 0 … max - min. */
static void item(const struct survey *survey, size_t at, struct buffer *out)
{
    const struct question *q = &survey->questions[at];
    if (q->reverse) {
        buffer_printf(out, "(%d - answers[%zu]::int)", q->max, at + 1);
    } else {
        buffer_printf(out, "(answers[%zu]::int - (%d))", at + 1, q->min);
    }
}

static int range_of(const struct survey *survey, size_t at)
{
    return survey->questions[at].max - survey->questions[at].min;
}

/* Sum of weighted items over the number of answered ones, which divides it; null under half of the items. */
static void mean_score(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    struct buffer answered CLEANUP(buffer_free) = {0};
    buffer_append_text(&answered, "num_nonnulls(");
    for (size_t i = 0; i < d->n_items; i++) {
        buffer_printf(&answered, "%sanswers[%d]", i == 0 ? "" : ", ", d->items[i] + 1);
    }
    buffer_append_text(&answered, ")");
    buffer_append_text(out, "CASE WHEN ");
    buffer_append(out, buffer_span(&answered).data, buffer_span(&answered).len);
    buffer_printf(out, " >= %zu THEN (", (d->n_items + 1) / 2);
    for (size_t i = 0; i < d->n_items; i++) {
        buffer_append_text(out, i == 0 ? "coalesce(" : " + coalesce(");
        item(survey, d->items[i], out);
        buffer_printf(out, " * %d, 0)", d->unit / range_of(survey, d->items[i]));
    }
    buffer_append_text(out, ") / ");
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

static void in_top_box(const struct survey *survey, const struct dimension *d, struct buffer *out)
{
    if (d->top_box == 0) {
        buffer_append_text(out, "false");
        return;
    }
    item(survey, d->items[0], out);
    buffer_printf(out, " > %d", range_of(survey, d->items[0]) - d->top_box);
}

void tally_sql_scores(const struct survey *survey, const struct dimension *dimensions, size_t n,
                      struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_append_text(out, ", ");
        score(survey, &dimensions[i], out);
        buffer_printf(out, " AS s%zu, ", i);
        in_top_box(survey, &dimensions[i], out);
        buffer_printf(out, " AS b%zu", i);
    }
}

void tally_sql_sums(size_t n, struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out,
                      ", count(s%zu), coalesce(sum(s%zu), 0), coalesce(sum(s%zu::bigint * s%zu), 0), "
                      "count(*) FILTER (WHERE b%zu)",
                      i, i, i, i, i);
    }
}

void tally_sql_any(size_t n, struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "(s%zu IS NOT NULL" : " OR s%zu IS NOT NULL", i);
    }
    buffer_append_text(out, n == 0 ? "false" : ")");
}
