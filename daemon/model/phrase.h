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

/* A figure that lies between -1 and 1 with two decimals and no zero before the point: ".43", "-.02", "1.00".
 * "?" for NAN. */
const char *phrase_number(double x, char ret_text[PHRASE_NUMBER_SIZE]);

/* A share as a whole percentage: "88". "?" for NAN. */
const char *phrase_percent(double share, char ret_text[PHRASE_NUMBER_SIZE]);

#endif
