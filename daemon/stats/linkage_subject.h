/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_SUBJECT_H
#define PULSSID_STATS_LINKAGE_SUBJECT_H

/* What an analysis is of, for those who tell its results. */

#include <stdint.h>

#include "linkage_analysis.h"
#include "model/calendar.h"

struct linkage_subject {
    const char *employee; /* dimensions */
    const char *customer;
    enum period_kind kind;
    const int32_t *team_id;                   /* an id, ascending, for each team of the analysis */
    const struct linkage_analysis_opts *used; /* by the analysis */
};

#endif
