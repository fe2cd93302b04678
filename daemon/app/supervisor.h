/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_SUPERVISOR_H
#define PULSSID_APP_SUPERVISOR_H

/*
 * What systemd is told (sd_notify(3)): when the daemon serves, in a sentence how it is, that every loop turns
 * (WATCHDOG=1, only while all do), and that it reloads or stops. Says nothing where systemd did not ask. On
 * the main thread's loop; owned through supervisor_free().
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "parts.h"

struct supervisor;

struct supervisor_opts {
    const struct parts *parts; /* borrowed */
    const struct log *log;
    const char *listen; /* borrowed; for the log */
};

/* The parts run from now on. It is ready when every worker has reached the database, but no later than after
 * five seconds, so that a database that is away holds up no start. */
bool supervisor_start(struct event_base *base, const struct supervisor_opts *opts,
                      struct supervisor **ret_supervisor, struct error *err) MUST_CHECK;
struct supervisor *supervisor_free(struct supervisor *supervisor);
DEFINE_CLEANUP(supervisor_free, struct supervisor)

/* The configuration is being read again, and has been. */
void supervisor_reload_begins(struct supervisor *supervisor);
void supervisor_reload_ends(struct supervisor *supervisor);

/* It stops, and will take so long at most. */
void supervisor_stop_begins(struct supervisor *supervisor, int64_t at_most_ms);

#endif
