/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_NETWORK_H
#define PULSSID_STATS_SILO_NETWORK_H

/*
 * What an organisation's handoffs and ties of collaboration look like beside its units (statistics.md 5.2):
 * both held against units drawn by chance, and the communities that the handoffs make. A function of its
 * input and the seed alone; one thread at a time, see communities.h.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "math/arrangement.h"
#include "math/collaboration.h"
#include "math/communities.h"
#include "math/network.h"

struct silo_network_input {
    size_t teams;
    size_t units;
    const int32_t *unit;   /* [teams], 0..units-1 */
    const double *handoff; /* handoff[from * teams + to] over the window: whole numbers, 0 or more */
    const double *rating;  /* of collaboration.h */
};

struct silo_network_opts {
    struct arrangement_opts arrangement; /* its seed draws communities too */
    double tie;                          /* mutual collaboration that makes a tie */
    double min_handoffs;
    double min_ties;
};

/* One of the two networks. With a lack that the arrangement has too, or HANDOFFS or TIES, nothing but totals
 * is there; with UNITS alone in the figures see network.h. */
struct silo_network {
    enum lack lack;
    struct network_figures figures;
    struct arrangement arrangement;
};

/* What the two say together; inward or outward is p < .05 among the arrangements: further than chance would
 * have it, and no word on which way most of it goes. */
enum silo_reading {
    SILO_READING_NONE,
    SILO_CLOSED_SHOPS,   /* both inward */
    SILO_CROSSED_BORDER, /* collaboration inward, handoffs outward: customers cross a border that
                            collaboration crosses less than by chance */
    SILO_SPECIALISED,    /* handoffs inward, collaboration not */
};

struct silo_networks {
    struct silo_network handoffs;
    struct silo_network ties; /* total and internal count each tie twice */
    struct communities communities;
    enum silo_reading reading;
};

/* ret_community[teams], of communities.h; lacking for the reason that the handoffs' figures are.
 * OUT_OF_MEMORY, INTERNAL. */
bool silo_network_analyse(const struct silo_network_input *input, const struct silo_network_opts *opts,
                          struct silo_networks *ret_networks, int32_t *ret_community,
                          struct error *err) MUST_CHECK;

#endif
