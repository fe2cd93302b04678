/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_NOTICE_TEXT_H
#define PULSSID_MODEL_NOTICE_TEXT_H

/*
 * The words of the notice to respondents, in every language: its title, headings, and the sentences below
 * each, in their order. Numbers stand in placeholders (model/notice_fill.h). Some sentences are only for some
 * numbers. None holds "<", ">" or "&", so that all may stand between tags. Pure.
 */

#include <stdbool.h>
#include <stddef.h>

#include "notice.h"
#include "phrase.h"

enum notice_role { NOTICE_TITLE, NOTICE_HEADING, NOTICE_SENTENCE };

/* When a sentence is true. */
enum notice_when {
    NOTICE_ALWAYS,
    NOTICE_IN_WEEKS, /* a period is a week … */
    NOTICE_IN_MONTHS,
    NOTICE_IN_UNKNOWN, /* … or that is not known */
    NOTICE_IN_KNOWN,
    NOTICE_WITH_GRACE,
    NOTICE_WITHOUT_GRACE,
    NOTICE_WITH_LATE,
    NOTICE_WITHOUT_LATE,
    NOTICE_WITH_BACKFILL,
    NOTICE_KEPT_FOR_DAYS,
    NOTICE_KEPT_FOR_EVER
};

struct notice_text {
    enum notice_role role;
    enum notice_when when;
    struct phrase words;
};

/* The rows, in their order; the first is the title. */
const struct notice_text *notice_texts(size_t *ret_n);

/* Whether a row belongs to a notice of these numbers. */
bool notice_text_applies(const struct notice_text *text, const struct notice *notice);

#endif
