/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_OPS_METRICS_H
#define PULSSID_APP_OPS_METRICS_H

/*
 * What an operator may know in numbers: gathered from every thread and written as Prometheus reads it.
 * Nothing is told below all teams and surveys together; what clients move is told in steps of ten; what would
 * move with every single answer (processor time, memory) is not told at all.
 */

#include <stdint.h>

#include "base/buffer.h"
#include "parts.h"

/* What the main thread knows beyond the parts. */
struct ops_facts {
    uint64_t started_s;       /* since 1970-01-01 */
    uint64_t max_connections; /* of all workers */
    uint64_t max_pending;     /* submissions waiting, of all workers */
    uint64_t loops_dead;
    uint64_t reloads;
    uint64_t reloads_failed;
    bool ready;
};

/* Sticky failure of the buffer. */
void ops_metrics_write(const struct parts *parts, const struct ops_facts *facts, struct buffer *out);

#endif
