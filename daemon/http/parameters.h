/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_PARAMETERS_H
#define PULSSID_HTTP_PARAMETERS_H

/*
 * The query of a URL: name=value pairs joined by "&", percent-encoded, each name at most once; an empty value
 * is as good as none. Those of reports are period, team, dimension, release, part, after, limit and format;
 * that of the notice to respondents is lang; that of signing in, which comes as a form, is key. Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

#define PARAMETERS_TEXT_SIZE 1024

enum parameters_set { PARAMETERS_NONE, PARAMETERS_REPORT, PARAMETERS_NOTICE, PARAMETERS_SIGN_IN };

/* Empty spans: not given. They point into `text`, so the struct must not be copied. */
struct parameters {
    struct span period, team, dimension, release, part, after, limit, format, lang, key;
    uint8_t text[PARAMETERS_TEXT_SIZE]; /* decoded values, one after the other */
    size_t used;
};

/* BAD_PARAMETER for a name that is not of the set, or repeated, a bad escape, a raw "+" (clients differ on
 * what it means), a control character, a value that is not UTF-8, or more than PARAMETERS_TEXT_SIZE bytes of
 * values. *ret is of no use after a failure. */
bool parameters_parse(struct span query, enum parameters_set set, struct parameters *ret,
                      struct error *err) MUST_CHECK;

/* Appends the query without its `after`, ready for the value of another: "?team=T01&after=". That is relative
 * to the address that was asked (RFC 3986, 5.2), whatever prefix a proxy has put before its path. */
void parameters_write_base(struct span query, struct buffer *out);
/* The address of the next page: `after` is appended to that base, with everything but RFC 3986's unreserved
 * characters escaped. Empty when either is none, or memory is out. */
struct span parameters_next_address(const char *after, struct buffer *base);

#endif
