/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_WEIGHTED_STORE_H
#define PULSSID_STORE_WEIGHTED_STORE_H

/* Writes the organisation's headcount-weighted means. Inside the transaction that publishes. */

#include <stdint.h>

#include "base/error.h"
#include "store/cell_store.h"
#include "store/db.h"

/* A row of pulssid.weighted_mean: numbers are NAN for SQL null. shown_*: with the spread that anyone may see.
 */
struct weighted_row {
    double teams;
    double n;
    double mean;
    double se;
    double lo;
    double hi;
    double shown_se;
    double shown_lo;
    double shown_hi;
    double n_eff;
    double deff;
    const char *trimmed; /* "true" or "false" */
};

bool weighted_store_insert(struct db *db, const struct cell_key *key, const struct weighted_row *row,
                           struct error *err) MUST_CHECK;

#endif
