/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_HEAD_H
#define PULSSID_HTTP_HEAD_H

/*
 * The head of an HTTP/1.1 request (RFC 9110, RFC 9112), parsed strictly: a subset in which nothing is
 * ambiguous. Pure.
 *
 * Accepted: GET, HEAD, POST (other methods are NOT_IMPLEMENTED); origin-form targets; exactly "HTTP/1.1";
 * CRLF only; field names are tokens, directly before ":"; values of visible ASCII, space and tab inside; one
 * Host; at most one Content-Length of 1 to 10 digits; no Transfer-Encoding (NOT_IMPLEMENTED); no obs-fold;
 * Expect only "100-continue". Anything else is BAD_REQUEST, and the connection must be closed, since where
 * the next request begins is in doubt.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define HEAD_MAX_BYTES 8192
#define HEAD_MAX_FIELDS 48

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST };

/* Spans point into the input; an empty data pointer: the field is not there. */
struct head {
    enum http_method method;
    struct span path;  /* from "/" to before "?" */
    struct span query; /* behind "?" */
    bool has_length;
    uint64_t content_length;
    bool expects_continue;
    bool close; /* Connection: close */
    struct span host;
    struct span authorization;
    struct span content_type;
    struct span accept;
    struct span accept_encoding;
    struct span accept_language;
    struct span cookie;
    struct span origin;
    struct span sec_fetch_site;
};

enum head_result { HEAD_COMPLETE, HEAD_INCOMPLETE, HEAD_INVALID };

/* Reads one head from the start of input. COMPLETE: *ret_head and *ret_len, the bytes up to and with the
 * empty line. INCOMPLETE: every longer input may still be complete. INVALID: *err says why (BAD_REQUEST,
 * HEAD_TOO_LARGE, NOT_IMPLEMENTED, VERSION_NOT_SUPPORTED, EXPECTATION_FAILED); a longer input is invalid too.
 */
enum head_result head_parse(struct span input, struct head *ret_head, size_t *ret_len, struct error *err);

#endif
