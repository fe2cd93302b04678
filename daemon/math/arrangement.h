/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_ARRANGEMENT_H
#define PULSSID_MATH_ARRANGEMENT_H

/*
 * What network.h would say by chance, were the same teams in units of the same sizes but others
 * (statistics.md 5.2): a permutation test of the E-I index and of modularity. The E-I index needs it, since
 * it depends on the sizes of units. Where there are few enough ways to arrange the teams all are tried, each
 * once, units of one size being alike; then nothing is random. Else some are drawn, and the same seed gives
 * the same result. Pure.
 *
 * Time: arrangements * teams^2 when all are tried, permutations * (teams + pairs within units) when drawn.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "lack.h"
#include "network.h"

struct arrangement_opts {
    size_t min_teams;
    size_t min_units;        /* of two teams or more */
    size_t min_arrangements; /* different ones: p cannot fall below one of their number */
    size_t max_exact;        /* arrangements of named units, of which each counts once; more are drawn from */
    uint32_t permutations;   /* to draw, at least 1 */
    uint64_t seed;           /* of generator.h */
};

struct arrangement_test {
    double p_low;  /* arrangements at most as high as the observed one; drawn: (1 + those) / (drawn + 1) */
    double p_high; /* at least as high */
    double mean;
    double sd; /* with the number of arrangements in the denominator */
};

struct arrangement {
    enum lack lack;      /* NOTHING; TEAMS; UNITS; TIES: no flow. Then everything below is 0 or NAN */
    bool exact;          /* all arrangements were tried */
    size_t arrangements; /* tried or drawn */
    struct arrangement_test ei;
    struct arrangement_test q;
};

/* OUT_OF_MEMORY. */
bool arrangement_test(const struct network *network, const struct arrangement_opts *opts,
                      struct arrangement *ret_arrangement, struct error *err) MUST_CHECK;

#endif
