/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_LINKAGE_CLAIMS_H
#define PULSSID_STATS_LINKAGE_CLAIMS_H

/*
 * What may be said of a link, by rule: for each result a sentence of model/claim_text and its grade. The
 * rules:
 *
 * - link: the employee dimension is no property of teams: it cannot be told; nothing significant was tested
 *   (math/evidence.h): it cannot be told, with the smallest link that could have been shown; else a lead in
 *   time where all lags that fit lie on one side of 0, an association where they do not, or where the lag is
 *   that of the other teams; and an association too where a state that was reached before is kept while
 * neither p nor q is .05 or less now.
 * - size, of the whole: an association where its interval excludes 0 and a test has found a link; a
 *   description where no test has, since the lag is the best of many: with no link at all the interval
 *   excludes 0 in 5 to 25 organisations of 100, the more teams the oftener. Where it covers 0, a description
 *   when a test has found a link and Q says that teams differ (linked in some), else it cannot be told.
 * - corrected: a description, where a test has found a link.
 * - between, sign, participation: descriptions; between teams an association from 30 teams on,
 *   when the interval excludes 0.
 * - label: what goes with every number of a link.
 */

#include <stddef.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "linkage_analysis.h"
#include "linkage_subject.h"
#include "store/linkage_store.h"

/* Rows to store, and the grade of `link`: the whole's first, then of each team. Owned through
 * linkage_claims_free(). */
struct linkage_claims {
    size_t n;
    struct linkage_claim_row *row;
    const char **grade; /* [1 + teams] */
    struct buffer text; /* the sentences, which rows point into */
};

/* After linkage_evidence_carry(). OUT_OF_MEMORY. */
bool linkage_claims_new(const struct linkage_analysis *analysis, const struct linkage_subject *subject,
                        struct linkage_claims **ret_claims, struct error *err) MUST_CHECK;
struct linkage_claims *linkage_claims_free(struct linkage_claims *claims);
DEFINE_CLEANUP(linkage_claims_free, struct linkage_claims)

#endif
