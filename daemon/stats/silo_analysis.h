/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_ANALYSIS_H
#define PULSSID_STATS_SILO_ANALYSIS_H

/*
 * Siloing of every team and of the organisation over a window of published data (statistics.md 5): the
 * differences, the seven indicators, the index, q over teams, and the networks. A function of its input, the
 * options and the seed alone. Immutable once made; owned through silo_analysis_free(). Association, not
 * cause.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/collaboration.h"
#include "math/difference.h"
#include "math/silo_index.h"
#include "silo_link.h"
#include "silo_network.h"

enum {
    SILO_WELLBEING,
    SILO_CUSTOMER,
    SILO_ENGAGEMENT,
    SILO_ORIENTATION,   /* to customers */
    SILO_COLLABORATION, /* as the team rates its own */
    SILO_BOUNCE,        /* share of visits that are handed on, 0..1 */
    SILO_SERIES
};

struct silo_input {
    size_t teams;
    size_t periods;
    size_t others;                     /* rows behind the teams, as in difference.h */
    const double *series[SILO_SERIES]; /* series[s][row * periods + t], NAN where unpublished */
    const bool *router;                /* [teams]: handing on is its task; its bounce counts nowhere */
    const double *headcount;           /* [teams], NAN where unknown */
    struct silo_network_input network; /* of the same teams */
};

struct silo_opts {
    struct silo_link_opts link; /* of wellbeing and customers, for A2 */
    struct difference_opts difference;
    double margin[SILO_SERIES]; /* SILO_COLLABORATION's is that of the asymmetry */
    double margin_unsupported;
    double anchor[INDICATORS]; /* A2's and C2's are not used: they are shares of what the others have */
    double support;            /* mutual collaboration below which a handoff is unsupported */
    int64_t min_handoffs;      /* of a team */
    size_t min_raters;         /* teams */
    struct silo_network_opts network;
};

struct silo_team {
    struct difference difference[SILO_SERIES];
    struct collaboration_received received;
    struct collaboration_dyads dyads;
    struct collaboration_inwardness inwardness;
    struct collaboration_support support;
    enum quadrant quadrant;
    struct indicator indicator[INDICATORS];
    struct silo_index index;
    double q; /* of the index's p, Benjamini & Hochberg over teams; NAN where there is no index */
};

struct silo_organisation {
    enum lack lack;     /* NOTHING, INDICATORS: no team has an index, or HEADCOUNT: of none that has */
    size_t teams;       /* with an index */
    size_t flagged;     /* of them, q <= EVIDENCE_Q in this analysis alone; see evidence.h */
    double people;      /* headcount of those with an index, where known */
    double index;       /* mean of the teams' by headcount */
    double unsupported; /* share of all handoffs; NAN where none is between teams with a dyad */
};

struct silo_analysis {
    size_t teams;
    struct silo_team *team; /* [teams], in the order of the input */
    struct silo_organisation organisation;
    struct silo_networks networks;
    int32_t *community; /* [teams] */
};

/* Of teams one by one, from zeros on: until its end the index is a sum, and there is no lack. */
void silo_organisation_add(struct silo_organisation *organisation, const struct silo_index *index, double q,
                           double headcount);
struct silo_organisation silo_organisation_end(const struct silo_organisation *organisation,
                                               const struct collaboration_support *support);

/* The constants of statistics.md 0 for weeks; permutations 9999, seed 0. */
struct silo_opts silo_opts_usual(void);

/* OUT_OF_MEMORY, INTERNAL, or CONFIG for options out of their bounds. */
bool silo_analysis_new(const struct silo_input *input, const struct silo_opts *opts,
                       struct silo_analysis **ret_analysis, struct error *err) MUST_CHECK;
struct silo_analysis *silo_analysis_free(struct silo_analysis *analysis);
DEFINE_CLEANUP(silo_analysis_free, struct silo_analysis)

#endif
