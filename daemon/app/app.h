/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_APP_H
#define PULSSID_APP_APP_H

/*
 * The daemon as a whole: builds the parts top to bottom (sockets, TLS, worker threads with their pipes, stats
 * thread), serves until SIGTERM or SIGINT, and frees them bottom to top. SIGHUP reads the configuration and
 * the certificate again and takes into use what needs no restart.
 */

#include <stdbool.h>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"

struct app_opts {
    const struct config *config;
    const char *config_path; /* where it came from; NULL: nowhere, and SIGHUP reads the certificate alone */
    struct log *log;
    bool ingest; /* which pipes run */
    bool stats;
    bool query;
};

/* Serves; returns true after an orderly stop, false when it could not start. Runs in the main thread, which
 * must be the only one. */
bool app_run(const struct app_opts *opts, struct error *err) MUST_CHECK;

#endif
