/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_VERDICT_CBOR_H
#define PULSSID_WIRE_VERDICT_CBOR_H

/* Verdicts on submissions, as CBOR (proto/submission.cddl). */

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

enum verdict_status { VERDICT_STORED, VERDICT_DUPLICATE, VERDICT_REJECTED };

struct verdict {
    struct span id; /* the client's; empty when it could not be read */
    enum verdict_status status;
    const char *period;        /* NULL: left out */
    const struct error *error; /* of a rejection; else NULL */
};

/* Appends one verdict; sticky failure of the buffer. */
void verdict_cbor_write(const struct verdict *verdict, struct buffer *out);

#endif
