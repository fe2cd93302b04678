/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_SUBMISSION_CBOR_H
#define PULSSID_WIRE_SUBMISSION_CBOR_H

/* Submissions and withdrawals from CBOR (proto/submission.cddl). Allocates nothing; results point into the
 * input. */

#include "base/error.h"
#include "base/span.h"
#include "cbor_scan.h"
#include "model/submission.h"

#define SUBMISSION_MAX_BYTES 8192
#define SUBMISSION_MAX_ITEMS 512
#define SUBMISSION_MAX_DEPTH 6

/* These three, for cbor_scan(). */
extern const struct cbor_limits submission_cbor_limits;

/* Decodes one item that fills `item` exactly. MALFORMED (not well-formed, indefinite length, trailing bytes),
 * TOO_LARGE (over the three limits), INVALID_FIELD (missing, unknown, twice, of the wrong type; a tag other
 * than 1004 and 100 at `on`). On failure ret_submission->id holds the client's id if it could be read, and
 * *ret_has_id says so; nothing else of it may be read then. */
bool submission_cbor_decode(struct span item, struct submission *ret_submission, bool *ret_has_id,
                            struct error *err) MUST_CHECK;

/* The same for an item that cbor_scan() has accepted, with submission_cbor_limits and this length. */
bool submission_cbor_decode_scanned(struct span item, struct submission *ret_submission, bool *ret_has_id,
                                    struct error *err) MUST_CHECK;

/* Decodes {"secret": bstr .size (16..64)}; *ret_secret points into the input. MALFORMED, INVALID_FIELD. */
bool submission_cbor_decode_withdrawal(struct span item, struct span *ret_secret,
                                       struct error *err) MUST_CHECK;

#endif
