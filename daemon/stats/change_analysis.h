/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CHANGE_ANALYSIS_H
#define PULSSID_STATS_CHANGE_ANALYSIS_H

/*
 * Which teams' scores on one dimension have changed, and when (statistics.md 6): every team's series, less
 * the mean of its period over the teams, through a self-starting CUSUM whose autoregression is pooled over
 * the teams. That one is of the series as they are, without their trends, before the means are taken off: as
 * in the values that were computed elsewhere (tests/data). The CUSUM runs from the start of the series,
 * and the result is of its newest periods: one that started anew in a window which moves on would have many
 * starts in a year, and two to four times the false alarms of one run (simulation/change_simulation). A
 * function of the scores and the options alone. Immutable once made; owned through change_analysis_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "math/cusum.h"
#include "math/level.h"

/* Scores in x[row * periods + t], NAN where unpublished. The rows behind the teams take part in the means of
 * their periods and are not analysed themselves. */
struct change_input {
    size_t teams;
    size_t others;
    size_t periods;
    const double *x;
    size_t window; /* the newest periods, which the result is of; 1 … periods */
};

struct change_analysis_opts {
    struct cusum_opts cusum; /* phi is found from the scores */
    size_t min_centre;       /* teams published in a period, else it is not used */
    bool withheld;           /* the dimension is no property of teams (statistics.md 2): no team is judged */
};

enum change_status {
    CHANGE_PUBLISHED,    /* some period was held against those before it */
    CHANGE_FEW_PERIODS,  /* too few that directly follow a published one */
    CHANGE_FEW_TEAMS,    /* enough of them, in which too few other teams were published */
    CHANGE_NO_VARIATION, /* the scores are all the same, or as far above the others' mean */
    CHANGE_NOT_OF_TEAMS  /* withheld */
};

struct change_team {
    enum change_status status;
    size_t n;         /* periods of the window published */
    size_t residuals; /* of them those that can be used and directly follow one that can */
    size_t judged;    /* of those the ones that were held against what came before */
    size_t alarms;
};

struct change_alarm {
    size_t team;
    enum cusum_alarm direction;
    size_t period; /* from the beginning of the window, as the next is … */
    int32_t since; /* … the estimate of when the change began; before the window it is negative */
    /* In points against the other teams: the level from then to the next change, or the end, less the level
     * from the change before, or the beginning, to then. */
    struct level_difference size;
};

struct change_analysis {
    size_t teams;
    size_t periods;             /* of the window */
    double phi;                 /* 0 … 0.8; NAN: no team has a series to speak of, or may be judged */
    struct change_team *team;   /* [teams] */
    struct cusum_step *step;    /* [teams * periods]; `change` counts from the start of the series */
    struct change_alarm *alarm; /* by team, then by time */
    size_t alarms;
};

/* OUT_OF_MEMORY. */
bool change_analysis_new(const struct change_input *input, const struct change_analysis_opts *opts,
                         struct change_analysis **ret_analysis, struct error *err) MUST_CHECK;
struct change_analysis *change_analysis_free(struct change_analysis *analysis);
DEFINE_CLEANUP(change_analysis_free, struct change_analysis)

#endif
