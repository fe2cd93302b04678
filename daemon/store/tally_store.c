/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the counting statements and reads their rows. */
#include "tally_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "tally_sql.h"

#define FIXED_COLUMNS 3 /* team, submissions, responses */

/* The rows counted, as `columns`, which may hold expressions over team_id and path, and with the scores of
 * each. OFFSET keeps PostgreSQL from computing a column once a use; unlike a 0, which it takes for a limit
 * until it has planned the rest, the quoted one lets it count on several processors. Nobody has told it what
 * is in a period: a plain condition it would take for one row in 200, and sort what it then takes for a few
 * rows. */
#define FENCE " OFFSET '0')"
static void scored_rows(const struct tally_query *query, const char *columns, struct buffer *out)
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
                                .submissions = db_int(rows, r, 1),
                                .responses = db_int(rows, r, 2),
                                .tallies = tallies};
        if (!on_row(ctx, &row, err)) {
            return false;
        }
    }
    return true;
}

/* Runs a statement: $1 the survey, $2 `array` where there is one. */
static bool run(struct db *db, const struct tally_query *query, struct buffer *sql, const char *array,
                struct db_result **ret_rows, struct error *err)
{
    char survey[16];
    snprintf(survey, sizeof survey, "%" PRId32, query->survey->id);
    const char *text = sql_text(sql, err);
    if (text == NULL) {
        return false;
    }
    return array == NULL ? db_query(db, text, DB_PARAMS(survey), ret_rows, err)
                         : db_query(db, text, DB_PARAMS(survey, array), ret_rows, err);
}

bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_append_text(&sql, "SELECT team_id, count(*), count(*) FILTER (WHERE ");
    tally_sql_any(query->n_dimensions, &sql);
    buffer_append_text(&sql, ")");
    tally_sql_sums(query->dimensions, query->n_dimensions, &sql);
    buffer_append_text(&sql, " FROM ");
    scored_rows(query, "team_id", &sql);
    buffer_append_text(&sql, " r GROUP BY team_id ORDER BY team_id");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    return run(db, query, &sql, NULL, &rows, err) && read_rows(rows, query->n_dimensions, on_row, ctx, err);
}

/* Where each team of a map leads, as an array in PostgreSQL's text form: `width` nodes a team from the first
 * one on, -1 where there are fewer. */
struct lookup {
    int32_t first;
    size_t n; /* teams */
    size_t width;
    struct buffer text;
};

static void lookup_free_local(struct lookup *lookup)
{
    buffer_free(&lookup->text);
}

/* The range of teams, and the most nodes that one of them leads to. */
static bool measure(const struct touch_map *map, struct lookup *lookup, struct error *err)
{
    int32_t last = map->n == 0 ? 0 : map->teams[0];
    lookup->first = map->n == 0 ? 1 : map->teams[0];
    for (size_t i = 0; i < map->n; i++) {
        lookup->first = map->teams[i] < lookup->first ? map->teams[i] : lookup->first;
        last = map->teams[i] > last ? map->teams[i] : last;
    }
    lookup->n = (size_t)((int64_t)last - lookup->first + 1);
    size_t *counts CLEANUP(free) = calloc(lookup->n + 1, sizeof *counts);
    if (counts == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", map->n);
    }
    for (size_t i = 0; i < map->n; i++) {
        size_t count = ++counts[map->teams[i] - lookup->first];
        lookup->width = count > lookup->width ? count : lookup->width;
    }
    return true;
}

static bool write_lookup(const struct touch_map *map, struct lookup *lookup, struct error *err)
{
    if (!measure(map, lookup, err)) {
        return false;
    }
    size_t n = lookup->n * lookup->width;
    int32_t *nodes CLEANUP(free) = calloc(n + 1, sizeof *nodes);
    if (nodes == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", map->n);
    }
    memset(nodes, -1, n * sizeof *nodes);
    for (size_t i = 0; i < map->n; i++) {
        int32_t *at = &nodes[(size_t)(map->teams[i] - lookup->first) * lookup->width];
        while (*at >= 0) {
            at++;
        }
        *at = map->nodes[i];
    }
    buffer_append_text(&lookup->text, "{");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(&lookup->text, i == 0 ? "%" PRId32 : ",%" PRId32, nodes[i]);
    }
    buffer_append(&lookup->text, "}", 2);
    return !lookup->text.failed || error_set(err, ERROR_OUT_OF_MEMORY, "no memory for %zu touches", map->n);
}

