/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Picks from the configuration what workers need. */
#include "worker_settings.h"

/* So many of the largest may be on their way to one worker at once. */
#define PENDING_BODIES 16

static struct listen_limits limits_of(const struct config *config)
{
    size_t max_body_bytes = (size_t)config->server.max_body_bytes;
    return (struct listen_limits){
        .max_body_bytes = max_body_bytes,
        .max_pending_bytes = PENDING_BODIES * max_body_bytes,
        .max_requests = (unsigned)config->server.max_requests,
        .handshake_ms = (unsigned)config->server.handshake_timeout_ms,
        .head_ms = (unsigned)config->server.head_timeout_ms,
        .body_ms = (unsigned)config->server.body_timeout_ms,
        .idle_ms = (unsigned)config->server.idle_timeout_ms,
        .answer_ms = (unsigned)(config->ingest.ack_timeout_ms + config->database.silent_timeout_ms),
        .write_ms = (unsigned)config->server.write_timeout_ms,
    };
}

static struct intake_terms terms_of(const struct config *config)
{
    return (struct intake_terms){
        .queue_max = (size_t)config->ingest.queue_max,
        .ack_ms = (unsigned)config->ingest.ack_timeout_ms,
        .notice = {.k_employee = (int32_t)config->stats.k_employee,
                   .k_customer = (int32_t)config->stats.k_customer,
                   .grace_days = (int32_t)config->stats.grace_days,
                   .max_late_days = (int32_t)config->ingest.max_late_days,
                   .backfill_days = (int32_t)config->ingest.backfill_days,
                   .retention_days = (int32_t)config->stats.retention},
    };
}

bool worker_settings_new(const struct config *config, struct worker_settings **ret_settings,
                         struct error *err)
{
    CLEANUP(worker_settings_free) struct worker_settings *settings = calloc(1, sizeof *settings);
    if (settings == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a worker's settings");
    }
    settings->limits = limits_of(config);
    settings->terms = terms_of(config);
    settings->drain_ms = config->server.drain_timeout_ms;
    if (!tls_context_new(config->server.certificate, config->server.private_key, &settings->tls, err)) {
        return false;
    }
    *ret_settings = settings;
    settings = NULL;
    return true;
}

struct worker_settings *worker_settings_free(struct worker_settings *settings)
{
    if (settings != NULL) {
        tls_context_free(settings->tls);
        free(settings);
    }
    return NULL;
}
