/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_APP_CHECK_H
#define PULSSID_APP_APP_CHECK_H

/* What `pulssid check` asks of the parts that commands may not see. Changes nothing. */

#include <stdint.h>

#include "base/error.h"
#include "config/config.h"

/* Reads the certificate and its key as `serve` will. *ret_expires_day: the last day of the certificate. */
bool app_check_tls(const struct config *config, int32_t *ret_expires_day, struct error *err) MUST_CHECK;

#endif
