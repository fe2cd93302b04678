/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_NOTICE_CALL_H
#define PULSSID_HTTP_NOTICE_CALL_H

/* The route of the notice to respondents: in the language and the format that the request likes best. */

#include "http/call.h"

/* BAD_PARAMETER (lang is none that is spoken), NOT_ACCEPTABLE. */
enum routes_outcome notice_call_start(const struct call *call);

#endif
