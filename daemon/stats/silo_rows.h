/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_ROWS_H
#define PULSSID_STATS_SILO_ROWS_H

/*
 * An analysis of silos as the rows that are stored, with what is told of it beside, which the sentences are
 * of. A team of which nothing was published has a row too, the same for all of them: that it cannot be told.
 * Owned through silo_rows_free();
 * the analysis and the source must outlive it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/evidence.h"
#include "silo_analysis.h"
#include "silo_source.h"
#include "silo_told.h"
#include "store/silo_store.h"

/* What the analysis is of. */
struct silo_subject {
    const struct silo_analysis *analysis;
    const struct silo_told *told; /* of the same */
    const struct silo_source *source;
    const struct silo_opts *opts;
    const enum evidence *evidence; /* [teams], claimed where the team has an index */
    bool tested;
    int32_t k; /* threshold for customers */
};

struct silo_rows {
    struct silo_row silo; /* points into what follows, as teams do */
    struct silo_team_row *teams;
    size_t n_teams;
    double *lists; /* of the teams, one behind the other */
    char **texts;
    size_t n_texts;
};

/* OUT_OF_MEMORY. */
bool silo_rows_new(const struct silo_subject *subject, struct silo_rows **ret_rows,
                   struct error *err) MUST_CHECK;
struct silo_rows *silo_rows_free(struct silo_rows *rows);
DEFINE_CLEANUP(silo_rows_free, struct silo_rows)

#endif
