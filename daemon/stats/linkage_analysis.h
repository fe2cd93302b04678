/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_ANALYSIS_H
#define PULSSID_STATS_LINKAGE_ANALYSIS_H

/*
 * The whole linkage of two dimensions by the default method (statistics.md 3.1, 3.2, 3.6, 4): every team
 * alone, all teams together, each team against the others. A function of the matrices, the options and the
 * seed alone. Immutable once made; owned through linkage_analysis_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/attenuation.h"
#include "math/between.h"
#include "math/correlation.h"
#include "math/evidence.h"
#include "math/mismatch.h"
#include "math/participation.h"
#include "math/pooling.h"

/* withheld: the employee dimension is no property of teams (statistics.md 2). Then its scores are as unknown,
 * and nothing is tested. */
struct linkage_analysis_input {
    bool withheld;
    struct correlation_input series;
    struct attenuation_cells cells; /* of the same rows and periods, like what follows */
    const double *invited;          /* to the employee dimension; NAN where nobody counted */
    const double *responses;
};

struct linkage_analysis_opts {
    struct correlation_opts correlation;
    size_t min_pool;
    uint32_t permutations;
    uint64_t seed;
};

/* What is tested, each kind in a family of its own. */
enum linkage_test {
    LINKAGE_OWN,        /* [teams]: the team's best lag, which pays for the search */
    LINKAGE_COMMON_LAG, /* [teams]: at the lag that the other teams have in common */
    LINKAGE_WHOLE,      /* [1]: the mismatch test of the organisation */
    LINKAGE_TEST_KINDS
};

/* NAN: not tested. */
struct linkage_tests {
    size_t n;
    double *p;
    size_t family; /* tests that the q-values count; set, like these, by linkage_family */
    double *q_bh;
    double *q_by;
    enum evidence *kept;     /* state over releases; set, like the next, by linkage_evidence */
    enum evidence *evidence; /* what is claimed of it now: nothing where p is NAN */
};

/* NAN for what is not known, as in math/. Teams are in the order of the input. */
struct linkage_analysis {
    bool withheld; /* as in the input */
    struct correlation *correlation;
    struct pooling_effect *effect; /* of every team at every lag */
    struct pooling_common common;
    struct pooling_estimate estimate; /* at the common lag */
    struct mismatch mismatch;
    struct attenuation attenuation; /* at the common lag */
    struct between between;
    struct between_team *between_team; /* [teams] */
    enum between_sign between_sign;
    struct participation *participation; /* [teams], of employees */
    struct pooling_left_out *left_out;   /* [teams] */
    struct linkage_tests tests[LINKAGE_TEST_KINDS];
    bool formal;     /* its tests count as formal ones; set, like the next two, by linkage_evidence */
    bool was_tested; /* formally, now or before … */
    int32_t tested;  /* … last in this period */
};

/* OUT_OF_MEMORY, or CONFIG for options out of their bounds. */
bool linkage_analysis_new(const struct linkage_analysis_input *input,
                          const struct linkage_analysis_opts *opts, struct linkage_analysis **ret_analysis,
                          struct error *err) MUST_CHECK;
struct linkage_analysis *linkage_analysis_free(struct linkage_analysis *analysis);
DEFINE_CLEANUP(linkage_analysis_free, struct linkage_analysis)

/* Whether p or q of a test is .05 or less now, formal test or not: between tests a state is kept, but who
 * leads is told of what the data show now. */
bool linkage_is_significant(const struct linkage_tests *tests, size_t i);

/* Teams with enough data. */
size_t linkage_analysis_teams(const struct linkage_analysis *analysis);

#endif
