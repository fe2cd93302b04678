/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_LINKAGE_PAST_H
#define PULSSID_STORE_LINKAGE_PAST_H

/* What is read back of stored linkage: the tests that a release has made already, and what was claimed after
 * the last one. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "store/db.h"
#include "store/linkage_store.h"

struct linkage_p_values {
    size_t n;
    double *p; /* owned */
};

/* The tests of all links that were analysed for a release, by kind; in no particular order. */
struct linkage_tested {
    struct linkage_p_values own;
    struct linkage_p_values common_lag;
    struct linkage_p_values whole;
};

bool linkage_past_tested(struct db *db, int32_t release, struct linkage_tested *ret_tested,
                         struct error *err) MUST_CHECK;
void linkage_tested_free(struct linkage_tested *tested);

static inline void linkage_tested_free_local(struct linkage_tested *tested)
{
    linkage_tested_free(tested);
}

/* A team's states after the newest analysis, shown or kept, by the names in their columns. */
struct linkage_past_team {
    int32_t team_id;
    const char *evidence;
    const char *loo_evidence;
};

struct linkage_past {
    bool was_tested;
    int32_t tested;       /* period of the last formal test */
    const char *evidence; /* the organisation's */
    size_t teams;
    struct linkage_past_team *team; /* ascending by id */
    struct db_result *result;       /* holds the texts */
};

/* Reads the newest analysis of the key's pair for a release before the key's; without one nothing was tested
 * and there are no teams. */
bool linkage_past_load(struct db *db, const struct linkage_key *key, struct linkage_past **ret_past,
                       struct error *err) MUST_CHECK;
struct linkage_past *linkage_past_free(struct linkage_past *past);
DEFINE_CLEANUP(linkage_past_free, struct linkage_past)

#endif
