/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_FINDING_H
#define PULSSID_STORE_FINDING_H

/* What a look at the database finds: sentences, each of which says what to do. */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"

/* Told of each finding. wrong: against a promise; else a warning. */
struct finding_sink {
    void (*on_found)(void *ctx, bool wrong, const char *sentence);
    void *ctx;
};

/* Runs a statement whose rows are findings: a sentence, and true where it is wrong. */
bool finding_query(struct db *db, const char *sql, struct db_params params, const struct finding_sink *sink,
                   struct error *err) MUST_CHECK;

#endif
