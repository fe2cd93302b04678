/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_ANALYSIS_H
#define PULSSID_STATS_LINKAGE_ANALYSIS_H

/*
 * The whole linkage of two dimensions by the default method (statistics.md 3.1, 3.2, 4.1, 4.2): every team
 * alone, all teams together, each team against the others. A function of the matrices, the options and the
 * seed alone. Immutable once made; owned through linkage_analysis_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/correlation.h"
#include "math/mismatch.h"
#include "math/pooling.h"

struct linkage_analysis_opts {
    struct correlation_opts correlation;
    size_t min_pool;
    uint32_t permutations;
    uint64_t seed;
};

/* NAN for what is not known, as in math/. Teams are in the order of the input. */
struct linkage_analysis {
    struct correlation *correlation;
    struct pooling_effect *effect; /* of every team at every lag */
    struct pooling_common common;
    struct pooling_estimate estimate; /* at the common lag */
    struct mismatch mismatch;
    struct pooling_left_out *left_out; /* [teams] */
    double *p_left_out; /* [teams]: the team's own p at the lag that the others have in common */
    double *q_bh;       /* [teams], of the teams' p */
    double *q_by;
    double *q_left_out; /* [teams], of p_left_out, Benjamini & Hochberg */
};

/* OUT_OF_MEMORY, or CONFIG for options out of their bounds. */
bool linkage_analysis_new(const struct correlation_input *input, const struct linkage_analysis_opts *opts,
                          struct linkage_analysis **ret_analysis, struct error *err) MUST_CHECK;
struct linkage_analysis *linkage_analysis_free(struct linkage_analysis *analysis);
DEFINE_CLEANUP(linkage_analysis_free, struct linkage_analysis)

/* Teams with enough data. */
size_t linkage_analysis_teams(const struct linkage_analysis *analysis);

#endif
