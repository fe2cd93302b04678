/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CELL_H
#define PULSSID_MODEL_CELL_H

/* One figure of one team, dimension and period: as the statistics read it, and as anyone may. */

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "survey.h"
#include "tally.h"

enum cell_state {
    CELL_PUBLISHED,
    CELL_SUPPRESSED,   /* hidden to protect respondents */
    CELL_NO_DATA,      /* the survey was not run */
    CELL_INSUFFICIENT, /* enough to be counted, too few for the figure: NPS below ten */
};

#define CELL_UNKNOWN (-1) /* a count that is not known or not meant */

/* Unrounded. Doubles are NAN where a figure is not defined; a cell that is not published holds its state
 * alone. */
struct cell {
    int32_t team_id; /* 0: the whole organisation */
    enum cell_state state;
    enum dimension_kind kind; /* DIMENSION_MEAN or DIMENSION_NPS */
    struct tally tally;
    int32_t unit;
    bool shows_spread; /* anyone may see its own dispersion, NPS and shares */
    double mean;
    double sd;
    double se;
    double lo;
    double hi;
    int32_t top_box; /* 0: none */
    double top;
    double top_lo;
    double top_hi;
    int64_t contacts; /* of customers; else CELL_UNKNOWN, like the next four where they do not apply */
    int64_t invited;
    int64_t responses;
    int32_t teams_shown;
    int32_t teams;
};

/* Without any figure. */
static inline struct cell cell_empty(int32_t team_id, enum cell_state state)
{
    return (struct cell){.team_id = team_id,
                         .state = state,
                         .mean = NAN,
                         .sd = NAN,
                         .se = NAN,
                         .lo = NAN,
                         .hi = NAN,
                         .top = NAN,
                         .top_lo = NAN,
                         .top_hi = NAN,
                         .contacts = CELL_UNKNOWN,
                         .invited = CELL_UNKNOWN,
                         .responses = CELL_UNKNOWN,
                         .teams_shown = CELL_UNKNOWN,
                         .teams = CELL_UNKNOWN};
}

#define CELL_TEXT_SIZE 48

/* What display leaves of a published cell, in decimals as they are printed. Empty: not shown. */
struct shown_cell {
    char mean[CELL_TEXT_SIZE];
    char bound[CELL_TEXT_SIZE]; /* "at_most", "at_least": mean is only a bound */
    char sd[CELL_TEXT_SIZE];
    char se[CELL_TEXT_SIZE];
    char lo[CELL_TEXT_SIZE];
    char hi[CELL_TEXT_SIZE];
    char top[CELL_TEXT_SIZE];
    char top_lo[CELL_TEXT_SIZE];
    char top_hi[CELL_TEXT_SIZE];
    char response_rate[CELL_TEXT_SIZE];
};

#endif
