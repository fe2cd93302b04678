/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_TEXT_H
#define PULSSID_STATS_METRIC_TEXT_H

/* The review of a metric in words, by rule, and how much they claim (model/claim_grade.h). Pure. */

#include "base/buffer.h"
#include "metric_link.h"
#include "metric_review.h"
#include "model/language.h"

/* What is said, and with which names. */
struct metric_saying {
    const struct metric_review *review; /* judged */
    const struct metric_link *link;
    const char *dimension;
    const char *customer;       /* NULL: held against none */
    const char *redundant_with; /* NULL: none */
    double redundant_r;
};

/* "description", "cannot_tell", or NULL where nothing may be told; of the link also "association", where a
 * formal test found it. That it is as good as none, or how large it is where nothing was tested, is a
 * description. */
const char *metric_text_grade(const struct metric_review *review);
const char *metric_text_link_grade(const struct metric_link *link);

/* Append sentences; figures in them are rounded, and only those that may be shown. Sticky failure of the
 * buffer. */
void metric_text(const struct metric_saying *saying, enum language language, struct buffer *out);

/* The warning that so many metrics are in use. */
void metric_text_too_many(int64_t active, enum language language, struct buffer *out);

#endif
