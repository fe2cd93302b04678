/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_WORKER_SETTINGS_H
#define PULSSID_APP_WORKER_SETTINGS_H

/* What of the configuration a worker can take into use while it runs: made whole before any worker is told,
 * so that a bad file changes nothing. Owned through worker_settings_free(). */

#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "config/config.h"
#include "http/listen.h"
#include "ingest/intake.h"
#include "tls/tls.h"

struct worker_settings {
    struct tls_context *tls; /* owned; may be taken out */
    struct listen_limits limits;
    struct intake_terms terms;
    int64_t drain_ms;
};

/* Reads the certificate. CONFIG as tls/tls.h says it, OUT_OF_MEMORY. */
bool worker_settings_new(const struct config *config, struct worker_settings **ret_settings,
                         struct error *err) MUST_CHECK;
struct worker_settings *worker_settings_free(struct worker_settings *settings);
DEFINE_CLEANUP(worker_settings_free, struct worker_settings)

#endif
