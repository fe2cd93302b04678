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

#define FIXED_COLUMNS 3 /* before the sums: a key, or two, and counts */
#define NUMBER_SIZE 16

static void number(char ret_text[NUMBER_SIZE], int32_t x)
{
    snprintf(ret_text, NUMBER_SIZE, "%" PRId32, x);
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

/* Reads the sums of n dimensions, behind the fixed columns. */
static void read_tallies(const struct db_result *rows, size_t row, size_t n, struct tally *ret_tallies)
{
    for (size_t i = 0; i < n; i++) {
        size_t column = FIXED_COLUMNS + 4 * i;
        ret_tallies[i] = (struct tally){db_int(rows, row, column), db_int(rows, row, column + 1),
                                        db_int(rows, row, column + 2), db_int(rows, row, column + 3)};
    }
}

/* The sums by team, and behind them the counts of items. */
static void sums_by_team(const struct tally_items_query *query, struct buffer *out)
{
    const struct tally_query *scores = &query->scores;
    struct buffer columns CLEANUP(buffer_free) = {0};
    buffer_append_text(&columns, "team_id");
    item_sql_columns(&query->items, &columns);
    buffer_append(&columns, "", 1);
    buffer_append_text(out, "SELECT team_id, count(*), count(*) FILTER (WHERE ");
    tally_sql_any(scores->n_dimensions, out);
    buffer_append_text(out, ")");
    tally_sql_sums(scores->dimensions, scores->n_dimensions, out);
    item_sql_counts(&query->items, out);
    buffer_append_text(out, " FROM ");
    if (!columns.failed) {
        tally_sql_rows(scores, (const char *)buffer_span(&columns).data, out);
    }
    buffer_append_text(out, " r GROUP BY team_id ORDER BY team_id");
    out->failed = out->failed || columns.failed;
}

static struct tally_row read_team(const struct db_result *rows, size_t r, size_t n, struct tally *tallies)
{
    read_tallies(rows, r, n, tallies);
    return (struct tally_row){.team_id = (int32_t)db_int(rows, r, 0),
                              .submissions = db_int(rows, r, 1),
                              .responses = db_int(rows, r, 2),
                              .tallies = tallies};
}

bool tally_store_items_by_team(struct db *db, const struct tally_items_query *query, tally_store_row *on_row,
                               void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct item_reader *reader CLEANUP(item_reader_free) = NULL;
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    size_t n = query->scores.n_dimensions;
    char survey[NUMBER_SIZE];
    sums_by_team(query, &sql);
    number(survey, query->scores.survey->id);
    const char *statement = sql_text(&sql, err);
    if (statement == NULL || !item_reader_new(&query->items, &reader, err) ||
        !db_query(db, statement, DB_PARAMS(survey), &rows, err)) {
        return false;
    }
    struct tally tallies[2 * SURVEY_MAX_QUESTIONS];
    for (size_t r = 0; r < db_rows(rows); r++) {
        struct tally_row row = read_team(rows, r, n, tallies);
        if (!item_reader_read(reader, rows, r, FIXED_COLUMNS + 4 * n, &row.items, err) ||
            !on_row(ctx, &row, err)) {
            return false;
        }
    }
    return true;
}

bool tally_store_by_team(struct db *db, const struct tally_query *query, tally_store_row *on_row, void *ctx,
                         struct error *err)
{
    const struct tally_items_query without_items = {.scores = *query};
    return tally_store_items_by_team(db, &without_items, on_row, ctx, err);
}

/* Two arrays in PostgreSQL's text form: the places of the teams from the first id on, -1 where there is none,
 * and the starts of all places. */
struct map_text {
    int32_t first;
    struct buffer places;
    struct buffer starts;
};

static void map_text_free_local(struct map_text *text)
{
    buffer_free(&text->places);
    buffer_free(&text->starts);
}

static void write_array(const int32_t *numbers, size_t n, struct buffer *out)
{
    buffer_append_text(out, "{");
    for (size_t i = 0; i < n; i++) {
        buffer_printf(out, i == 0 ? "%" PRId32 : ",%" PRId32, numbers[i]);
    }
    buffer_append(out, "}", 2);
}

static bool write_map(const struct touch_map *map, struct map_text *text, struct error *err)
{
    int32_t last = 0;
    text->first = map->n == 0 ? 1 : map->teams[0];
    for (size_t p = 0; p < map->n; p++) {
        text->first = map->teams[p] < text->first ? map->teams[p] : text->first;
        last = map->teams[p] > last ? map->teams[p] : last;
    }
    size_t n = last < text->first ? 0 : (size_t)((int64_t)last - text->first + 1);
    int32_t *places CLEANUP(free) = malloc((n + 1) * sizeof *places);
    if (places == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the places of %zu teams", n);
    }
    memset(places, -1, n * sizeof *places);
    for (size_t p = 0; p < map->n; p++) {
        places[map->teams[p] - text->first] = (int32_t)p;
    }
    write_array(places, n, &text->places);
    write_array(map->starts, map->n * map->width, &text->starts);
    return (!text->places.failed && !text->starts.failed) ||
           error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the places of %zu teams", n);
}

/* A column of the rows: the places of a contact, in order. Most contacts have one or two, and sorting them
 * would take longer than the rest of the row. */
static void places_of_contact(int32_t first, struct buffer *out)
{
    char place[2][64];
    for (size_t i = 0; i < 2; i++) {
        snprintf(place[i], sizeof place[i], "coalesce(($2::int[])[path[%zu] - (%" PRId32 ") + 1], -1)", i + 1,
                 first);
    }
    buffer_printf(out,
                  "CASE cardinality(path) WHEN 1 THEN ARRAY[%s] WHEN 2 THEN ARRAY[least(%s, %s), "
                  "greatest(%s, %s)] ELSE ARRAY(SELECT ($2::int[])[team - (%" PRId32
                  ") + 1] FROM (SELECT unnest(path) AS team) t ORDER BY 1) END AS places",
                  place[0], place[0], place[1], place[0], place[1], first);
    buffer_append(out, "", 1);
}

/* The touches of contacts, by place and by how many of its levels start at or before the place before. */
static void touches(const struct tally_query *query, const struct touch_map *map, int32_t first,
                    struct buffer *out)
{
    struct buffer places CLEANUP(buffer_free) = {0};
    places_of_contact(first, &places);
    if (places.failed) {
        out->failed = true;
        return;
    }
    buffer_printf(out,
                  "SELECT place, width_bucket(before, ($3::int[])[place * %zu + 1 : place * %zu + %zu]), "
                  "count(*)",
                  map->width, map->width, map->width);
    tally_sql_sums(query->dimensions, query->n_dimensions, out);
    buffer_append_text(out, " FROM (SELECT r.*, unnest(places) AS place, "
                            "unnest(ARRAY[-1] || places[:cardinality(places) - 1]) AS before FROM ");
    tally_sql_rows(query, (const char *)buffer_span(&places).data, out);
    buffer_append_text(out, " r) t WHERE place >= 0 GROUP BY 1, 2 ORDER BY 1, 2");
}

bool tally_store_by_place(struct db *db, const struct tally_query *query, const struct touch_map *map,
                          tally_store_touch *on_touch, void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct map_text text CLEANUP(map_text_free) = {0};
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!write_map(map, &text, err)) {
        return false;
    }
    touches(query, map, text.first, &sql);
    char survey[NUMBER_SIZE];
    number(survey, query->survey->id);
    const char *places = (const char *)buffer_span(&text.places).data;
    const char *starts = (const char *)buffer_span(&text.starts).data;
    const char *statement = sql_text(&sql, err);
    if (statement == NULL || !db_query(db, statement, DB_PARAMS(survey, places, starts), &rows, err)) {
        return false;
    }
    struct tally tallies[2 * SURVEY_MAX_QUESTIONS];
    for (size_t r = 0; r < db_rows(rows); r++) {
        read_tallies(rows, r, query->n_dimensions, tallies);
        struct tally_touch touch = {.place = (size_t)db_int(rows, r, 0),
                                    .counted = (int32_t)db_int(rows, r, 1),
                                    .contacts = db_int(rows, r, 2),
                                    .tallies = tallies};
        if (!on_touch(ctx, &touch, err)) {
            return false;
        }
    }
    return true;
}

