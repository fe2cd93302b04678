/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_WITHDRAWAL_H
#define PULSSID_INGEST_WITHDRAWAL_H

/* A withdrawal: the secret that a respondent kept, against the receipt that came with the submission. */

#include "ingest/intake.h"
#include "store/pg.h"

/* Begins one; the request's `done` gets 204, or a problem: NOT_FOUND, or what failed. False, and no call of
 * it: MALFORMED, TOO_LARGE, INVALID_FIELD, DATABASE_UNAVAILABLE, OUT_OF_MEMORY. */
bool withdrawal_start(struct pg *pg, const struct intake_request *request, struct error *err) MUST_CHECK;

#endif
