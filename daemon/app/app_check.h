/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_APP_CHECK_H
#define PULSSID_APP_APP_CHECK_H

/* What `pulssid check` asks of the parts that commands may not see. Changes nothing. */

#include <stdint.h>

#include "base/error.h"
#include "config/config.h"

/* Whether `serve` can make sense of every address of [server] listen, and each is there once. Nothing is
 * bound: that a port is taken shows only then. */
bool app_check_listen(const struct config *config, struct error *err) MUST_CHECK;

/* Whether [ops] listen is nowhere, or every address of it is one that the machine's own users alone can
 * reach.
 */
bool app_check_ops(const struct config *config, struct error *err) MUST_CHECK;

/* Whether [stats] makes a cycle: its links, and lags that are shorter than their windows. What one number
 * alone may be is seen when the file is read. */
bool app_check_cycle(const struct config *config, struct error *err) MUST_CHECK;

/* Reads the certificate and its key as `serve` will. *ret_expires_day: the last day of the certificate. */
bool app_check_tls(const struct config *config, int32_t *ret_expires_day, struct error *err) MUST_CHECK;

#endif
