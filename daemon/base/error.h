/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BASE_ERROR_H
#define PULSSID_BASE_ERROR_H

/*
 * An error: a code from error_codes.h and one sentence for the person who has to act on it.
 *
 * Convention of the whole daemon: a function that can fail returns bool and takes a struct error * last. It
 * leaves its outputs untouched on failure. The sentence names the field and what was expected; it never
 * repeats an answer. Values only: nothing to free, safe from any thread.
 */

#include <stdbool.h>

#include "error_codes.h"

enum error_code {
    ERROR_NONE = 0,
#define X(name, text, status, retryable, title) ERROR_##name,
    ERROR_CODES(X)
#undef X
        ERROR_CODE_COUNT
};

#define ERROR_TEXT_SIZE 320

struct error {
    enum error_code code;
    char text[ERROR_TEXT_SIZE];
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* Fills *err (cut at ERROR_TEXT_SIZE - 1 bytes, never inside a UTF-8 sequence) and returns false, so that
 * `return error_set(err, …)` is the way to fail. */
bool error_set(struct error *err, enum error_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts text and ": " before the sentence of an error that is already set. Returns false. */
bool error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The code's stable name, such as "unknown_team"; "none" for ERROR_NONE. */
const char *error_name(enum error_code code);
/* The code's fixed title, one phrase. */
const char *error_title(enum error_code code);
/* HTTP status, 400..599; 200 for ERROR_NONE. */
int error_status(enum error_code code);
/* Whether the same bytes sent again later may succeed. */
bool error_is_retryable(enum error_code code);

#endif
