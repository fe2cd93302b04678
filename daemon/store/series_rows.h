/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SERIES_ROWS_H
#define PULSSID_STORE_SERIES_ROWS_H

/* Reads the cells that series are made of, a few teams at a time (store/steps.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "store/db.h"

/* An NPS of few is published for the statistics, and shown to nobody: of a cell c. */
#define SERIES_IS_SHOWN                                                                                      \
    "c.state = 'published'"                                                                                  \
    " AND (c.kind <> 'nps'"                                                                                  \
    "      OR EXISTS (SELECT FROM pulssid.published_cell s"                                                  \
    "                  WHERE s.team_id = c.team_id AND s.period = c.period AND s.dimension = c.dimension"    \
    "                    AND s.state = 'published'))"

/* What is known of a cell. */
enum series_figure {
    SERIES_MEAN,
    SERIES_N,         /* answers */
    SERIES_SD,        /* among them */
    SERIES_RESPONSES, /* submissions and invitations behind them; NAN where nobody counted these */
    SERIES_INVITED,
    SERIES_FIGURES
};

/* A cell; figures that nobody counted are NAN. */
struct series_row {
    int32_t team_id;
    int32_t period;
    size_t dimension; /* its place among those asked for */
    double figure[SERIES_FIGURES];
};

/* By team, each team's by period. */
struct series_list {
    struct series_row *rows; /* owned */
    size_t n;
    size_t room;
};

struct series_rows {
    struct series_list own;    /* in the teams' own series */
    struct series_list former; /* before them */
};

/* Periods from first to newest, of those that were released up to the release. */
struct series_bounds {
    int32_t release;
    int32_t first;
    int32_t newest;
};

/* Adds what there is of n dimensions, at least 1. OUT_OF_MEMORY, database errors; rows may hold some then. */
bool series_rows_read(struct db *db, const struct series_bounds *bounds, const char *const *dimensions,
                      size_t n, struct series_rows *rows, struct error *err) MUST_CHECK;
void series_rows_free_local(struct series_rows *rows);

/* How many teams a list is of. */
size_t series_rows_teams(const struct series_list *list);

#endif
