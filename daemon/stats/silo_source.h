/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_SOURCE_H
#define PULSSID_STATS_SILO_SOURCE_H

/*
 * What the analysis of silos takes, read from the database: published cells of leaf teams over the window,
 * and handoffs, visits and ratings of the same teams and periods (store/series_store.h tells which these
 * are). Scores of a dimension that the agreement of the release calls no property of teams (statistics.md 2)
 * are unknown.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/code.h"
#include "silo_analysis.h"
#include "store/db.h"
#include "store/series_store.h"

#define SILO_RATINGS "collaboration" /* dimension of the ratings between teams */

/* Owned through silo_source_free(). */
struct silo_source {
    struct series_cells *cells; /* dimensions in the order of SILO_WELLBEING … SILO_COLLABORATION */
    double *bounce;             /* [teams + former][periods] */
    double *handed_on;          /* [teams], share of all its visits; NAN without any */
    double *visits;             /* [teams], periods with visits times the fewest visits of one */
    double *headcount;          /* [teams] */
    bool *router;               /* [teams] */
    int32_t *unit;              /* [teams] */
    char (*code)[CODE_SIZE];    /* [teams] */
    double *handoff;            /* [teams][teams] */
    double *shown;              /* [teams][teams], of the handoffs those whose number is published */
    double *rating;             /* [teams][teams] */
    int32_t *unpublished; /* [n_unpublished], leaves of the newest tree without a series in the window */
    size_t n_unpublished;
    struct silo_input input; /* points into all of these */
};

/* NOT_FOUND when there is no release up to the one asked for, OUT_OF_MEMORY, database errors. */
bool silo_source_load(struct db *db, int32_t release, struct series_window window,
                      struct silo_source **ret_source, struct error *err) MUST_CHECK;
struct silo_source *silo_source_free(struct silo_source *source);
DEFINE_CLEANUP(silo_source_free, struct silo_source)

#endif
