/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_TOGETHER_TEXT_H
#define PULSSID_MODEL_TOGETHER_TEXT_H

/*
 * Which teams work as one although the chart parts them, in words, by rule. What is told is how customers are
 * handed on, and that it could not be told is said too. Pure.
 */

#include "base/buffer.h"
#include "language.h"

enum together {
    TOGETHER_UNKNOWN,    /* too few handoffs or units */
    TOGETHER_UNCLEAR,    /* handoffs gather in no clear groups */
    TOGETHER_AS_CHARTED, /* every group lies within a unit */
    TOGETHER_PARTED      /* a group has teams of several units */
};

/* Appends one sentence, with a space before it. teams: their codes, of TOGETHER_PARTED alone. Sticky failure
 * of the buffer. */
void together_text(enum together together, const char *teams, enum language language, struct buffer *out);

#endif
