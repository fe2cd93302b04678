/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries what the daemon will need. */
#include "app_check.h"

#include <string.h>

#include "cycle_config.h"
#include "http/listen.h"
#include "sockets.h"
#include "tls/tls.h"

static bool is_known(char *const *addresses, size_t n, const char *address)
{
    size_t i = 0;
    while (i < n && strcmp(addresses[i], address) != 0) {
        i++;
    }
    return i < n;
}

typedef bool check_address(const char *address, struct error *err);

static bool check_addresses(char *text, check_address *check, struct error *err)
{
    char *known[SOCKETS_MAX];
    size_t n = 0;
    char *rest = NULL;
    for (char *address = strtok_r(text, ", ", &rest); address != NULL;
         address = strtok_r(NULL, ", ", &rest)) {
        if (is_known(known, n, address)) {
            return error_set(err, ERROR_CONFIG, "%s is given twice", address);
        }
        if (n == SOCKETS_MAX) {
            return error_set(err, ERROR_CONFIG, "more than %d addresses", SOCKETS_MAX);
        }
        if (!check(address, err)) {
            return false;
        }
        known[n++] = address;
    }
    return n > 0 || error_set(err, ERROR_CONFIG, "no address");
}

bool app_check_listen(const struct config *config, struct error *err)
{
    char text[sizeof config->server.listen];
    memcpy(text, config->server.listen, sizeof text);
    return strcmp(text, "systemd") == 0 || check_addresses(text, listen_check, err) ||
           error_prefix(err, "[server] listen");
}

bool app_check_ops(const struct config *config, struct error *err)
{
    char text[sizeof config->ops.listen];
    memcpy(text, config->ops.listen, sizeof text);
    return text[0] == '\0' || strcmp(text, "systemd") == 0 ||
           check_addresses(text, listen_check_local, err) || error_prefix(err, "[ops] listen");
}

static bool check_lag(const char *unit, int32_t max_lag, int32_t window, struct error *err)
{
    return max_lag < window ||
           error_set(err, ERROR_CONFIG, "[stats] max_lag_%s: %d is not below window_%s, %d", unit,
                     (int)max_lag, unit, (int)window);
}

bool app_check_cycle(const struct config *config, struct error *err)
{
    struct cycle_opts opts;
    return cycle_opts_from_config(config, &opts, err) &&
           check_lag("weeks", opts.max_lag_weeks, opts.window_weeks, err) &&
           check_lag("months", opts.max_lag_months, opts.window_months, err);
}

bool app_check_tls(const struct config *config, int32_t *ret_expires_day, struct error *err)
{
    CLEANUP(tls_context_free) struct tls_context *context = NULL;
    if (!tls_context_new(config->server.certificate, config->server.private_key, &context, err)) {
        return false;
    }
    *ret_expires_day = tls_context_expires(context);
    return true;
}
