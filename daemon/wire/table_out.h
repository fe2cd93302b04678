/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_TABLE_OUT_H
#define PULSSID_WIRE_TABLE_OUT_H

/* A report's tables as CSV (RFC 4180, CRLF, UTF-8, header line), as the JSON document of the contract, and as
 * aligned text for a terminal. Sticky failure of the buffer. */

#include <stdint.h>

#include "base/buffer.h"
#include "model/table.h"

/* An unknown figure is an empty field; the row's state says why. */
void table_out_csv(const struct table *table, struct buffer *out);
void table_out_text(const struct table *table, struct buffer *out);

/* What a JSON report is made of. NULL parts are left out. */
struct table_document {
    const char *report;
    int64_t release;                  /* 0: null */
    const struct table *organisation; /* of one row an object, of several an array of objects, of none null */
    const struct table *rows;
    const struct table *lags;
    const struct table *periods;
    const struct table *claims;
    const struct table *topics;
    const struct table *reasons;
    const char *const *groups; /* name prefixes of `organisation` columns that nest: "mismatch_",
                                  "attenuation_", inside it "attenuation_w_"; NULL-terminated, outer
                                  ones first */
    const char *next;          /* NULL or empty: last page */
};

/* {"report":…,"release":…,"organisation":…,"rows":[…],"lags":[…],"periods":[…],"claims":[…],
 * "topics":[…],"reasons":[…],"next":…};
 * NUMBERs in 17 significant digits at most, unknown null. */
void table_out_json(const struct table_document *document, struct buffer *out);

#endif
