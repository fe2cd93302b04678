/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_ORIGIN_H
#define PULSSID_HTTP_ORIGIN_H

/*
 * Whether a request comes from our own page, so that another site cannot make a reader's browser act for it.
 * Sec-Fetch-Site (W3C Fetch Metadata), which a browser sets and a page cannot, decides where it is there: it
 * holds behind a proxy that changes Host too. Else Origin (RFC 6454), which must name https and this
 * request's Host. A client that sends neither is no browser, and has no reader's cookie. Pure.
 */

#include "base/error.h"
#include "http/head.h"

/* CROSS_SITE unless the request comes from this origin. What a reader typed, or a bookmark ("none"), may
 * read, but not POST. */
bool origin_is_own(const struct head *head, struct error *err) MUST_CHECK;

#endif
