/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the series of leaf teams out of published cells. */
#include "series_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "series_rows.h"

#define NUMBER_SIZE 12

static const char newest_sql[] =
    "SELECT p.period, p.id, c.kind,"
    " (SELECT min(f.period) FROM pulssid.release f WHERE f.release <= $1::integer) FROM pulssid.calendar c, "
    "pulssid.release r"
    " JOIN pulssid.period p ON p.period = r.period WHERE r.release <= $1::integer"
    " ORDER BY p.period DESC LIMIT 1";

/* Those of the whole first, which are few: what a team has a cell of, the whole has one of. OFFSET 0
 * keeps the planner from joining all cells with them. */
static const char dimensions_sql[] =
    "SELECT d.dimension FROM (SELECT DISTINCT dimension FROM pulssid.cell"
    "                          WHERE team_id = 0 AND period BETWEEN $2::integer AND $3::integer) d"
    " WHERE EXISTS (SELECT FROM pulssid.release r JOIN pulssid.cell c USING (period)"
    "                WHERE r.release <= $1::integer AND r.period BETWEEN $2::integer AND $3::integer"
    "                  AND c.team_id <> 0 AND c.dimension = d.dimension AND " SERIES_IS_SHOWN
    " OFFSET 0) ORDER BY 1";

/* Where a window lies, and its bounds as statements take them. */
struct span_of_periods {
    enum period_kind kind;
    char newest_id[PERIOD_ID_SIZE];
    int32_t first;
    int32_t newest;
    int32_t oldest; /* of all releases up to then */
    char release_text[NUMBER_SIZE];
    char first_text[NUMBER_SIZE];
    char newest_text[NUMBER_SIZE];
};

static void set_span(struct span_of_periods *span, const struct db_result *row,
                     const struct series_window *window)
{
    span->kind = strcmp(db_text(row, 0, 2), "month") == 0 ? PERIOD_MONTH : PERIOD_WEEK;
    span->newest = (int32_t)db_int(row, 0, 0);
    span->oldest = (int32_t)db_int(row, 0, 3);
    span->first = span->newest + 1 - (span->kind == PERIOD_MONTH ? window->months : window->weeks);
    snprintf(span->newest_id, sizeof span->newest_id, "%s", db_text(row, 0, 1));
    snprintf(span->first_text, sizeof span->first_text, "%" PRId32, span->first);
    snprintf(span->newest_text, sizeof span->newest_text, "%" PRId32, span->newest);
}

/* Begins with the first release, unless the window does so earlier. */
static void reach_back(struct span_of_periods *span)
{
    span->first = span->oldest < span->first ? span->oldest : span->first;
    snprintf(span->first_text, sizeof span->first_text, "%" PRId32, span->first);
}

static bool find_window(struct db *db, int32_t release, const struct series_window *window,
                        struct span_of_periods *ret_span, struct error *err)
{
    struct db_result *row CLEANUP(db_result_free) = NULL;
    snprintf(ret_span->release_text, sizeof ret_span->release_text, "%" PRId32, release);
    if (!db_query(db, newest_sql, DB_PARAMS(ret_span->release_text), &row, err)) {
        return false;
    }
    if (db_rows(row) == 0) {
        return error_set(err, ERROR_NOT_FOUND, "there is no release up to %" PRId32, release);
    }
    set_span(ret_span, row, window);
    return true;
}

bool series_store_dimensions(struct db *db, int32_t release, struct series_window window,
                             struct series_dimensions **ret_dimensions, struct error *err)
{
    struct span_of_periods span;
    struct series_dimensions *found CLEANUP(series_dimensions_free) = calloc(1, sizeof *found);
    if (found == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for dimensions");
    }
    if (!find_window(db, release, &window, &span, err) ||
        !db_query(db, dimensions_sql, DB_PARAMS(span.release_text, span.first_text, span.newest_text),
                  &found->rows, err)) {
        return false;
    }
    found->code = calloc(db_rows(found->rows) + 1, sizeof *found->code);
    if (found->code == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for dimensions");
    }
    for (size_t i = 0; i < db_rows(found->rows); i++) {
        found->code[found->n++] = db_text(found->rows, i, 0);
    }
    *ret_dimensions = found;
    found = NULL;
    return true;
}

struct series_dimensions *series_dimensions_free(struct series_dimensions *dimensions)
{
    if (dimensions != NULL) {
        free(dimensions->code);
        db_result_free(dimensions->rows);
        free(dimensions);
    }
    return NULL;
}

/* One matrix a figure, in their order. */
static double *unpublished(size_t n)
{
    double *mean = malloc((n + 1) * sizeof *mean);
    for (size_t i = 0; mean != NULL && i < n; i++) {
        mean[i] = NAN;
    }
    return mean;
}

static bool allocate_means(struct series_cells *cells)
{
    size_t rows = cells->teams + cells->former;
    cells->team_id = calloc(rows + 1, sizeof *cells->team_id);
    cells->mean = calloc(cells->n_dimensions + 1, sizeof *cells->mean);
    bool complete = cells->team_id != NULL && cells->mean != NULL;
    for (size_t d = 0; complete && d < cells->n_dimensions; d++) {
        cells->mean[d] = unpublished(rows * cells->periods * SERIES_FIGURES);
        complete = cells->mean[d] != NULL;
    }
    return complete;
}

