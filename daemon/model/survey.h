/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_MODEL_SURVEY_H
#define PULSSID_MODEL_SURVEY_H

/*
 * A version of a questionnaire, and the dimensions that its questions feed. Never changes once stored, so the
 * position of a question is what stored answers are indexed by. Built by wire/survey_json; owned through
 * survey_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "code.h"
#include "language.h"

enum audience { AUDIENCE_EMPLOYEE, AUDIENCE_CUSTOMER };
enum question_kind { QUESTION_SCALE, QUESTION_NPS, QUESTION_TEAM_RATINGS };

#define SURVEY_MAX_QUESTIONS 64
/* Least common denominator that a dimension may need (see struct dimension); keeps 64-bit sums exact to 10^8
 * rows. */
#define DIMENSION_MAX_UNIT 100000

struct question {
    char code[CODE_SIZE];
    char dimension[CODE_SIZE];
    enum question_kind kind;
    int16_t min; /* bounds of an answer, both inclusive, min < max */
    int16_t max;
    bool reverse;
    char *text[LANGUAGE_COUNT];
};

struct survey {
    int32_t id; /* 0 until stored */
    char code[CODE_SIZE];
    int32_t version;
    enum audience audience;
    char *title[LANGUAGE_COUNT];
    size_t n_questions;
    struct question questions[SURVEY_MAX_QUESTIONS];
};

/*
 * What a dimension is made of (statistics.md 1.1, 1.2, 1.4, 1.5, 1.6). A respondent's score on a
 * DIMENSION_MEAN is the mean of the answered items on 0..100 if at least half of them are answered. It is
 * counted in whole units of 100 / unit, where unit = lcm(max - min of each item) * lcm(1 … number of items),
 * so that sums are exact. A DIMENSION_NPS has one item 0..10 and scores 100 for 9-10, -100 for 0-6, else 0.
 * A DIMENSION_RATINGS is answered by rating other teams; it has a count of respondents but no team score.
 */
enum dimension_kind { DIMENSION_MEAN, DIMENSION_NPS, DIMENSION_RATINGS };

struct dimension {
    char code[CODE_SIZE];
    enum dimension_kind kind;
    size_t n_items;
    uint8_t items[SURVEY_MAX_QUESTIONS]; /* positions in survey.questions */
    int32_t unit;                        /* units in 0..100; 1 for the other kinds */
    int32_t top_box; /* how many highest categories make the top-box share: csat 2, ces 3, else 0 */
};

struct survey *survey_free(struct survey *survey);
DEFINE_CLEANUP(survey_free, struct survey)

/* Position of the question with that code, or -1. guess: where it is looked for first. */
int survey_find_question(const struct survey *survey, struct span code, size_t guess);

/* The least unit that two units, both above 0, divide. */
int64_t survey_common_unit(int64_t a, int64_t b);

/* The dimensions of a survey in the order of their first question, at most 2 * SURVEY_MAX_QUESTIONS. A
 * question of kind nps in an employee survey feeds its own dimension and, as an item of a DIMENSION_MEAN,
 * `engagement`. INPUT when the survey is inconsistent: a dimension of mixed kinds, an nps dimension of two
 * items, bounds that are not min < max, an nps question not on 0..10, two team_ratings questions, a unit over
 * DIMENSION_MAX_UNIT. */
bool survey_dimensions(const struct survey *survey, struct dimension *ret_dimensions, size_t *ret_n,
                       struct error *err) MUST_CHECK;

#endif
