/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries what the daemon will need. */
#include "app_check.h"

#include "tls/tls.h"

bool app_check_tls(const struct config *config, int32_t *ret_expires_day, struct error *err)
{
    CLEANUP(tls_context_free) struct tls_context *context = NULL;
    if (!tls_context_new(config->server.certificate, config->server.private_key, &context, err)) {
        return false;
    }
    *ret_expires_day = tls_context_expires(context);
    return true;
}
