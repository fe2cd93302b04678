/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_CORRELATION_H
#define PULSSID_MATH_CORRELATION_H

/*
 * Do the two series of each team move together, and which one first? The default method of statistics.md 3.1:
 * centre by period, detrend, pre-whiten each series by its own AR(1) (Haugh 1976), cross-correlate at the
 * lags -L..L, pay for the search over lags by Sidak; and the leave-one-out common lag of 3.2. Association,
 * not cause.
 *
 * x leads y at a positive lag: lag k pairs x[t] with y[t + k]. NAN stands for "unknown" everywhere, in and
 * out. Pure; a struct correlation is immutable once made, and owned through correlation_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "level_correlation.h"

#define CORRELATION_MAX_LAG 26
#define CORRELATION_MAX_LAGS (2 * CORRELATION_MAX_LAG + 1)

/* Two matrices, x[team * periods + t] over contiguous periods, on 0..100, NAN where unpublished. Every team
 * that published in a period takes part in that period's mean, also one that is itself not analysed. */
struct correlation_input {
    size_t teams;
    size_t periods;
    const double *x; /* employee dimension */
    const double *y; /* customer dimension */
    size_t others;   /* rows behind the teams, which take part in the means and are not analysed themselves */
};

struct correlation_opts {
    size_t max_lag;    /* L, 0..CORRELATION_MAX_LAG */
    size_t min_series; /* periods with both metrics, per team */
    size_t min_pairs;  /* pre-whitened pairs at a lag, at least 5 (1 / (n - 4)); lag 0 must have them */
    size_t min_centre; /* teams published in a period, else it is not used; 0: no centring */
};

enum correlation_status {
    CORRELATION_PUBLISHED,    /* analysed */
    CORRELATION_INSUFFICIENT, /* too few periods or pre-whitened pairs: only n_pairs and n_white are known */
    CORRELATION_NO_VARIATION, /* a variance below 1e-9, as published or after the steps */
};

enum correlation_direction {
    CORRELATION_UNDETERMINED, /* the lags that fit are not all on one side of 0 */
    CORRELATION_X_LEADS,
    CORRELATION_Y_LEADS,
};

/* Cross-correlation of the residuals at one lag. With fewer than min_pairs pairs, or no variation in them: n
 * and NANs. */
struct correlation_lag {
    int32_t lag; /* periods */
    size_t n;    /* pairs */
    double r;
    double z; /* atanh r, |r| capped at 1 - 1e-12 */
    double v; /* variance of z: 1 / (n - 4) */
    double t; /* n - 3 degrees of freedom: one more spent on the AR coefficients */
    double p; /* two-sided */
};

struct correlation_team {
    enum correlation_status status;
    size_t n_pairs; /* periods where both, centred, are known */
    size_t n_white; /* pre-whitened pairs at lag 0 */
    double r1_x;    /* before bias correction */
    double r1_y;
    double phi_x;
    double phi_y;
    double slope_x; /* points a period */
    double slope_y;
    struct level_correlation level;      /* at lag 0: described, not tested */
    struct level_correlation level_best; /* at the lag of `best` */
    size_t best;      /* index of the lag with the smallest p, into the team's lags; 0 when not analysed */
    double p_team;    /* Sidak over all 2L + 1 lags */
    uint64_t lag_set; /* bit j: lag j - L fits not much worse than the best one (95 %) */
    enum correlation_direction direction; /* only worth showing when p_team or its q is small */
};

struct correlation {
    size_t teams;
    size_t periods;
    size_t lags;                   /* 2L + 1 */
    size_t min_pairs;              /* as given */
    struct correlation_team *team; /* [teams] */
    struct correlation_lag
        *lag;           /* lag[i * lags + j]: team i at lag j - L; NANs for a team that is not analysed */
    double *residual_x; /* pre-whitened, residual_x[i * periods + t]; NANs for a team that is not analysed */
    double *residual_y;
    double *level_x; /* centred and detrended, likewise */
    double *level_y;
};

/* Analyses all teams. Fails with OUT_OF_MEMORY, or CONFIG when max_lag or min_pairs is out of its bounds. No
 * teams or no periods are no error: nothing is analysed. */
bool correlation_new(const struct correlation_input *input, const struct correlation_opts *opts,
                     struct correlation **ret_correlation, struct error *err) MUST_CHECK;
struct correlation *correlation_free(struct correlation *correlation);
DEFINE_CLEANUP(correlation_free, struct correlation)

/* Step 8: the lags whose z, signed as that of lag[best], is not significantly lower (95 %, one-sided); that
 * lag always. Lags without z and v are not in the set. Bit j: the j-th of `lags`. */
uint64_t correlation_lag_set(const struct correlation_lag *lag, size_t lags, size_t best);

/* Who leads when all lags of the set lie on one side of 0, which is the max_lag-th. */
enum correlation_direction correlation_direction_of(uint64_t set, size_t max_lag);

/* Sidak's p for the smallest of m independent p-values; NAN for NAN. */
double correlation_sidak(double p_min, size_t m);

#endif
