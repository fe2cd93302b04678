/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_CHANGE_STORE_H
#define PULSSID_STORE_CHANGE_STORE_H

/*
 * Where the search for changes of a release goes: rows of pulssid.change_search, change_series and change.
 * Members of a row are named after its columns, which say what they mean (sql/0013_changes.sql); numbers are
 * NAN and texts NULL for SQL null.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "store/bulk.h"
#include "store/db.h"

struct change_search_row {
    double phi_pooled;
    double k;
    double h;
    double warm;
    double first;
    double periods;
    double teams;
    double judged;
    double alarms;
};

struct change_series_row {
    double team_id;
    const char *status;
    double n;
    double residuals;
    struct bulk_list u;
    struct bulk_list cp;
    struct bulk_list cm;
};

struct change_row {
    double team_id;
    double period;
    double alarm;
    double change;
    double u;
    double cp;
    double cm;
    double size;
    double size_lo;
    double size_hi;
    const char *text_fi;
    const char *text_en;
    const char *text_sv;
};

/* Of one dimension. */
struct change_results {
    struct change_search_row search;
    const struct change_series_row *series;
    size_t n_series;
    const struct change_row *rows;
    size_t n_rows;
};

/* A release's searches together. */
struct change_totals {
    size_t dimensions;
    size_t judged; /* series with enough data */
    size_t alarms;
};

/* Whether the changes of a release were searched already, and what was found: no dimensions when not. */
bool change_store_find(struct db *db, int32_t release, struct change_totals *ret_totals,
                       struct error *err) MUST_CHECK;

/* Writes the results of one dimension inside the caller's transaction, which is to hold all dimensions. */
bool change_store_add(struct db *db, int32_t release, const char *dimension,
                      const struct change_results *results, struct error *err) MUST_CHECK;

#endif
