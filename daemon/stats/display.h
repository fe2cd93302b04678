/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_DISPLAY_H
#define PULSSID_STATS_DISPLAY_H

/*
 * What of a published cell anyone may see, and how it is rounded: last, from exact integers where there are
 * any, half away from zero. Means and NPS have 0 decimals, 1 from n = 20; SD and SE 1; shares 2. Pure.
 *
 *   shows_spread     mean with own spread and interval, NPS, share; when all scores are equal nothing but a
 *                    bound, for their mean would be everybody's score: "at least 95", "at most 5" (NPS -95),
 *                    or "at most 95" for any score between them
 *   else (n < 10 …)  mean with the interval of the pooled SD (none yet: no interval); no own spread, no NPS,
 *                    no share; a mean at or beyond 5 or 95 as that bound alone. One that is uniform between
 *                    those looks like any other: to say less of it would say that it is uniform.
 */

#include "model/cell.h"

#define DISPLAY_EDGE 95 /* the bound of homogeneous cells, and 100 less it */

struct display_spread {
    double sd; /* pooled; NAN or 0: none yet */
    double df;
};

/* An empty one for a cell that is not published. */
struct shown_cell display_cell(const struct cell *cell, struct display_spread pooled);

#endif
