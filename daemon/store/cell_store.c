/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells travel as one parameter: an array of rows of their table, in PostgreSQL's text form. */
#include "cell_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"

/* A row is a quoted "(a,b,…)" of numbers and codes, none of which holds a quote, a comma or a backslash. */
static void row_start(struct buffer *out, const struct cell_key *key, const struct cell *cell)
{
    static const char *const states[] = {[CELL_PUBLISHED] = "published",
                                         [CELL_SUPPRESSED] = "suppressed",
                                         [CELL_NO_DATA] = "no_data",
                                         [CELL_INSUFFICIENT] = "insufficient"};
    buffer_printf(out, "%s\"(%" PRId32 ",%" PRId32 ",%s,%s", out->len == 0 ? "{" : ",", cell->team_id,
                  key->period, key->dimension, states[cell->state]);
}

static void count_field(struct buffer *out, int64_t count)
{
    if (count == CELL_UNKNOWN) {
        buffer_append_text(out, ",");
    } else {
        buffer_printf(out, ",%" PRId64, count);
    }
}

static void double_field(struct buffer *out, double x)
{
    if (isnan(x)) {
        buffer_append_text(out, ",");
    } else {
        buffer_printf(out, ",%.17g", x);
    }
}

static void cell_row(struct buffer *out, const struct cell *cell)
{
    buffer_printf(out, ",%s", cell->kind == DIMENSION_NPS ? "nps" : "mean");
    count_field(out, cell->state == CELL_PUBLISHED ? cell->tally.n : CELL_UNKNOWN);
    const double figures[] = {cell->mean, cell->sd, cell->se, cell->lo, cell->hi};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        double_field(out, figures[i]);
    }
    count_field(out, cell->top_box == 0 ? CELL_UNKNOWN : cell->top_box);
    double_field(out, cell->top);
    double_field(out, cell->top_lo);
    double_field(out, cell->top_hi);
    const int64_t counts[] = {cell->contacts, cell->invited, cell->responses, cell->teams_shown, cell->teams};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        count_field(out, counts[i]);
    }
    buffer_append_text(out, ")\"");
}

static void shown_row(struct buffer *out, const struct cell *cell, const struct shown_cell *shown)
{
    bool counted = cell->state == CELL_PUBLISHED || cell->state == CELL_INSUFFICIENT;
    count_field(out, counted ? cell->tally.n : CELL_UNKNOWN);
    buffer_printf(out, ",%s,%s,%s,%s,%s,%s,%s,%s,%s", shown->mean, shown->bound, shown->sd, shown->se,
                  shown->lo, shown->hi, shown->top, shown->top_lo, shown->top_hi);
    count_field(out, cell->contacts);
    count_field(out, cell->invited);
    count_field(out, cell->responses);
    buffer_printf(out, ",%s", shown->response_rate);
    count_field(out, cell->teams_shown);
    count_field(out, cell->teams);
    buffer_append_text(out, ")\"");
}

/* Ends the array and runs an insert of it. */
static bool insert(struct db *db, const char *sql, struct buffer *rows, struct error *err)
{
    buffer_append_text(rows, rows->len == 0 ? "{" : "");
    buffer_append(rows, "}", 2);
    if (rows->failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for cells");
    }
    return db_query(db, sql, DB_PARAMS((const char *)buffer_span(rows).data), NULL, err);
}

bool cell_store_insert(struct db *db, const struct cell_key *key, const struct cell *cells, size_t n,
                       struct error *err)
{
    struct buffer rows CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < n; i++) {
        row_start(&rows, key, &cells[i]);
        cell_row(&rows, &cells[i]);
    }
    return insert(db, "INSERT INTO pulssid.cell SELECT * FROM unnest($1::pulssid.cell[])", &rows, err);
}

bool cell_store_insert_shown(struct db *db, const struct cell_key *key, const struct cell *cells,
                             const struct shown_cell *shown, size_t n, struct error *err)
{
    struct buffer rows CLEANUP(buffer_free) = {0};
    for (size_t i = 0; i < n; i++) {
        row_start(&rows, key, &cells[i]);
        shown_row(&rows, &cells[i], &shown[i]);
    }
    return insert(db, "INSERT INTO pulssid.published_cell SELECT * FROM unnest($1::pulssid.published_cell[])",
                  &rows, err);
}

/* $1 dimension, $2 and $3 first and last period, $4 teams whose SD is not shown in the last one. */
static const char spreads_sql[] =
    "SELECT c.sd, c.n FROM pulssid.cell c WHERE c.dimension = $1 AND c.period BETWEEN $2 AND $3 "
    "AND c.state = 'published' AND c.n >= 10 AND c.team_id > 0 AND NOT EXISTS (SELECT FROM "
    "pulssid.period_team t WHERE t.period = c.period AND t.parent_id = c.team_id) "
    "AND CASE WHEN c.period = $3 THEN c.team_id <> ALL ($4::int[]) ELSE EXISTS (SELECT FROM "
    "pulssid.published_cell p WHERE (p.team_id, p.period, p.dimension) = (c.team_id, c.period, c.dimension) "
    "AND num_nonnulls(p.sd, p.bound) > 0) END ORDER BY c.period, c.team_id";

static void write_not_shown(const struct cell_window *window, struct buffer *out)
{
    buffer_append_text(out, "{");
    for (size_t i = 0; i < window->n; i++) {
        if (!window->cells[i].shows_spread) {
            buffer_printf(out, out->len == 1 ? "%" PRId32 : ",%" PRId32, window->cells[i].team_id);
        }
    }
    buffer_append(out, "}", 2);
}

bool cell_store_spreads(struct db *db, const struct cell_key *key, const struct cell_window *window,
                        struct cell_spreads *ret_spreads, struct error *err)
{
    char first[16];
    char last[16];
    struct buffer not_shown CLEANUP(buffer_free) = {0};
    snprintf(first, sizeof first, "%" PRId32, window->first_period);
    snprintf(last, sizeof last, "%" PRId32, key->period);
    write_not_shown(window, &not_shown);
    if (not_shown.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the teams of %zu cells", window->n);
    }
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!db_query(db, spreads_sql,
                  DB_PARAMS(key->dimension, first, last, (const char *)buffer_span(&not_shown).data), &rows,
                  err)) {
        return false;
    }
    size_t n = db_rows(rows);
    struct cell_spreads spreads CLEANUP(cell_spreads_free) = {n, calloc(n + 1, sizeof(double)),
                                                              calloc(n + 1, sizeof(int64_t))};
    if (spreads.sd == NULL || spreads.n == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the spread of %zu cells", n);
    }
    for (size_t i = 0; i < n; i++) {
        spreads.sd[i] = db_double(rows, i, 0);
        spreads.n[i] = db_int(rows, i, 1);
    }
    *ret_spreads = spreads;
    spreads = (struct cell_spreads){0};
    return true;
}

void cell_spreads_free(struct cell_spreads *spreads)
{
    free(spreads->sd);
    free(spreads->n);
}
