/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_CHANGE_TEXT_H
#define PULSSID_MODEL_CHANGE_TEXT_H

/*
 * What a row of the report of changes says in words, by rule: the same facts give the same sentence. It
 * describes and names no cause; where there is a figure it says so itself. Pure.
 */

#include <stdbool.h>

#include "base/buffer.h"
#include "language.h"

enum change_text_kind {
    CHANGE_TEXT_RISE,
    CHANGE_TEXT_FALL,
    CHANGE_TEXT_STEADY, /* judged, and no alarm */
    CHANGE_TEXT_FEW_PERIODS,
    CHANGE_TEXT_FEW_TEAMS,
    CHANGE_TEXT_NO_VARIATION,
    CHANGE_TEXT_NOT_OF_TEAMS
};

struct change_text_facts {
    enum change_text_kind kind;
    const char *dimension; /* its code */
    /* Of a rise or a fall: ids of the period in which it was seen, and of that in which it began; its size in
     * points with its interval, where that is known. */
    const char *period;
    const char *change;
    bool is_sized;
    int size;
    int lo;
    int hi;
    /* Of few periods: periods that directly follow a published one, and how many of them are needed. */
    unsigned have;
    unsigned needed;
};

/* Appends the sentences, without quotes and backslashes, to stand behind "T01, ". Sticky failure of the
 * buffer. */
void change_text(const struct change_text_facts *facts, enum language language, struct buffer *out);

#endif
