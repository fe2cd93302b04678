/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_AUTH_H
#define PULSSID_HTTP_AUTH_H

/* The key's text in `Authorization: Bearer KEY` (RFC 6750). Whether the key is good is for the pipes to say.
 * Pure. */

#include "base/error.h"
#include "base/span.h"

/* *ret_key points into the field. UNAUTHORIZED when the field is not there or not of this form. */
bool auth_key(struct span authorization, struct span *ret_key, struct error *err) MUST_CHECK;

#endif
