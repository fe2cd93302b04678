/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_STEPS_H
#define PULSSID_STORE_STEPS_H

/*
 * Reads much in many short statements: one over everything would keep a processor of the database for tenths
 * of a second, in which others' short statements wait for it. To plan a step takes longer than to run it, so
 * it is prepared, and planned once. One at a time on a connection.
 */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"

/* How long a step should take of PostgreSQL, about. */
#define STEPS_US 2000

struct steps {
    struct db *db;
    bool inside; /* a transaction of the caller's */
};

/* One snapshot, unless the caller is in a transaction, whose rules hold then. prepare: PREPARE of the
 * statement that is called `step`. Database errors, after which a caller's own transaction has failed. */
bool steps_begin(struct db *db, const char *prepare, struct steps *ret_steps, struct error *err) MUST_CHECK;

/* One step. arguments: of EXECUTE, which takes no parameters but in its text. */
bool steps_run(const struct steps *steps, const char *arguments, struct db_result **ret_result,
               struct error *err) MUST_CHECK;

/* done: whether all steps have succeeded; if not, *err is left as it is. A caller's own transaction gets its
 * settings back. */
bool steps_end(const struct steps *steps, bool done, struct error *err) MUST_CHECK;

#endif
