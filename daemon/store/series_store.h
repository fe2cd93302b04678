/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SERIES_STORE_H
#define PULSSID_STORE_SERIES_STORE_H

/*
 * The series of teams' scores over the analysis window, as every analysis reads them: published cells of leaf
 * teams, and nothing else.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/calendar.h"
#include "store/db.h"
#include "store/series_rows.h"

/* Length of the analysis window by kind of calendar; at least 1. */
struct series_window {
    int32_t weeks;
    int32_t months;
};

/* What is asked for: some dimensions, over the window that ends at the newest period published by the release
 * or one before it. So the same release gives the same cells whenever it is analysed. */
struct series_query {
    int32_t release;
    struct series_window window;
    const char *const *dimensions;
    size_t n_dimensions; /* at least 1 */
    bool from_start;     /* the columns begin with the first release, if that is before the window */
};

/* The dimensions of which any team published a cell in the window, by code. */
struct series_dimensions {
    const char **code; /* [n] */
    size_t n;
    struct db_result *rows; /* holds the codes */
};

/* Errors as below. Owned through series_dimensions_free(). */
bool series_store_dimensions(struct db *db, int32_t release, struct series_window window,
                             struct series_dimensions **ret_dimensions, struct error *err) MUST_CHECK;
struct series_dimensions *series_dimensions_free(struct series_dimensions *dimensions);
DEFINE_CLEANUP(series_dimensions_free, struct series_dimensions)

/* The teams that published a cell of any of the dimensions as leaves, over contiguous periods, the newest
 * last.
 *
 * A team's series is the last unbroken run of published periods in which it was a leaf: a period in which it
 * was a unit, or not there, cuts it, and so does a version that starts a new series, as the tree of the run's
 * last period has it. A name or a parent cuts nothing. What a team published before its series is in a row of
 * its own behind all teams: it was published, so it belongs to its periods' means, and to nothing else.
 *
 * A figure that nobody is shown, as an NPS of few, is as one that is not published. */
struct series_cells {
    enum period_kind kind;
    char newest[PERIOD_ID_SIZE];
    int32_t first; /* period of the first column */
    size_t teams;
    size_t former; /* rows behind the teams */
    size_t periods;
    int32_t *team_id; /* [teams], ascending, then [former], likewise */
    double **mean;    /* by dimension: [row * periods + t], NAN where unpublished */
    size_t n_dimensions;
};

/* A figure of a dimension: [row * periods + t], NAN where unpublished. */
static inline const double *series_cells_of(const struct series_cells *cells, size_t dimension,
                                            enum series_figure figure)
{
    size_t rows = cells->teams + cells->former;
    return cells->mean[dimension] + (size_t)figure * rows * cells->periods;
}

/* NOT_FOUND when there is no release up to the one asked for, OUT_OF_MEMORY, database errors. */
bool series_store_load(struct db *db, const struct series_query *query, struct series_cells **ret_cells,
                       struct error *err) MUST_CHECK;

/* The same as loading these dimensions alone, of those that were loaded (places in them). OUT_OF_MEMORY. */
bool series_cells_pick(const struct series_cells *cells, const size_t *dimensions, size_t n,
                       struct series_cells **ret_cells, struct error *err) MUST_CHECK;
struct series_cells *series_cells_free(struct series_cells *cells);
DEFINE_CLEANUP(series_cells_free, struct series_cells)

#endif
