/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_ROWS_H
#define PULSSID_STATS_LINKAGE_ROWS_H

/*
 * An analysis as the rows that are stored. A team that is not analysed has its status and a count alone:
 * periods with both metrics and how many are needed, or, when there are enough of those, pre-whitened pairs
 * and how many of them are needed; not even these where the employee dimension is no property of teams. It
 * has no rows by lag. Owned through linkage_rows_free(); the analysis
 * and what is claimed of it must outlive it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "linkage_analysis.h"
#include "linkage_claims.h"
#include "linkage_organisation.h"
#include "linkage_subject.h"
#include "linkage_words.h"
#include "store/linkage_store.h"

struct linkage_rows {
    struct linkage_results results; /* points into what follows */
    struct linkage_team_row *team;
    struct linkage_lag_row *lag;
    char (*lag_set)[LINKAGE_LAG_SET_SIZE]; /* [teams] */
    struct linkage_organisation_room organisation;
};

/* After linkage_evidence_carry(). OUT_OF_MEMORY. */
bool linkage_rows_new(const struct linkage_analysis *analysis, const struct linkage_subject *subject,
                      const struct linkage_claims *claims, struct linkage_rows **ret_rows,
                      struct error *err) MUST_CHECK;
struct linkage_rows *linkage_rows_free(struct linkage_rows *rows);
DEFINE_CLEANUP(linkage_rows_free, struct linkage_rows)

#endif
