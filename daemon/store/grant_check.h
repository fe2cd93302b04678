/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_GRANT_CHECK_H
#define PULSSID_STORE_GRANT_CHECK_H

/*
 * Rights to tables, views and functions of our schemas that no migration gives: to the role of a connection,
 * to everybody, and to roles that it may become (but to those of other pipes: role_check_apart() tells of
 * them). What gives a right to read answers is left to role_check.h, which knows more ways.
 */

#include "base/error.h"
#include "store/db.h"
#include "store/finding.h"

/* pipe: the role that migrations make for it, "pulssid_stats"; the connection may have logged in as another.
 */
bool grant_check_run(struct db *db, const char *pipe, const struct finding_sink *sink,
                     struct error *err) MUST_CHECK;

#endif
