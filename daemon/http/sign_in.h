/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_SIGN_IN_H
#define PULSSID_HTTP_SIGN_IN_H

/* The routes by which a reader signs in with an analyst's key, signs out, and asks whether it is still so.
 * What a browser does for whoever holds it, no other site's page may make it do: both POSTs look at where
 * they come from. */

#include "http/call.h"

/* By the head: CROSS_SITE, UNSUPPORTED_MEDIA_TYPE (the key comes as a form), LENGTH_REQUIRED, TOO_LARGE. */
bool sign_in_admit(const struct pipes *pipes, const struct head *head, struct error *err) MUST_CHECK;
/* A session begins if the read pipe finds the key good: 204. */
enum routes_outcome sign_in_start(const struct call *call);

/* By the head: CROSS_SITE, LENGTH_REQUIRED, TOO_LARGE (there is no content). */
bool sign_out_admit(const struct pipes *pipes, const struct head *head, struct error *err) MUST_CHECK;
/* 204, also when nobody was signed in. */
enum routes_outcome sign_out_start(const struct call *call);

/* {"signed_in":true,"idle_s":…,"left_s":…} or {"signed_in":false}. Asking is a request as any other, so it
 * keeps the session alive. */
enum routes_outcome sign_in_state(const struct call *call);

#endif
