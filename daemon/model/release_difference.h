/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_RELEASE_DIFFERENCE_H
#define PULSSID_MODEL_RELEASE_DIFFERENCE_H

/*
 * Where a document of a release (release_document.h) first differs from the one that it should be, for a
 * person:
 *
 *   line 6: "k-employee 6" instead of "k-employee 5"
 *   line 12, cell T01,csat: mean is "99" instead of "63"
 *   line 12: cell T01,x should not be there
 *   line 12: cell T01,csat is missing
 *   line 90, handoff T01,T02: count is "17" instead of "<5"
 *   line 95: it ends before "T01,T02,collaboration,suppressed,,,"
 *
 * Lines count from 1. Of a line that is quoted no more than 60 bytes are shown, and ? for each that is not
 * printable ASCII.
 */

#include "base/buffer.h"
#include "base/span.h"

/* Appends it; nothing when both are the same. Sticky failure of the buffer. */
void release_difference(struct span document, struct span expected, struct buffer *out);

#endif
