/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_SILO_LINK_H
#define PULSSID_STATS_SILO_LINK_H

/* Each team's link of two series beside the link that the other teams have in common, at their lag
 * (statistics.md 3.2, 4.2): what indicator A2 is made of. */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "math/correlation.h"
#include "math/indicator.h"

struct silo_link_opts {
    struct correlation_opts correlation;
    size_t min_pool; /* other teams */
};

/* ret_link[teams]; NANs where the others have no lag in common or the team no figure there. OUT_OF_MEMORY, or
 * CONFIG for options out of their bounds. */
bool silo_link_compare(const struct correlation_input *input, const struct silo_link_opts *opts,
                       struct indicator_link *ret_link, struct error *err) MUST_CHECK;

#endif
