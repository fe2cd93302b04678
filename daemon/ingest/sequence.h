/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_INGEST_SEQUENCE_H
#define PULSSID_INGEST_SEQUENCE_H

/* The items of a CBOR Sequence (RFC 8742), each by its bytes. Pure. Owned through sequence_free(). */

#include <stdbool.h>
#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/span.h"

#define SEQUENCE_MAX_ITEMS 10000

struct sequence_item {
    struct span bytes; /* of the body */
    bool scanned;      /* cbor_scan() has accepted it within a submission's limits */
};

/* broken: the last item, and what follows it, could not be told apart. Its span is all that was left. */
struct sequence {
    size_t n;
    struct sequence_item *items;
    bool broken;
    struct error why; /* of broken */
};

/* Splits a body. MALFORMED when it is empty, TOO_LARGE when it has more items than SEQUENCE_MAX_ITEMS. */
bool sequence_split(struct span body, struct sequence **ret_sequence, struct error *err) MUST_CHECK;
struct sequence *sequence_free(struct sequence *sequence);
DEFINE_CLEANUP(sequence_free, struct sequence)

#endif
