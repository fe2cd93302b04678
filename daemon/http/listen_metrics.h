/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_LISTEN_METRICS_H
#define PULSSID_HTTP_LISTEN_METRICS_H

/* What the server of one worker counts, to be read from any thread as long as the listener lives. */

#include "base/meter.h"
#include "http/listen.h"

#define LISTEN_STATUS_CLASSES 5

struct listen_metrics {
    struct meter connections; /* open now */
    struct meter accepted;
    struct meter pauses; /* of accepting, for want of descriptors or memory */
    struct meter handshakes;
    struct meter handshakes_failed;                /* or given up, by either side */
    struct meter responses[LISTEN_STATUS_CLASSES]; /* by the first digit of their status, from 1 */
};

const struct listen_metrics *listen_metrics(const struct listen *listen);

#endif
