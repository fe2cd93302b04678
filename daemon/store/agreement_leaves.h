/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_AGREEMENT_LEAVES_H
#define PULSSID_STORE_AGREEMENT_LEAVES_H

/* Reads the cells that agreement is computed from, in steps (store/steps.h). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/db.h"
#include "store/series_store.h"

/* Which window: it ends at the newest period published by the release or one before it. */
struct agreement_key {
    int32_t release;
    struct series_window window;
};

/* One published leaf in one period. */
struct agreement_leaf {
    int32_t period;
    int32_t team_id;
    double n;
    double mean;
    double sd;
    double rwgj;       /* uniform null; NAN: too few answered every item, or it was not kept yet */
    bool shows_spread; /* of the period: dispersion of all its leaves together may be shown */
};

/* The leaves of a window, by period and team. The caller frees *ret_leaves. OUT_OF_MEMORY, database errors.
 */
bool agreement_leaves_read(struct db *db, const struct agreement_key *key, const char *dimension,
                           struct agreement_leaf **ret_leaves, size_t *ret_n, struct error *err) MUST_CHECK;

#endif
