/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_SUBMISSION_H
#define PULSSID_MODEL_SUBMISSION_H

/*
 * A submission in its two shapes: as a client wrote it (struct submission: codes, spans into the client's
 * bytes) and as it is stored (struct record: ids and positions). model/check turns the first into the second.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/span.h"
#include "handoff_reason.h"

#define SUBMISSION_ID_SIZE 16
#define SUBMISSION_RECEIPT_SIZE 32
#define SUBMISSION_MAX_ANSWERS 128
#define SUBMISSION_MAX_PATH 32
#define SUBMISSION_MAX_RATINGS 256

enum answer_kind { ANSWER_NULL, ANSWER_INTEGER, ANSWER_RATINGS };

struct submission_answer {
    struct span question;
    enum answer_kind kind;
    int64_t value;       /* ANSWER_INTEGER */
    size_t first_rating; /* ANSWER_RATINGS: ratings[first_rating … first_rating + n_ratings - 1] */
    size_t n_ratings;
};

struct submission_rating {
    struct span team;
    int64_t value;
};

struct submission {
    uint8_t id[SUBMISSION_ID_SIZE];
    struct span survey;
    int64_t version; /* 1 … INT32_MAX */
    struct span team;
    int32_t day;
    size_t n_answers;
    struct submission_answer answers[SUBMISSION_MAX_ANSWERS];
    size_t n_ratings;
    struct submission_rating ratings[SUBMISSION_MAX_RATINGS];
    bool has_path;
    size_t n_path;
    struct span path[SUBMISSION_MAX_PATH]; /* as given, repeats not yet collapsed */
    size_t n_reasons;
    enum handoff_reason reasons[SUBMISSION_MAX_PATH - 1]; /* one for each step of the path as given */
    struct span topic;                                    /* empty: none */
    bool has_receipt;
    uint8_t receipt[SUBMISSION_RECEIPT_SIZE];
};

/* Makes it empty in a few stores: most of it is room that nobody reads before it is written. */
static inline void submission_clear(struct submission *submission)
{
    submission->n_answers = 0;
    submission->n_ratings = 0;
    submission->n_path = 0;
    submission->n_reasons = 0;
    submission->topic = span_of(NULL, 0);
    submission->has_path = false;
    submission->has_receipt = false;
}

#define ANSWER_MISSING INT16_MIN
#define ID_HASH_SIZE 16

/* One allocation; owned through record_free(). The pointers lead into it. */
struct record {
    int32_t team_id;
    int32_t period;
    int32_t survey_id;
    int32_t day;         /* kept to find another period, never stored */
    bool is_before_tree; /* its teams are those of its day, since its period had no frozen tree yet */
    uint8_t id_hash[ID_HASH_SIZE];
    bool has_receipt;
    uint8_t receipt[SUBMISSION_RECEIPT_SIZE];
    size_t n_answers; /* questions of the survey */
    int16_t *answers; /* by position; ANSWER_MISSING where there is none */
    size_t n_ratings;
    int32_t *rated;
    int16_t *ratings;
    size_t n_path;    /* 0: no path */
    int32_t *path;    /* team ids, immediate repeats collapsed */
    size_t n_reasons; /* 0: none is known; else those of the steps of path */
    int16_t *reasons; /* enum handoff_reason; room for as many as path has teams */
    size_t n_topic;   /* 0: no topic */
    char *topic;
};

/* A zeroed record with room for that much; n_topic: bytes. NULL when memory is out. */
struct record *record_new(size_t n_answers, size_t n_ratings, size_t n_path, size_t n_topic);
struct record *record_free(struct record *record);
DEFINE_CLEANUP(record_free, struct record)

#endif
