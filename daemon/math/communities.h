/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_COMMUNITIES_H
#define PULSSID_MATH_COMMUNITIES_H

/*
 * Which teams belong together by what goes between them, whatever the organisation chart says: the
 * communities that Leiden finds (Traag, Waltman & van Eck 2019, in igraph), by modularity of the flow without
 * its directions. Where they are not the units, customers cross borders that the organisation has drawn
 * elsewhere.
 *
 * The same flow and seed give the same communities. igraph has one generator, which is seeded, and one error
 * handler, which is put back, for the whole process: one thread at a time may call this.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lack.h"
#include "network.h"

#define COMMUNITIES_ALONE (-1) /* nothing goes to or from the team */

struct communities {
    enum lack lack;   /* NOTHING; TIES: no flow at all. Then everything below is 0 or NAN */
    size_t teams;     /* that have any flow */
    size_t count;     /* of communities */
    double q;         /* their modularity, as that of units in network.h */
    double agreement; /* with the units: adjusted Rand index (Hubert & Arabie 1985), 1 the same, about 0 by
                         chance, below 0 less; NAN where both put all teams together, or all apart */
};

/* ret_community[teams]: 0..count-1 in order of their first teams, or COMMUNITIES_ALONE. OUT_OF_MEMORY, or
 * INTERNAL when igraph does not take the graph. */
bool communities_find(const struct network *network, uint64_t seed, struct communities *ret_communities,
                      int32_t *ret_community, struct error *err) MUST_CHECK;

#endif