static struct series_cells *allocate(const struct series_rows *rows, size_t n_dimensions,
                                     const struct span_of_periods *span)
{
    struct series_cells *cells = calloc(1, sizeof *cells);
    if (cells == NULL) {
        return NULL;
    }
    cells->kind = span->kind;
    memcpy(cells->newest, span->newest_id, sizeof cells->newest);
    cells->first = span->first;
    cells->teams = series_rows_teams(&rows->own);
    cells->former = series_rows_teams(&rows->former);
    cells->periods = (size_t)(span->newest + 1 - span->first);
    cells->n_dimensions = n_dimensions;
    return allocate_means(cells) ? cells : series_cells_free(cells);
}

/* From this series on. */
static void fill(struct series_cells *cells, const struct series_list *list, size_t series)
{
    size_t matrix = (cells->teams + cells->former) * cells->periods;
    for (size_t i = 0; i < list->n; i++) {
        const struct series_row *row = &list->rows[i];
        series += i > 0 && row->team_id != list->rows[i - 1].team_id;
        size_t at = series * cells->periods + (size_t)(row->period - cells->first);
        cells->team_id[series] = row->team_id;
        for (size_t f = 0; f < SERIES_FIGURES; f++) {
            cells->mean[row->dimension][f * matrix + at] = row->figure[f];
        }
    }
}

static bool no_memory(size_t dimensions, struct error *err)
{
    return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the series of %zu dimensions", dimensions);
}

bool series_store_load(struct db *db, const struct series_query *query, struct series_cells **ret_cells,
                       struct error *err)
{
    struct span_of_periods span;
    struct series_rows rows CLEANUP(series_rows_free) = {0};
    if (!find_window(db, query->release, &query->window, &span, err)) {
        return false;
    }
    if (query->from_start) {
        reach_back(&span);
    }
    const struct series_bounds bounds = {query->release, span.first, span.newest};
    if (!series_rows_read(db, &bounds, query->dimensions, query->n_dimensions, &rows, err)) {
        return false;
    }
    struct series_cells *cells = allocate(&rows, query->n_dimensions, &span);
    if (cells == NULL) {
        return no_memory(query->n_dimensions, err);
    }
    fill(cells, &rows.own, 0);
    fill(cells, &rows.former, cells->teams);
    *ret_cells = cells;
    return true;
}

static bool is_there(const struct series_cells *cells, size_t row, size_t dimension,
                     enum series_figure figure)
{
    const double *figures = series_cells_of(cells, dimension, figure) + row * cells->periods;
    size_t t = 0;
    while (t < cells->periods && isnan(figures[t])) {
        t++;
    }
    return t < cells->periods;
}

/* Whether any of the dimensions has a cell in this row. */
static bool has_cell(const struct series_cells *cells, size_t row, const size_t *dimensions, size_t n)
{
    bool found = false;
    for (size_t d = 0; d < n && !found; d++) {
        for (enum series_figure f = SERIES_MEAN; f < SERIES_FIGURES && !found; f++) {
            found = is_there(cells, row, dimensions[d], f);
        }
    }
    return found;
}

static size_t count_rows(const struct series_cells *cells, size_t from, size_t to, const size_t *dimensions,
                         size_t n)
{
    size_t found = 0;
    for (size_t row = from; row < to; row++) {
        found += has_cell(cells, row, dimensions, n);
    }
    return found;
}

/* Copies a row of all figures of all dimensions to the place of another. */
static void copy_row(const struct series_cells *from, size_t row, const size_t *dimensions,
                     struct series_cells *to, size_t place)
{
    to->team_id[place] = from->team_id[row];
    for (size_t d = 0; d < to->n_dimensions; d++) {
        for (enum series_figure f = SERIES_MEAN; f < SERIES_FIGURES; f++) {
            double *target = to->mean[d] + (f * (to->teams + to->former) + place) * to->periods;
            memcpy(target, series_cells_of(from, dimensions[d], f) + row * from->periods,
                   from->periods * sizeof *target);
        }
    }
}

bool series_cells_pick(const struct series_cells *cells, const size_t *dimensions, size_t n,
                       struct series_cells **ret_cells, struct error *err)
{
    size_t rows = cells->teams + cells->former;
    struct series_cells *picked CLEANUP(series_cells_free) = malloc(sizeof *picked);
    if (picked == NULL) {
        return no_memory(n, err);
    }
    *picked = *cells;
    picked->teams = count_rows(cells, 0, cells->teams, dimensions, n);
    picked->former = count_rows(cells, cells->teams, rows, dimensions, n);
    picked->n_dimensions = n;
    if (!allocate_means(picked)) {
        return no_memory(n, err);
    }
    for (size_t row = 0, place = 0; row < rows; row++) {
        if (has_cell(cells, row, dimensions, n)) {
            copy_row(cells, row, dimensions, picked, place++);
        }
    }
    *ret_cells = picked;
    picked = NULL;
    return true;
}

struct series_cells *series_cells_free(struct series_cells *cells)
{
    if (cells != NULL) {
        for (size_t d = 0; cells->mean != NULL && d < cells->n_dimensions; d++) {
            free(cells->mean[d]);
        }
        free(cells->mean);
        free(cells->team_id);
        free(cells);
    }
    return NULL;
}
