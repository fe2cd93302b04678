/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MATH_ATTENUATION_H
#define PULSSID_MATH_ATTENUATION_H

/*
 * The organisation's link as it would be if scores had no sampling error (statistics.md 3.6; Spearman 1904).
 * Teams' scores are means of few answers; their error makes a link look smaller than it is. An estimate
 * beside the raw one, never a test, and never of one team. An upper bound where the same people answer every
 * period. Pure.
 */

#include <stddef.h>
#include <stdint.h>

#include "correlation.h"

/* How large the error of each score is: answers behind it, n[team * periods + t] as the correlation's input
 * has its teams and periods, known wherever the score is; and the pooled SD within cells (score.h). */
struct attenuation_cells {
    const double *n_x;
    const double *n_y;
    double sd_x;
    double sd_y;
};

/* Of the within-team variation of one dimension, over the analysed teams. */
struct attenuation_side {
    double sd;          /* pooled within cells, as given */
    double error_var;   /* mean over teams of the mean squared error of their scores */
    double level_var;   /* mean over teams of the variance of their centred, detrended scores */
    double reliability; /* 1 - error_var / level_var; below 0 when all variation is error */
};

struct attenuation {
    size_t k; /* analysed teams */
    struct attenuation_side x;
    struct attenuation_side y;
    double r;    /* pooled within teams, of levels, at the lag */
    double neff; /* sum of the teams' effective pairs at lag 0 */
    double lo;   /* Fisher with neff - k pairs */
    double hi;
    double factor;    /* sqrt of both reliabilities; NAN, like the rest, when either is below .30 */
    double corrected; /* r / factor and the ends of its interval, within -1..1 */
    double corrected_lo;
    double corrected_hi;
};

struct attenuation attenuation_of(const struct correlation *correlation,
                                  const struct attenuation_cells *cells, int32_t lag);

/* The corrected figures from the others (worked example W9). */
void attenuation_correct(struct attenuation *attenuation);

/* All unknown. */
struct attenuation attenuation_unknown(void);

#endif
