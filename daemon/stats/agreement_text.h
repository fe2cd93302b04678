/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_AGREEMENT_TEXT_H
#define PULSSID_STATS_AGREEMENT_TEXT_H

/* The verdict on a dimension in words, by rule, and how much they claim (model/claim_grade.h): they describe,
 * or cannot tell. Pure. */

#include "agreement_analysis.h"
#include "base/buffer.h"
#include "model/language.h"

/* "description", "cannot_tell", or NULL where nothing may be told. */
const char *agreement_text_grade(const struct agreement_analysis *analysis);

/* Appends the sentences; the figures in them are rounded, and only those that may be shown. Sticky failure of
 * the buffer. */
void agreement_text(const struct agreement_analysis *analysis, const char *dimension, enum language language,
                    struct buffer *out);

/* What is said in the place of what is hidden. */
const char *agreement_text_hidden(enum language language);

#endif
