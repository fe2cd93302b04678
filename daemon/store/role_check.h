/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ROLE_CHECK_H
#define PULSSID_STORE_ROLE_CHECK_H

/* What would break the promises of privacy although everything works: rights that a role should not have, and
 * settings that let answers into PostgreSQL's log. Reads, and changes nothing. */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"

/* wrong: against a promise; else a warning. */
typedef void role_check_found(void *ctx, bool wrong, const char *sentence);

/* Looks at the role of a connection. may_read_answers: of the stats role. */
bool role_check_run(struct db *db, bool may_read_answers, role_check_found *found, void *ctx,
                    struct error *err) MUST_CHECK;

/* After a migration, over the owner's connection: log settings of our roles that could not be set. */
bool role_check_unset(struct db *db, role_check_found *found, void *ctx, struct error *err) MUST_CHECK;

#endif
