/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_PHRASE_H
#define PULSSID_MODEL_PHRASE_H

/*
 * The sentences of reports: texts in every language with figures in placeholders (placeholder.h), and the
 * figures as they are written in running text. Pure.
 */

#include <stddef.h>

#include "base/buffer.h"
#include "language.h"

#define PHRASE_NUMBER_SIZE 32

/* A word, a sentence, or a few that belong together, in every language. */
struct phrase {
    const char *in[LANGUAGE_COUNT];
};

struct phrase_value {
    const char *name;
    const char *text;
};

/* Appends a text with its placeholders filled; one whose name is not among the n values,
 * or has no text, stays as it stands.
 * Sticky failure of the buffer. */
void phrase_fill(const char *text, const struct phrase_value *values, size_t n, struct buffer *out);

#define PHRASE_R 2 /* decimals of a correlation, or what else lies between -1 and 1 */

/* The one way in which numbers of sentences are written: rounded to so many decimals (0 to 6), halves away
 * from zero, with the decimal mark of the language and a minus as wide as a plus; what is told as 0 has no
 * sign: "0.43", "−0,02", "88". A dash for NAN. All return ret_text. */
const char *phrase_number(double x, int decimals, enum language language, char ret_text[PHRASE_NUMBER_SIZE]);

/* The same with its sign also above 0: "+5", "−3,3". */
const char *phrase_change(double x, int decimals, enum language language, char ret_text[PHRASE_NUMBER_SIZE]);

/* A share as a whole percentage: "88". */
const char *phrase_percent(double share, enum language language, char ret_text[PHRASE_NUMBER_SIZE]);

#endif
