/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_TOLD_H
#define PULSSID_STATS_SILO_TOLD_H

/*
 * What may be told of an analysis of silos. Small numbers of handoffs are told nowhere, but indicators B1 and
 * B2 are made of them, and index, p and q of these: beside other figures they would give the numbers back. So
 * the same analysis is made once more from coarser numbers, and that one alone is told.
 *
 *   B2  handoffs and unsupported ones of a team: what is published of them, and the middle of the class of k
 *       that the others' number is in. Nothing made of them can tell one number of a class from another, also
 *       for who takes off what is published. Below 10 k handoffs there is none. The E-I index likewise.
 *   B1  in steps that are worth k handoffs or more, whichever period they were in: to two decimals, to one,
 *       or not at all. So are its error and, downwards, its degrees of freedom.
 *
 * Everything else of the analysis is made of published means, and stays. Owned through silo_told_free().
 */

#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/indicator.h"
#include "math/silo_index.h"
#include "silo_analysis.h"

struct silo_told_team {
    struct indicator indicator[INDICATORS];
    struct silo_index index;
    double q;           /* of the index's p; NAN where there is no index */
    double more;        /* share of its visits handed on above the others'; NAN with B1 */
    double unsupported; /* share of its handoffs; NAN with B2 */
};

struct silo_told {
    size_t n;
    struct silo_told_team *team;           /* [n], in the order of the analysis */
    struct silo_organisation organisation; /* unsupported NAN below 10 k handoffs */
    double ei;                             /* of handoffs, of network.h; NAN without any */
};

struct silo_told_input {
    const struct silo_analysis *analysis;
    const struct silo_opts *opts;
    const struct silo_network_input *network;
    const double *shown;     /* of the network's handoffs those whose number is published, as there */
    const double *headcount; /* [teams], NAN where unknown */
    const double *visits;    /* [teams], that a share of 1 is worth of in every period; 0: none */
    int32_t k;               /* threshold for customers; 0 for none: nothing of handoffs is told */
};

/* OUT_OF_MEMORY. */
bool silo_told_new(const struct silo_told_input *input, struct silo_told **ret_told,
                   struct error *err) MUST_CHECK;
struct silo_told *silo_told_free(struct silo_told *told);
DEFINE_CLEANUP(silo_told_free, struct silo_told)

#endif
