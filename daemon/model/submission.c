/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a record: one allocation for all of it. */
#include "submission.h"

struct record *record_new(size_t n_answers, size_t n_ratings, size_t n_path, size_t n_topic)
{
    /* 4-byte members first, so that every array is aligned. */
    size_t words = (n_ratings + n_path) * sizeof(int32_t);
    size_t halves = (n_answers + n_ratings + n_path) * sizeof(int16_t);
    struct record *record = calloc(1, sizeof *record + words + halves + n_topic);
    if (record == NULL) {
        return NULL;
    }
    record->n_answers = n_answers;
    record->n_ratings = n_ratings;
    record->n_path = n_path;
    record->rated = (int32_t *)(record + 1);
    record->path = record->rated + n_ratings;
    record->answers = (int16_t *)(record->path + n_path);
    record->ratings = record->answers + n_answers;
    record->reasons = record->ratings + n_ratings;
    record->n_topic = n_topic;
    record->topic = (char *)(record->reasons + n_path);
    return record;
}

struct record *record_free(struct record *record)
{
    free(record);
    return NULL;
}
