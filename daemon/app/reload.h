/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_RELOAD_H
#define PULSSID_APP_RELOAD_H

/*
 * Reading the configuration and the certificate again under way: everything is read, checked and made before
 * any part is told, so that a file that is wrong changes nothing. Main thread.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"
#include "stats_thread.h"
#include "worker.h"

/* What is to be told. Borrowed. */
struct reload {
    const char *path;      /* NULL: there is no file, and the certificate alone is read again */
    struct config *config; /* in force; its live keys are set */
    struct log *log;       /* its level is set */
    struct worker *const *workers;
    size_t n_workers;
    struct stats_thread *stats; /* NULL: it does not run */
};

/* Takes into use what needs no restart, and logs which keys do. CONFIG: all is as it was. */
bool reload_run(const struct reload *reload, struct error *err) MUST_CHECK;

#endif
