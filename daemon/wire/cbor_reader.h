/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_WIRE_CBOR_READER_H
#define PULSSID_WIRE_CBOR_READER_H

/*
 * Pulls one token after the other out of CBOR that cbor_scan() has accepted, by libcbor's streaming decoder:
 * no tree, no allocation; strings point into the input. The error is sticky: the first cbor_reader_fail()
 * fills *err, every read after it gives nothing, and the caller looks at `failed` once at the end (and in the
 * condition of each loop). The reader knows the names of the fields it stands in, so that an error says
 * "answers.wb1: …". Values are never told.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

#define CBOR_READER_NAMES 3

enum cbor_token_kind {
    TOKEN_NOTHING, /* the end, or after a failure */
    TOKEN_UNSIGNED,
    TOKEN_NEGATIVE, /* the integer -1 - number */
    TOKEN_BYTES,
    TOKEN_TEXT,
    TOKEN_ARRAY,
    TOKEN_MAP,
    TOKEN_TAG,
    TOKEN_NULL,
    TOKEN_OTHER, /* true, false, undefined, a float, a simple value, a tag that libcbor refuses */
};

struct cbor_token {
    enum cbor_token_kind kind;
    uint64_t number;   /* of UNSIGNED, NEGATIVE, TAG; how many entries for ARRAY and MAP */
    struct span bytes; /* of BYTES and TEXT */
};

struct cbor_reader {
    struct span rest; /* not yet read */
    bool failed;
    struct error *err;
    struct cbor_token token; /* the last one read */
    size_t n_names;
    struct span names[CBOR_READER_NAMES];
};

void cbor_reader_init(struct cbor_reader *reader, struct span scanned, struct error *err);

/* Enters and leaves a field, whose name goes before the text of errors: outermost first, at most
 * CBOR_READER_NAMES. */
void cbor_reader_enter(struct cbor_reader *reader, struct span name);
void cbor_reader_leave(struct cbor_reader *reader);

/* The next token, whatever it is. It lies in the reader (copying each would cost as much as decoding it) and
 * is good until the next one is read. */
const struct cbor_token *cbor_reader_next(struct cbor_reader *reader);

/* The next token if it is of that kind; else fails with INVALID_FIELD "FIELD: expected EXPECTED". */
const struct cbor_token *cbor_reader_expect(struct cbor_reader *reader, enum cbor_token_kind kind,
                                            const char *expected);
/* The next token as a code, or as an integer of 64 bits with its sign. */
struct span cbor_reader_code(struct cbor_reader *reader, const char *expected);
int64_t cbor_reader_integer(struct cbor_reader *reader, const char *expected);
/* The integer that a token of an UNSIGNED or NEGATIVE holds; OUT_OF_RANGE when it needs more than 64 bits
 * with its sign. */
int64_t cbor_reader_integer_of(struct cbor_reader *reader, const struct cbor_token *token);

/* Fails, unless the reader has failed before: "FIELD: …". */
void cbor_reader_fail(struct cbor_reader *reader, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
