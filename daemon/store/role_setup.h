/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STORE_ROLE_SETUP_H
#define PULSSID_STORE_ROLE_SETUP_H

/*
 * What every migration gives the three roles of the pipes, whatever became of them since the last: that they
 * are there and may log in, their rights (sql/roles/, embedded), and the settings that keep answers out of
 * PostgreSQL's log. What is there already is left alone. What cannot be done, since the owner is no
 * superuser, is told and fails nothing. Inside the caller's transaction, under the lock of migrations.
 */

#include <stdbool.h>

#include "base/error.h"
#include "store/db.h"

/* Told of each role that was made, of each that may log in again, and of what could not be done and why. */
struct role_setup_observer {
    void (*on_role)(void *ctx, bool done, const char *sentence);
    void *ctx;
};

/* Makes the roles, before the migrations that give them rights. */
bool role_setup_make(struct db *db, const struct role_setup_observer *observer, struct error *err) MUST_CHECK;

/* Gives the roles that are there their rights and settings, in the schema that the migrations have made. */
bool role_setup_equip(struct db *db, const struct role_setup_observer *observer,
                      struct error *err) MUST_CHECK;

#endif