/* A column of scored_rows: the nodes of a contact, each once, and -1. One team alone, as most contacts have
 * it, leads to its part of the array as it is; to go through a path takes longer than the rest of the row. */
static void nodes_of_contact(const struct lookup *lookup, char *out, size_t size)
{
    snprintf(out, size,
             "CASE WHEN cardinality(path) = 1 THEN "
             "($2::int[])[(path[1] - (%" PRId32 ")) * %zu + 1 : (path[1] - (%" PRId32 ")) * %zu + %zu] ELSE "
             "ARRAY(SELECT DISTINCT ($2::int[])[(team - (%" PRId32 ")) * %zu + i] FROM unnest(path) team, "
             "generate_series(1, %zu) i) END AS nodes",
             lookup->first, lookup->width, lookup->first, lookup->width, lookup->width, lookup->first,
             lookup->width, lookup->width);
}

bool tally_store_by_path(struct db *db, const struct tally_query *query, const struct touch_map *map,
                         tally_store_row *on_row, void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct lookup lookup CLEANUP(lookup_free) = {0};
    char nodes[512];
    if (!write_lookup(map, &lookup, err)) {
        return false;
    }
    nodes_of_contact(&lookup, nodes, sizeof nodes);
    buffer_append_text(&sql, "SELECT node, count(*), count(*) FILTER (WHERE ");
    tally_sql_any(query->n_dimensions, &sql);
    buffer_append_text(&sql, ")");
    tally_sql_sums(query->dimensions, query->n_dimensions, &sql);
    buffer_append_text(&sql, " FROM (SELECT r.*, unnest(nodes) AS node FROM ");
    scored_rows(query, nodes, &sql);
    buffer_append_text(&sql, " r) t WHERE node >= 0 GROUP BY node ORDER BY node");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    return run(db, query, &sql, (const char *)buffer_span(&lookup.text).data, &rows, err) &&
           read_rows(rows, query->n_dimensions, on_row, ctx, err);
}

/* The teams that a contact touched, each once, in order. */
#define TOUCHED                                                                                              \
    "CASE WHEN cardinality(path) = 1 THEN path ELSE "                                                        \
    "ARRAY(SELECT DISTINCT team FROM unnest(path) team ORDER BY team) END AS touched"

/* Reads "{1,2}". */
static size_t read_team_ids(const char *text, int32_t ret_ids[SUBMISSION_MAX_PATH])
{
    size_t n = 0;
    while (*text != '}' && n < SUBMISSION_MAX_PATH) {
        char *end;
        ret_ids[n++] = (int32_t)strtol(text + 1, &end, 10);
        text = end;
    }
    return n;
}

static bool read_classes(const struct db_result *rows, size_t n_dimensions, tally_store_class *on_class,
                         void *ctx, struct error *err)
{
    for (size_t r = 0; r < db_rows(rows); r++) {
        struct tally_class class = {.contacts = db_int(rows, r, 1)};
        class.n_teams = read_team_ids(db_text(rows, r, 0), class.team_ids);
        for (size_t i = 0; i < n_dimensions; i++) {
            class.rated[i] = db_int(rows, r, 2 + i);
        }
        if (!on_class(ctx, &class, err)) {
            return false;
        }
    }
    return true;
}

bool tally_store_classes(struct db *db, const struct tally_query *query, tally_store_class *on_class,
                         void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    buffer_append_text(&sql, "DECLARE class NO SCROLL CURSOR FOR SELECT touched, count(*)");
    for (size_t i = 0; i < query->n_dimensions; i++) {
        buffer_printf(&sql, ", count(s%zu)", i);
    }
    buffer_append_text(&sql, " FROM ");
    scored_rows(query, TOUCHED, &sql);
    buffer_append_text(&sql, " r GROUP BY touched ORDER BY touched");
    if (!run(db, query, &sql, NULL, NULL, err)) {
        return false;
    }
    for (size_t n = 1; n > 0;) {
        struct db_result *rows CLEANUP(db_result_free) = NULL;
        if (!db_query(db, "FETCH 10000 FROM class", DB_NO_PARAMS, &rows, err) ||
            !read_classes(rows, query->n_dimensions, on_class, ctx, err)) {
            return false;
        }
        n = db_rows(rows);
    }
    return db_script(db, "CLOSE class", err);
}
