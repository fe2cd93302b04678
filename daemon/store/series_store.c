/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts the series of leaf teams out of published cells. */
#include "series_store.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define NUMBER_SIZE 12

/* Columns of a row of cells. */
enum { CELL_TEAM, CELL_PERIOD, CELL_DIMENSION, CELL_OWN, CELL_MEAN };

/* An NPS of few is published for the statistics, and shown to nobody. */
#define IS_SHOWN                                                                                             \
    "c.state = 'published'"                                                                                  \
    " AND (c.kind <> 'nps'"                                                                                  \
    "      OR EXISTS (SELECT FROM pulssid.published_cell s"                                                  \
    "                  WHERE s.team_id = c.team_id AND s.period = c.period AND s.dimension = c.dimension"    \
    "                    AND s.state = 'published'))"

static const char newest_sql[] =
    "SELECT p.period, p.id, c.kind,"
    " (SELECT min(f.period) FROM pulssid.release f WHERE f.release <= $1::integer) FROM pulssid.calendar c, "
    "pulssid.release r"
    " JOIN pulssid.period p ON p.period = r.period WHERE r.release <= $1::integer"
    " ORDER BY p.period DESC LIMIT 1";

/* Leaves, period by period. A team's own series is the newest run of released periods in which it is a leaf:
 * places in them, counted up, and rows, counted down, have one sum as long as none is missing. The series
 * begins no earlier than the tree of its last period says. What a team published before is of another group
 * of people. */
static const char cells_sql[] =
    "SELECT l.team_id, l.period, d.place, l.own::integer, c.mean, c.n, c.sd, c.responses, c.invited"
    "  FROM (SELECT t.team_id, t.period,"
    "               r.place + row_number() OVER run = max(r.place) OVER (PARTITION BY t.team_id) + 1"
    "               AND (t.series_from = first_value(t.series_from) OVER run"
    "                    OR r.first_day >= first_value(t.series_from) OVER run) AS own"
    "          FROM (SELECT p.period, p.first_day, row_number() OVER (ORDER BY p.period) AS place"
    "                  FROM pulssid.release r JOIN pulssid.period p USING (period)"
    "                 WHERE r.release <= $1::integer AND p.period BETWEEN $2::integer AND $3::integer) r"
    "          JOIN pulssid.period_team t USING (period)"
    "         WHERE NOT EXISTS (SELECT FROM pulssid.period_team b"
    "                            WHERE b.period = t.period AND b.parent_id = t.team_id)"
    "        WINDOW run AS (PARTITION BY t.team_id ORDER BY t.period DESC)) l"
    "  CROSS JOIN unnest($4::text[]) WITH ORDINALITY d(dimension, place)"
    "  JOIN pulssid.cell c ON c.period = l.period AND c.team_id = l.team_id AND c.dimension = d.dimension"
    " WHERE " IS_SHOWN " ORDER BY l.own DESC, l.team_id, l.period";

static const char dimensions_sql[] =
    "SELECT DISTINCT c.dimension FROM pulssid.release r JOIN pulssid.cell c USING (period)"
    " WHERE r.release <= $1::integer AND r.period BETWEEN $2::integer AND $3::integer"
    "   AND c.team_id <> 0 AND " IS_SHOWN " ORDER BY 1";

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

/* Codes hold nothing that an array's literal would have to escape. */
static void write_dimensions(const struct series_query *query, struct buffer *out)
{
    for (size_t d = 0; d < query->n_dimensions; d++) {
        buffer_printf(out, "%s\"%s\"", d == 0 ? "{" : ",", query->dimensions[d]);
    }
    buffer_append(out, "}", 2);
}

static bool read_cells(struct db *db, const struct series_query *query, const struct span_of_periods *span,
                       struct db_result **ret_rows, struct error *err)
{
    struct buffer dimensions CLEANUP(buffer_free) = {0};
    write_dimensions(query, &dimensions);
    if (dimensions.failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the names of dimensions");
    }
    struct db_params params = DB_PARAMS(span->release_text, span->first_text, span->newest_text,
                                        (const char *)buffer_span(&dimensions).data);
    return db_query(db, cells_sql, params, ret_rows, err);
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

/* Rows come by team, those of own series first. */
static bool is_next_series(const struct db_result *rows, size_t i)
{
    return i == 0 || db_int(rows, i, CELL_TEAM) != db_int(rows, i - 1, CELL_TEAM) ||
           db_int(rows, i, CELL_OWN) != db_int(rows, i - 1, CELL_OWN);
}

static size_t count_series(const struct db_result *rows, bool own)
{
    size_t n = 0;
    for (size_t i = 0; i < db_rows(rows); i++) {
        n += is_next_series(rows, i) && (db_int(rows, i, CELL_OWN) != 0) == own;
    }
    return n;
}

static struct series_cells *allocate(const struct db_result *rows, size_t n_dimensions,
                                     const struct span_of_periods *span)
{
    struct series_cells *cells = calloc(1, sizeof *cells);
    if (cells == NULL) {
        return NULL;
    }
    cells->kind = span->kind;
    memcpy(cells->newest, span->newest_id, sizeof cells->newest);
    cells->first = span->first;
    cells->teams = count_series(rows, true);
    cells->former = count_series(rows, false);
    cells->periods = (size_t)(span->newest + 1 - span->first);
    cells->n_dimensions = n_dimensions;
    return allocate_means(cells) ? cells : series_cells_free(cells);
}

static void fill(struct series_cells *cells, const struct db_result *rows)
{
    size_t matrix = (cells->teams + cells->former) * cells->periods;
    size_t series = 0;
    for (size_t i = 0; i < db_rows(rows); i++) {
        series += i > 0 && is_next_series(rows, i);
        size_t at = series * cells->periods + (size_t)(db_int(rows, i, CELL_PERIOD) - cells->first);
        cells->team_id[series] = (int32_t)db_int(rows, i, CELL_TEAM);
        double *figures = cells->mean[db_int(rows, i, CELL_DIMENSION) - 1] + at;
        for (size_t f = 0; f < SERIES_FIGURES; f++) {
            figures[f * matrix] = db_double(rows, i, CELL_MEAN + f);
        }
    }
}

bool series_store_load(struct db *db, const struct series_query *query, struct series_cells **ret_cells,
                       struct error *err)
{
    struct span_of_periods span;
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    if (!find_window(db, query->release, &query->window, &span, err)) {
        return false;
    }
    if (query->from_start) {
        reach_back(&span);
    }
    if (!read_cells(db, query, &span, &rows, err)) {
        return false;
    }
    struct series_cells *cells = allocate(rows, query->n_dimensions, &span);
    if (cells == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the series of %zu dimensions",
                         query->n_dimensions);
    }
    fill(cells, rows);
    *ret_cells = cells;
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
