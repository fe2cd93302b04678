/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CHANGE_ANALYSIS_H
#define PULSSID_STATS_CHANGE_ANALYSIS_H

/*
 * Which teams' scores on one dimension have changed, and when (statistics.md 6): every team's series, less
 * the mean of its period over the teams, through a self-starting CUSUM whose autoregression is pooled over
 * the teams. A function of the scores and the options alone. Immutable once made; owned through
 * change_analysis_free().
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/cusum.h"
#include "math/level.h"

struct change_analysis_opts {
    struct cusum_opts cusum; /* phi is found from the scores */
    size_t min_centre;       /* teams published in a period, else it is not used */
};

/* One alarm of a team, or, with alarm 0, where it stands when there was none. */
struct change {
    size_t team;
    size_t alarm;  /* 1, 2 …, in order of time; 0: none so far */
    size_t n;      /* periods of the series with a value */
    size_t judged; /* of them those that were held against what came before; 0: too few */
    enum cusum_alarm direction;
    size_t period; /* of the alarm, and when the change began; without an alarm 0 */
    size_t since;
    double u; /* at the alarm; without one NAN, and the sums as they stand */
    double up;
    double down;
    struct level_difference
        size; /* in points against the other teams: since the change, less since the run began */
};

struct change_analysis {
    double phi;    /* 0 … 0.8; NAN: no team has a series to speak of, and none is judged */
    size_t judged; /* teams that were judged at all */
    size_t n;
    struct change *changes; /* by team, then by time; one at least for each team */
};

/* x[team * periods + t], NAN where unpublished. OUT_OF_MEMORY. */
bool change_analysis_new(const double *x, size_t teams, size_t periods,
                         const struct change_analysis_opts *opts, struct change_analysis **ret_analysis,
                         struct error *err) MUST_CHECK;
struct change_analysis *change_analysis_free(struct change_analysis *analysis);
DEFINE_CLEANUP(change_analysis_free, struct change_analysis)

#endif
