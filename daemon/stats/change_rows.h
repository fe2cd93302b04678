/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_CHANGE_ROWS_H
#define PULSSID_STATS_CHANGE_ROWS_H

/*
 * An analysis of changes as the rows that are stored: each alarm with its sentences, and, of a team without
 * one, where it stands: in the last period that was judged, or, when none was, in the window's last with the
 * reason. A team that published nothing of the dimension has no rows. Owned through change_rows_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "change_analysis.h"
#include "model/calendar.h"
#include "store/change_store.h"

/* What the analysis is of. */
struct change_subject {
    const char *dimension;
    enum period_kind kind;
    int32_t first; /* period of the analysis' first column */
    const int32_t *team_id;
    struct cusum_opts cusum;
};

struct change_rows {
    struct change_results results; /* points into what follows */
    struct change_series_row *series;
    struct change_row *rows;
    double *runs; /* u, cp and cm of the judged series, one behind the other */
    char **texts;
    size_t n_texts;
};

/* OUT_OF_MEMORY. */
bool change_rows_new(const struct change_analysis *analysis, const struct change_subject *subject,
                     struct change_rows **ret_rows, struct error *err) MUST_CHECK;
struct change_rows *change_rows_free(struct change_rows *rows);
DEFINE_CLEANUP(change_rows_free, struct change_rows)

#endif
