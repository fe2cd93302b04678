/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_STATS_METRIC_SET_H
#define PULSSID_STATS_METRIC_SET_H

/*
 * What is measured in one period: the dimensions of every survey, versions of one survey brought together.
 *
 * A dimension belongs to one survey, so that nobody who answers two surveys counts twice in one cell: to the
 * one with the most submissions in the period, all versions together; of equals to the newest. Its versions
 * are counted together when they agree on the dimension's kind; their units are brought to a common one. What
 * does not agree is not counted, and so shown nowhere.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "model/survey.h"

#define METRIC_MAX_UNIT 1000000 /* exact sums of squares up to nine million respondents */
#define METRIC_NONE (-1)

struct metric {
    char dimension[CODE_SIZE];
    char survey[CODE_SIZE];
    enum audience audience;
    enum dimension_kind kind;
    int32_t unit;    /* common to its sources */
    int32_t top_box; /* 0: none, or the versions differ */
    bool has_data;   /* a survey with submissions asked for it */
};

/* One version of a survey with submissions in the period. */
struct metric_source {
    const struct survey *survey;
    int64_t submissions; /* in the period */
    size_t n_dimensions;
    struct dimension dimensions[2 * SURVEY_MAX_QUESTIONS];
    int32_t metrics[2 * SURVEY_MAX_QUESTIONS]; /* index of each dimension's metric, or METRIC_NONE */
};

struct metric_set {
    size_t n;
    struct metric *metrics;
    size_t n_sources;
    struct metric_source *sources;
};

/* surveys by id descending, submissions[i] those of surveys[i] in the period. The surveys stay the caller's
 * and must live as long as the set. INPUT when a survey is inconsistent. */
bool metric_set_new(struct survey *const *surveys, const int64_t *submissions, size_t n,
                    struct metric_set **ret_set, struct error *err) MUST_CHECK;
struct metric_set *metric_set_free(struct metric_set *set);
DEFINE_CLEANUP(metric_set_free, struct metric_set)

#endif
