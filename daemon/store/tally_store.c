/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the counting statements and reads their rows. */
#include "tally_store.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "tally_sql.h"

#define FIXED_COLUMNS 5 /* team, rest, submissions, responses, crossing */

/* The rows counted, with the scores of each. OFFSET 0 keeps PostgreSQL from computing a score once a use. */
static void scored_rows(const struct tally_query *query, const char *columns, struct buffer *out)
{
    buffer_printf(out, "(SELECT %s", columns);
    tally_sql_scores(query->survey, query->dimensions, query->n_dimensions, out);
    buffer_append_text(
        out,
        " FROM pulssid.submission WHERE period = $1 AND survey_id = $2 AND answers IS NOT NULL OFFSET 0)");
}

/* Ends a statement's text with its terminator. */
static const char *sql_text(struct buffer *sql, struct error *err)
{
    buffer_append(sql, "", 1);
    if (sql->failed) {
        error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a statement");
        return NULL;
    }
    return (const char *)buffer_span(sql).data;
}

static bool read_rows(const struct db_result *rows, size_t n, tally_store_row *on_row, void *ctx,
                      struct error *err)
{
    struct tally tallies[2 * SURVEY_MAX_QUESTIONS];
    for (size_t r = 0; r < db_rows(rows); r++) {
        for (size_t i = 0; i < n; i++) {
            size_t column = FIXED_COLUMNS + 4 * i;
            tallies[i] = (struct tally){db_int(rows, r, column), db_int(rows, r, column + 1),
                                        db_int(rows, r, column + 2), db_int(rows, r, column + 3)};
        }
        struct tally_row row = {.team_id = (int32_t)db_int(rows, r, 0),
                                .is_rest = db_int(rows, r, 1) != 0,
                                .submissions = db_int(rows, r, 2),
                                .responses = db_int(rows, r, 3),
                                .crossing = db_int(rows, r, 4),
                                .tallies = tallies};
        if (!on_row(ctx, &row, err)) {
            return false;
        }
    }
    return true;
}

bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_append_text(&sql, "SELECT team_id, 0, count(*), count(*) FILTER (WHERE ");
    tally_sql_any(query->n_dimensions, &sql);
    buffer_append_text(&sql, "), 0");
    tally_sql_sums(query->n_dimensions, &sql);
    buffer_append_text(&sql, " FROM ");
    scored_rows(query, "team_id", &sql);
    buffer_append_text(&sql, " r GROUP BY team_id ORDER BY team_id");

    char period[16];
    char survey[16];
    snprintf(period, sizeof period, "%" PRId32, query->period);
    snprintf(survey, sizeof survey, "%" PRId32, query->survey->id);
    const char *text = sql_text(&sql, err);
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    return text != NULL && db_query(db, text, DB_PARAMS(period, survey), &rows, err) &&
           read_rows(rows, query->n_dimensions, on_row, ctx, err);
}

/* Runs a statement over a map: $1 period, $2 survey, $3 teams, $4 nodes, $5 components. */
static bool query_map(struct db *db, const struct tally_query *query, const struct touch_map *map,
                      struct buffer *sql, struct db_result **ret_rows, struct error *err)
{
    struct buffer arrays CLEANUP(buffer_free) = {0};
    const int32_t *const columns[] = {map->teams, map->nodes, map->components};
    size_t starts[3];
    for (size_t c = 0; c < 3; c++) {
        starts[c] = arrays.len;
        buffer_append_text(&arrays, "{");
        for (size_t i = 0; i < map->n; i++) {
            buffer_printf(&arrays, i == 0 ? "%" PRId32 : ",%" PRId32, columns[c][i]);
        }
        buffer_append(&arrays, "}", 2);
    }
    if (arrays.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", map->n);
    }
    char period[16];
    char survey[16];
    snprintf(period, sizeof period, "%" PRId32, query->period);
    snprintf(survey, sizeof survey, "%" PRId32, query->survey->id);
    const char *texts = (const char *)buffer_span(&arrays).data;
    const char *text = sql_text(sql, err);
    return text != NULL &&
           db_query(db, text,
                    DB_PARAMS(period, survey, texts + starts[0], texts + starts[1], texts + starts[2]),
                    ret_rows, err);
}

#define PATH_COLUMNS "row_number() OVER () AS contact, coalesce(path, ARRAY[team_id]) AS path"
/* Every touch of a contact, joined with the map. unnest() stands where the planner cannot join it with the
 * map first, once for each contact, as it would without statistics of a new period. */
#define TOUCHES_START " FROM (SELECT q.*, unnest(q.path) AS team FROM "
#define TOUCHES_END                                                                                          \
    " q) r JOIN unnest($3::int[], $4::int[], $5::int[]) AS m(team, node, component) ON m.team = r.team"

/* `, any_value(s<i>) …` of what is the same in all rows of a contact. */
static void scores_of_contact(size_t n, struct buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, ", min(r.s%zu) AS s%zu, bool_and(r.b%zu) AS b%zu", i, i, i, i);
    }
}

bool tally_store_by_path(struct db *db, const struct tally_query *query, const struct touch_map *map,
                         tally_store_row *on_row, void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_append_text(&sql, "SELECT node, (first IS NULL)::int, count(*), count(*) FILTER (WHERE ");
    tally_sql_any(query->n_dimensions, &sql);
    buffer_append_text(&sql, query->n_dimensions == 0
                                 ? "), 0"
                                 : "), count(*) FILTER (WHERE first <> last AND s0 IS NOT NULL)");
    tally_sql_sums(query->n_dimensions, &sql);
    buffer_append_text(&sql, " FROM (SELECT r.contact, m.node, min(nullif(m.component, 0)) AS first, "
                             "max(nullif(m.component, 0)) AS last");
    scores_of_contact(query->n_dimensions, &sql);
    buffer_append_text(&sql, TOUCHES_START);
    scored_rows(query, PATH_COLUMNS, &sql);
    buffer_append_text(&sql, TOUCHES_END " GROUP BY r.contact, m.node) t GROUP BY 1, 2 ORDER BY 1, 2");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    return query_map(db, query, map, &sql, &rows, err) &&
           read_rows(rows, query->n_dimensions, on_row, ctx, err);
}

bool tally_store_overlaps(struct db *db, const struct tally_query *query, const struct touch_map *map,
                          tally_store_overlap *on_overlap, void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_append_text(&sql, "SELECT node, component, count(*), count(*) FILTER (WHERE size = 1), "
                             "count(*) FILTER (WHERE size = 2) FROM (SELECT node, component, count(*) OVER "
                             "(PARTITION BY contact, node) AS size FROM (SELECT DISTINCT r.contact, m.node, "
                             "m.component" TOUCHES_START);
    scored_rows(query, PATH_COLUMNS, &sql);
    buffer_append_text(&sql, TOUCHES_END
                       " WHERE r.s0 IS NOT NULL AND m.component > 0) t) u GROUP BY 1, 2 ORDER BY 1, 2");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!query_map(db, query, map, &sql, &rows, err)) {
        return false;
    }
    for (size_t r = 0; r < db_rows(rows); r++) {
        struct tally_overlap overlap = {(int32_t)db_int(rows, r, 0), (int32_t)db_int(rows, r, 1),
                                        db_int(rows, r, 2), db_int(rows, r, 3), db_int(rows, r, 4)};
        if (!on_overlap(ctx, &overlap, err)) {
            return false;
        }
    }
    return true;
}
