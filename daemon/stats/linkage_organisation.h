/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_ORGANISATION_H
#define PULSSID_STATS_LINKAGE_ORGANISATION_H

/* What an analysis says of the whole organisation, as the row that is stored. */

#include "linkage_analysis.h"
#include "linkage_subject.h"
#include "linkage_words.h"
#include "store/linkage_store.h"

#define LINKAGE_SEED_SIZE 24

/* What the row points to, beside the analysis. */
struct linkage_organisation_room {
    double lags[CORRELATION_MAX_LAGS];
    char seed[LINKAGE_SEED_SIZE];
    double pairs[5][2]; /* intervals */
    char lag_set[LINKAGE_LAG_SET_SIZE];
};

/* Everything but the grade. The analysis and the room must outlive the row. */
void linkage_organisation_fill(const struct linkage_analysis *analysis, const struct linkage_subject *subject,
                               struct linkage_organisation_room *room,
                               struct linkage_organisation_row *ret_row);

#endif
