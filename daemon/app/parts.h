/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_PARTS_H
#define PULSSID_APP_PARTS_H

/* The running threads of the daemon, as whoever watches over them sees them. Borrowed. */

#include <stddef.h>

#include "stats_thread.h"
#include "worker.h"

struct parts {
    struct worker *const *workers;
    size_t n_workers;
    const struct stats_thread *stats; /* NULL: it does not run */
};

#endif
