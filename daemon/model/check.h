/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CHECK_H
#define PULSSID_MODEL_CHECK_H

/*
 * Whether a submission may be stored, and as what: every field is held against the catalog, and the first
 * that does not hold gives an error that names it. Values that a respondent gave are never repeated in an
 * error. Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sha256.h"
#include "catalog.h"
#include "submission.h"

struct check_opts {
    const struct catalog *catalog;
    int32_t today;
    int32_t max_late_days;
    int32_t grace_days; /* a period is due when its last day + grace_days < today */
    int32_t backfill_days;
    struct sha256_hasher *hasher; /* of ids and of keys; never NULL where one is hashed */
    bool ignore_age; /* `pulssid import`: any day of a period never published, none in the future */
};

/* Where a day's answer goes: the day's own period if it is open, or if it was never opened and either is not
 * due yet, or the day is within backfill_days, or ignore_age is set; else, when the day is at most
 * max_late_days old and its period ends after the catalog's forgotten_until, the earliest open period after
 * it, or today's period when none is open. A day later than today + 1 is IN_FUTURE; the rest TOO_OLD. */
bool check_period(const struct check_opts *opts, int32_t day, int32_t *ret_period,
                  struct error *err) MUST_CHECK;

/* Turns a submission into a record for *ret_record's new owner. key: whose surveys are allowed; NULL for all.
 * INVALID_FIELD, UNKNOWN_*, OUT_OF_RANGE, NO_ANSWERS, TOO_OLD, IN_FUTURE, SURVEY_NOT_ALLOWED, OUT_OF_MEMORY.
 */
bool check_submission(const struct check_opts *opts, const struct catalog_key *key,
                      const struct submission *submission, struct record **ret_record,
                      struct error *err) MUST_CHECK;

#endif
