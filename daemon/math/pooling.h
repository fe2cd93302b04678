/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_POOLING_H
#define PULSSID_MATH_POOLING_H

/*
 * Many teams' links taken together (statistics.md 3.2, 4.1, 4.2): is there a link at a common lag, how large
 * is it, how much does it differ between teams, what does a team's own figure become in that light. Pure;
 * values only, nothing to free.
 *
 * An effect is a team's Fisher z at a lag with its variance. NAN stands for "unknown" in and out; a team
 * without an effect at a lag takes no part there.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "correlation.h"

#define POOLING_MAX_LAGS 64
#define POOLING_EVERYBODY ((size_t)-1) /* as the team to leave out */

struct pooling_effect {
    double z; /* NAN: none */
    double v; /* above 0 */
};

struct pooling_family {
    size_t teams;
    size_t lags;                         /* 1..POOLING_MAX_LAGS */
    const struct pooling_effect *effect; /* effect[i * lags + j]: team i at the family's j-th lag */
    size_t min_teams; /* min_pool: fewer teams at a lag give no pooled figure there; at least 2 count as the
                         minimum */
};

/* Stouffer's weighted Z_j = sum(z/v) / sqrt(sum 1/v) at each lag, and the lag where |Z_j| is largest. */
struct pooling_common {
    size_t best;    /* index of k*; equal to the family's lags when no lag has enough teams */
    double p_sidak; /* analytic p of k*, Sidak over all lags; slightly liberal for short series: see
                       mismatch.h */
    double z[POOLING_MAX_LAGS];
    double p[POOLING_MAX_LAGS];    /* two-sided */
    double mean[POOLING_MAX_LAGS]; /* fixed-effect mean of z, sum(z/v) / sum 1/v … */
    double v[POOLING_MAX_LAGS];    /* … and its variance, 1 / sum 1/v */
};

/* Random-effects estimate (DerSimonian & Laird 1986) with the modified Hartung-Knapp interval (Roever et al.
 * 2015). All but k is NAN below the family's min_teams. 95 % throughout; *_z on the scale of Fisher's z, r
 * the same through tanh. */
struct pooling_estimate {
    size_t k; /* teams */
    double q; /* Cochran's Q of the fixed-effect mean; chi-square with k - 1 */
    double q_p;
    double tau2;
    double i2; /* per cent, metafor's definition */
    double z;
    double se;
    double se_mkh;
    double ci_z[2];
    double p_mkh;
    double pi_z[2]; /* for a new team: t with k - 2 (Higgins et al. 2009); NAN for k < 3 */
    double r;
    double ci_r[2];
    double pi_r[2];
    double fe_z; /* fixed effect */
    double fe_se;
    double fe_p;
};

/* Empirical-Bayes figure of one team: its own, drawn towards the mean as far as it is uncertain. */
struct pooling_shrunken {
    double z;
    double se;
    double r;
};

/* One team against all others at one lag; p_lower is small for a team whose link lies below theirs. */
struct pooling_residual {
    double z_others; /* their random-effects mean */
    double se_others;
    double tau2_others;
    double z; /* (z_i - z_others) / sqrt(v_i + se_others^2 + tau2_others): metafor's rstudent */
    double p_lower;
};

/* The lag that the other teams have in common, and the team's residual there: their choice owes nothing to
 * the team, so the team's own p at that lag needs no correction for a search. */
struct pooling_left_out {
    size_t lag;                       /* index; equal to the family's lags when the others have none */
    double p_lag_others;              /* p_sidak of the others */
    struct pooling_residual residual; /* NANs for a team without an effect at that lag */
};

/* Whether the data show that there is no link worth the name, which is more than that they show none
 * (statistics.md 7.5): the 90 % interval of r lies inside -.10..+.10. */
struct pooling_equivalence {
    double lo;
    double hi;
    bool no_link; /* false: there is one, or it cannot be told */
};

/* `without` leaves one team out; POOLING_EVERYBODY leaves none out. At a lag equal to the family's lags
 * (there is no common lag) nobody has an effect. */
struct pooling_common pooling_common(const struct pooling_family *family, size_t without);
struct pooling_estimate pooling_estimate(const struct pooling_family *family, size_t lag, size_t without);

/* NANs when the estimate or the effect is unknown. */
struct pooling_shrunken pooling_shrink(const struct pooling_estimate *estimate, struct pooling_effect effect);

struct pooling_residual pooling_residual(const struct pooling_family *family, size_t lag, size_t team);
/* Which lags fit the pooled means about as well as k*, and who leads by that: step 8 of 3.1, on the whole. An
 * empty set without a common lag. */
struct pooling_lags {
    uint64_t set; /* bit j: the family's j-th lag */
    enum correlation_direction direction;
};
struct pooling_lags pooling_lags(const struct pooling_common *common, size_t lags);

struct pooling_equivalence pooling_equivalence(double z, double se);

struct pooling_left_out pooling_leave_out(const struct pooling_family *family, size_t team);

#endif
