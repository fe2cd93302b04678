/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of items over the answers of teams. */
#include "item_sql.h"

#include <inttypes.h>

/* An item counted from its worse end, in steps of the form's scale: its name is x<i>. */
static void item(const struct item_form *form, const struct item_version *version, size_t i,
                 struct buffer *out)
{
    buffer_printf(out, ", (answers[%d]::int - (%d)) * (%" PRId32 ") AS x%zu", version->positions[i] + 1,
                  form->items[i].worst, item_form_step(form, i), i);
}

/* Everybody's answers to the items, whatever version they were given to. The quoted OFFSET
 * keeps PostgreSQL from computing an item once a use, and from using one processor alone. */
static void rows(const struct item_source *source, struct buffer *out)
{
    for (size_t v = 0; v < source->n_versions; v++) {
        buffer_append_text(out, v == 0 ? "(SELECT team_id" : " UNION ALL SELECT team_id");
        for (size_t i = 0; i < source->form->n; i++) {
            item(source->form, &source->versions[v], i, out);
        }
        buffer_printf(out,
                      " FROM %s WHERE coalesce(survey_id = %" PRId32
                      ", false) AND answers IS NOT NULL AND team_id = ANY ($1::int[])",
                      source->table, source->versions[v].survey_id);
    }
    buffer_append_text(out, " OFFSET '0')");
}

/* `NAME(x0, x1, …)`. */
static void call(const char *name, size_t n, struct buffer *out)
{
    buffer_printf(out, "%s(", name);
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "x%zu" : ", x%zu", i);
    }
    buffer_append_text(out, ")");
}

/* `, ARRAY[BEFORE i MIDDLE i BEHIND, …]`, with nothing in the place of the second i where there is no middle.
 */
static void list(const char *before, const char *middle, const char *behind, size_t n, struct buffer *out)
{
    buffer_append_text(out, ", ARRAY[");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, "%s%s%zu", i == 0 ? "" : ", ", before, i);
        if (middle != NULL) {
            buffer_printf(out, "%s%zu", middle, i);
        }
        buffer_append_text(out, behind);
    }
    buffer_append_text(out, "]");
}

void item_sql_by_team(const struct item_source *source, struct buffer *out)
{
    size_t n = source->form->n;
    buffer_append_text(out, "SELECT team_id, max(n)");
    list("sum(x", NULL, ")", n, out);
    list("sum(x", "::bigint * x", ")", n, out);
    list("sum(abs(n * x", " - t", "))", n, out);
    buffer_append_text(out, " FROM (SELECT r.*, count(*) OVER w AS n");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, ", sum(x%zu) OVER w AS t%zu", i, i);
    }
    buffer_append_text(out, " FROM ");
    rows(source, out);
    buffer_append_text(out, " r WHERE ");
    call("num_nulls", n, out);
    buffer_append_text(out, " = 0 WINDOW w AS (PARTITION BY team_id)) q GROUP BY team_id ORDER BY team_id");
}

/* `, count(*) FILTER (…)` of those who answered half of the items, and nothing but one end of the scale. */
static void at_end(const char *function, int32_t end, size_t n, struct buffer *out)
{
    buffer_printf(out, ", count(*) FILTER (WHERE missing <= %zu AND ", n / 2);
    call(function, n, out);
    buffer_printf(out, " = %" PRId32 ")", end);
}

void item_sql_pooled(const struct item_source *source, struct buffer *out)
{
    static const char complete[] = ") FILTER (WHERE missing = 0), 0)";
    size_t n = source->form->n;
    buffer_append_text(out,
                       "SELECT count(*), count(*) FILTER (WHERE missing = 0), coalesce(sum(missing), 0)");
    at_end("least", source->form->scale, n, out);
    at_end("greatest", 0, n, out);
    list("coalesce(sum(x", NULL, complete, n, out);
    buffer_append_text(out, ", ARRAY[");
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i; j < n; j++) {
            buffer_printf(out, "%scoalesce(sum(x%zu::bigint * x%zu%s", i + j == 0 ? "" : ", ", i, j,
                          complete);
        }
    }
    buffer_append_text(out, "] FROM (SELECT r.*, ");
    call("num_nulls", n, out);
    buffer_append_text(out, " AS missing FROM ");
    rows(source, out);
    buffer_append_text(out, " r OFFSET '0') q");
}
