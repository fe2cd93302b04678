/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_PROBLEM_H
#define PULSSID_WIRE_PROBLEM_H

/* Errors of a whole request: RFC 9457 problem+json, and RFC 9290 concise problem details for a client that
 * sent CBOR. */

#include "base/buffer.h"
#include "base/error.h"

#define PROBLEM_JSON "application/problem+json"
#define PROBLEM_CBOR "application/concise-problem-details+cbor"
#define PROBLEM_TYPE_PREFIX "urn:pulssid:problem:"

/* {"type":"urn:pulssid:problem:NAME","title":…,"status":…,"detail":…} */
void problem_write_json(const struct error *error, struct buffer *out);
/* {-1: title, -2: detail, -4: response code, "urn:pulssid:problem": {0: NAME, 1: HTTP status}} by the keys of
 * RFC 9290, whose response code is one byte: class << 5 | detail, so 422 is 150. */
void problem_write_cbor(const struct error *error, struct buffer *out);

#endif
