/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_LISTEN_METRICS_H
#define PULSSID_HTTP_LISTEN_METRICS_H

/* What the server of one worker counts, to be read from any thread as long as the listener lives. */

#include "base/meter.h"
#include "http/listen.h"

#define LISTEN_STATUS_CLASSES 5

/* How a TLS handshake ends. */
enum listen_handshake {
    LISTEN_HANDSHAKE_LATE, /* not in time */
    LISTEN_HANDSHAKE_DONE,
    LISTEN_HANDSHAKE_CLOSED,  /* the client went */
    LISTEN_HANDSHAKE_REFUSED, /* by the client, whose alert mostly is about the certificate */
    LISTEN_HANDSHAKE_FAILED   /* what came was no TLS, or none that is taken */
};
#define LISTEN_HANDSHAKE_ENDS 5

struct listen_metrics {
    struct meter connections; /* open now */
    struct meter accepted;
    struct meter pauses;                            /* of accepting, for want of descriptors or memory */
    struct meter handshakes[LISTEN_HANDSHAKE_ENDS]; /* by their end */
    struct meter responses[LISTEN_STATUS_CLASSES];  /* by the first digit of their status, from 1 */
};

const struct listen_metrics *listen_metrics(const struct listen *listen);

#endif
