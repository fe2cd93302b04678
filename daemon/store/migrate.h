/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_MIGRATE_H
#define PULSSID_STORE_MIGRATE_H

/*
 * Brings a database's schema to the one that this binary was built with, by the migrations embedded in it.
 * What was applied is kept in pulssid.migration with its SHA-256, so that a migration that was changed
 * afterwards is noticed.
 */

#include <stdbool.h>

#include "base/error.h"
#include "model/calendar.h"
#include "store/db.h"
#include "store/role_setup.h"

struct migrate_observer {
    void (*on_applied)(void *ctx, const char *name);
    void *ctx;
    struct role_setup_observer roles;
};

/* Applies what is missing, under an advisory lock, inside the caller's transaction: so all of it or nothing;
 * and sets the roles up, each time. kind: what the database shall count in; NULL keeps it, and a new database
 * counts in weeks. INTEGRITY when a migration's content is not what was applied; CONFLICT when the database
 * is newer than the binary, or counts otherwise than `kind`. */
bool migrate_run(struct db *db, const enum period_kind *kind, const struct migrate_observer *observer,
                 struct error *err) MUST_CHECK;

/* Whether the schema is exactly the binary's; by any role but report (below). CONFLICT with what to do,
 * INTEGRITY as above. */
bool migrate_check(struct db *db, struct error *err) MUST_CHECK;

/* The same in two halves, for store/pg: what to ask, and the judgement of its result. */
struct pg_statement migrate_statement(void);
bool migrate_check_rows(const struct pg_result *applied, struct error *err) MUST_CHECK;

/* What role report asks instead, of the view report.schema. */
struct pg_statement migrate_report_statement(void);
/* The judgement of either statement's answer, as pg_done has it. CONFLICT too when it was refused, as it is
 * where the schema is older than what it asks; other errors of asking as they are. */
bool migrate_check_answer(const struct error *refused, const struct pg_result *applied,
                          struct error *err) MUST_CHECK;

#endif
