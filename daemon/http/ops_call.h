/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_OPS_CALL_H
#define PULSSID_HTTP_OPS_CALL_H

/* The operator's routes: what is counted, and, for machines that look at the status alone and for people who
 * read why, whether all is well (200) or not (503). They never fail. */

#include "http/call.h"

enum routes_outcome ops_call_metrics(const struct call *call);
enum routes_outcome ops_call_health(const struct call *call);
enum routes_outcome ops_call_readiness(const struct call *call);

#endif
