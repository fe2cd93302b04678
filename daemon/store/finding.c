/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the rows of a statement as findings. */
#include "finding.h"

bool finding_query(struct db *db, const char *sql, struct db_params params, const struct finding_sink *sink,
                   struct error *err)
{
    CLEANUP(db_result_free) struct db_result *result = NULL;
    if (!db_query(db, sql, params, &result, err)) {
        return false;
    }
    for (size_t row = 0; row < db_rows(result); row++) {
        sink->on_found(sink->ctx, db_text(result, row, 1)[0] == 't', db_text(result, row, 0));
    }
    return true;
}
