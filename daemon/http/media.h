/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_MEDIA_H
#define PULSSID_HTTP_MEDIA_H

/* Media types: what a Content-Type names, and which of several Accept likes best (RFC 9110, 12.5.1). Pure. */

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

#define MEDIA_NONE SIZE_MAX

/* Whether a Content-Type is `type` (lower case), whatever its parameters. */
bool media_is(struct span content_type, const char *type);

/* The index of the offer with the highest weight, the first among equals; MEDIA_NONE when none is acceptable.
 * Each offer gets the weight of the most specific range that covers it. No Accept (empty data): 0. Ranges
 * that are not of their form cover nothing. */
size_t media_choose(struct span accept, const char *const *offers, size_t n_offers);

/* Whether whoever sends and accepts this wants problem documents in CBOR: they sent CBOR, or like it best. */
bool media_prefers_cbor(struct span content_type, struct span accept);

#endif
