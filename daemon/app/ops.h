/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_OPS_H
#define PULSSID_APP_OPS_H

/*
 * The operator's listener: /metrics, /healthz and /readyz in plain HTTP, on the main thread's loop. It asks
 * no key, so only this machine's own users may reach it. Owned through ops_free(), before the parts it
 * watches.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "config/config.h"
#include "parts.h"
#include "sockets.h"

#define OPS_MAX_CONNECTIONS 16
/* Descriptors that it takes at most: sockets, clients, the database with a host being tried. */
#define OPS_DESCRIPTORS (SOCKETS_MAX + OPS_MAX_CONNECTIONS + 2)

struct ops;

struct ops_opts {
    const struct config *config;   /* borrowed; its live keys may change */
    const struct sockets *sockets; /* borrowed */
    const struct parts *parts;     /* borrowed */
    bool ingest;                   /* which pipes run */
    size_t max_connections;        /* of all workers */
};

bool ops_start(struct event_base *base, const struct ops_opts *opts, struct ops **ret_ops,
               struct error *err) MUST_CHECK;
struct ops *ops_free(struct ops *ops);
DEFINE_CLEANUP(ops_free, struct ops)

/* The daemon stops: it is not ready any more, and whoever balances load may know. */
void ops_stop_begins(struct ops *ops);

/* The configuration was read again, or could not be. */
void ops_count_reload(struct ops *ops, bool done);

#endif
