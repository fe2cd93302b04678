/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ROLE_CHECK_H
#define PULSSID_STORE_ROLE_CHECK_H

/*
 * What would break the promises of privacy although everything works: rights that the role of a pipe should
 * not have, and what would tell how many have answered. A role is looked at as what its connection logged in
 * as, with all that it may become by SET ROLE and all that everybody may do. What is reached through a view
 * or a function with its owner's rights counts as a right; what somebody copied from the answers into a table
 * of another name cannot be known. Reads, and changes nothing.
 */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"
#include "store/finding.h"

#define ROLE_CHECK_NAME_SIZE 64

/* The role that a connection logged in as. */
bool role_check_name(struct db *db, char ret_name[ROLE_CHECK_NAME_SIZE], struct error *err) MUST_CHECK;

/* Looks at the role of a connection. pipe: the role that migrations make for what it does, "pulssid_ingest".
 * That of stats reads the submissions of a closed period; no other way to answers is open to it either. */
bool role_check_run(struct db *db, const char *pipe, const struct finding_sink *sink,
                    struct error *err) MUST_CHECK;

/* Whether the role of a connection is another pipe's or may become it. Nothing is said of a superuser, which
 * may become anyone. */
bool role_check_apart(struct db *db, const char *other, const struct finding_sink *sink,
                      struct error *err) MUST_CHECK;

#endif
