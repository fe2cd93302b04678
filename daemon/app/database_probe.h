/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_DATABASE_PROBE_H
#define PULSSID_APP_DATABASE_PROBE_H

/*
 * Whether the database can do what it is for, and has this program's schema: asked every two seconds, over
 * a connection of its own, so that an answer is there at once and nobody makes the database work by asking
 * often. One thread; owned through database_probe_free().
 */

#include <event2/event.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "store/pg.h"

struct database_probe;

struct database_probe_opts {
    const char *conninfo;
    bool writes; /* it must take writes too; else the role is report, and a standby will do */
};

bool database_probe_new(struct event_base *base, const struct database_probe_opts *opts,
                        struct database_probe **ret_probe, struct error *err) MUST_CHECK;
struct database_probe *database_probe_free(struct database_probe *probe);
DEFINE_CLEANUP(database_probe_free, struct database_probe)

/* By its newest answer, when that is young. DATABASE_UNAVAILABLE: silent, away, or read-only; CONFLICT,
 * INTEGRITY: another schema (store/migrate.h). */
bool database_probe_is_good(const struct database_probe *probe, struct error *err) MUST_CHECK;

#endif
