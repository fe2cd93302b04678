/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_RECHECK_H
#define PULSSID_INGEST_RECHECK_H

/* A record whose period closed between its check and its commit finds another; one whose period opened
 * between the two is held against the tree that was frozen. Pure. */

#include "model/check.h"

/* Moves a record to the period that a newer catalog gives its day. TOO_OLD, IN_FUTURE; UNKNOWN_TEAM when a
 * team that it names is not of that period. */
bool recheck_period(const struct check_opts *opts, struct record *record, struct error *err) MUST_CHECK;

#endif
