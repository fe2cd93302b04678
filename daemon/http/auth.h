/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_AUTH_H
#define PULSSID_HTTP_AUTH_H

/* Who asks, as the head says it: by a key in `Authorization: Bearer KEY` (RFC 6750), or, to read, by a
 * session. Whether the key is good is for the pipes to say. */

#include "base/error.h"
#include "base/span.h"
#include "http/head.h"
#include "http/sessions.h"

/* *ret_key points into the field. UNAUTHORIZED when the field is not there or not of this form. */
bool auth_key(struct span authorization, struct span *ret_key, struct error *err) MUST_CHECK;

struct auth_reader {
    struct report_query_key key;
    bool has_session; /* the key is that of a session, not one that was presented */
    struct session session;
};

/* A presented key, else the session of the cookie. sessions NULL: there are none. UNAUTHORIZED when there is
 * neither, CROSS_SITE when another site's page sent the cookie along. */
bool auth_reader(const struct head *head, const struct sessions *sessions, int64_t now_ms,
                 struct auth_reader *ret_reader, struct error *err) MUST_CHECK;

#endif
