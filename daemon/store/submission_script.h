/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_SUBMISSION_SCRIPT_H
#define PULSSID_STORE_SUBMISSION_SCRIPT_H

/*
 * What store/submission_store says to PostgreSQL to insert a batch: two to four statements with their
 * parameters, for either kind of connection. The last two are the insert, which returns team and id (binary)
 * of what is now stored, and the batch's periods that are open. Where something was put into a
 * later period than its own, the late day goes with both, the earliest last day of these own periods: if ids
 * are forgotten up to it, nothing is inserted and no period counts as open.
 */

#include "base/buffer.h"
#include "store/submission_store.h"

enum { OPEN_PERIOD, OPEN_ID, OPEN_FIRST, OPEN_LAST, OPEN_DAY, OPEN_BACKFILL, OPEN_COLUMNS };

/* All zero is empty. Points into itself, so it may not be moved. */
struct submission_script {
    struct pg_statement statements[4];
    size_t n;
    struct pg_param open_params[OPEN_COLUMNS + 2];
    struct pg_param period_params[2];  /* the periods, the late day */
    struct pg_param row_params[2];     /* the rows, the late day */
    struct buffer opens[OPEN_COLUMNS]; /* text arrays */
    struct buffer thresholds[2];
    struct buffer periods; /* text array */
    struct buffer rows;    /* binary */
    char late_day[DAY_TEXT_SIZE];
};

/* The records to insert, none of them twice. */
struct submission_rows {
    const struct record *const *records;
    size_t n;
    uint32_t row_oid; /* of SUBMISSION_STORE_TYPE on this connection */
};

/* Fills an empty script. OUT_OF_MEMORY; to be freed in either case. */
bool submission_script_write(struct submission_script *script, const struct submission_batch *batch,
                             const struct submission_rows *rows, struct error *err) MUST_CHECK;
void submission_script_free(struct submission_script *script);

static inline void submission_script_free_local(struct submission_script *script)
{
    submission_script_free(script);
}

#endif