size_t tally_store_read_teams(const char *text, int32_t ret_ids[SUBMISSION_MAX_PATH])
{
    size_t n = 0;
    while (*text != '}' && n < SUBMISSION_MAX_PATH) {
        char *end;
        ret_ids[n++] = (int32_t)strtol(text + 1, &end, 10);
        text = end;
    }
    return n;
}

/* Who takes the classes. */
struct class_reading {
    size_t n_dimensions;
    tally_store_class *on_class;
    void *ctx;
};

static bool read_class(void *ctx, const struct db_result *row, struct error *err)
{
    const struct class_reading *reading = ctx;
    struct tally_class class = {.contacts = db_int(row, 0, 1)};
    class.n_teams = tally_store_read_teams(db_text(row, 0, 0), class.team_ids);
    for (size_t i = 0; i < reading->n_dimensions; i++) {
        class.rated[i] = db_int(row, 0, 2 + i);
    }
    return reading->on_class(reading->ctx, &class, err);
}

bool tally_store_classes(struct db *db, const struct tally_query *query, tally_store_class *on_class,
                         void *ctx, struct error *err)
{
    struct buffer sql CLEANUP(buffer_free) = {0};
    struct class_reading reading = {query->n_dimensions, on_class, ctx};
    char survey[NUMBER_SIZE];
    number(survey, query->survey->id);
    buffer_append_text(&sql, "SELECT touched, count(*)");
    for (size_t i = 0; i < query->n_dimensions; i++) {
        buffer_printf(&sql, ", count(s%zu)", i);
    }
    buffer_append_text(&sql, " FROM ");
    tally_sql_rows(query, TALLY_SQL_TOUCHED, &sql);
    buffer_printf(&sql, " r GROUP BY touched ORDER BY count(*) DESC, touched LIMIT %zu", query->max_classes);
    const char *text = sql_text(&sql, err);
    return text != NULL && db_each(db, text, DB_PARAMS(survey), read_class, &reading, err);
}
