/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_IMPORT_SOURCE_H
#define PULSSID_CLI_IMPORT_SOURCE_H

/* A file of submissions, read one by one: a CBOR Sequence (FILE.cborseq) or CSV (FILE.csv). Owned through
 * import_source_close(). */

#include <stddef.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/submission.h"

struct import_source;

enum import_item {
    IMPORT_SUBMISSION,
    IMPORT_REJECTED, /* the item is wrong; the next can be read */
    IMPORT_CUT,      /* wrong, and where the next begins is not known */
    IMPORT_END
};

/* INPUT when the name ends otherwise; IO. */
bool import_source_open(const char *path, struct import_source **ret_source, struct error *err) MUST_CHECK;
struct import_source *import_source_close(struct import_source *source);
DEFINE_CLEANUP(import_source_close, struct import_source)

/* Reads the next item. SUBMISSION: its spans live until the next call. REJECTED and CUT: *err says what is
 * wrong, with the place. */
enum import_item import_source_next(struct import_source *source, struct submission *ret_submission,
                                    struct error *err);

/* Where the item stands: a line of CSV, or which item of a sequence it is, from 1; and as text, "FILE:7",
 * "FILE: item 7". */
size_t import_source_place(const struct import_source *source);
#define IMPORT_PLACE_SIZE 256
void import_source_format(const struct import_source *source, size_t place, char ret_text[IMPORT_PLACE_SIZE]);

/* How much of the file has been read, 0 to 100. */
unsigned import_source_percent(const struct import_source *source);

#endif
