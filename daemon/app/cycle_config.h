/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_APP_CYCLE_CONFIG_H
#define PULSSID_APP_CYCLE_CONFIG_H

/* What the configuration says of the cycle, for the daemon's timer and for `pulssid cycle`. */

#include "base/error.h"
#include "config/config.h"
#include "stats/cycle.h"

/* Fills everything but `today`, `live_only` and `pace`, which are the caller's. CONFIG when `links` is not a
 * list "EMPLOYEE-CUSTOMER, …" of dimensions; a dimension whose code holds a hyphen cannot be linked. */
bool cycle_opts_from_config(const struct config *config, struct cycle_opts *ret_opts,
                            struct error *err) MUST_CHECK;

#endif
