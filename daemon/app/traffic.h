/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_TRAFFIC_H
#define PULSSID_APP_TRAFFIC_H

/* Whether clients are being served at the moment. For one thread to ask, as long as the workers live. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "worker.h"

/* How long nothing is answered before it is quiet. */
#define TRAFFIC_QUIET_MS 1000

/* Zero but for the workers: nobody has asked yet. */
struct traffic {
    struct worker *const *workers; /* borrowed */
    size_t n_workers;              /* 0: another process serves the clients; never quiet */
    uint64_t answered;             /* by all of them, when somebody last asked */
    int64_t busy_ms;               /* when that was found to have grown */
};

bool traffic_is_quiet(struct traffic *traffic);

#endif
