/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Surveys and the dimensions their questions feed. */
#include "survey.h"

struct survey *survey_free(struct survey *survey)
{
    if (survey == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        free(survey->title[i]);
    }
    for (size_t q = 0; q < survey->n_questions; q++) {
        for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
            free(survey->questions[q].text[i]);
        }
    }
    free(survey);
    return NULL;
}

int survey_find_question(const struct survey *survey, struct span code, size_t guess)
{
    if (guess < survey->n_questions && span_is(code, survey->questions[guess].code)) {
        return (int)guess;
    }
    for (size_t i = 0; i < survey->n_questions; i++) {
        if (span_is(code, survey->questions[i].code)) {
            return (int)i;
        }
    }
    return -1;
}

static bool check_question(const struct survey *survey, size_t at, struct error *err)
{
    const struct question *q = &survey->questions[at];
    if (survey_find_question(survey, span_text(q->code), 0) != (int)at) {
        return error_set(err, ERROR_INPUT, "questions[%zu].code: \"%s\" is there twice", at, q->code);
    }
    if (q->min >= q->max) {
        return error_set(err, ERROR_INPUT, "questions[%zu]: min must be below max", at);
    }
    if (q->kind == QUESTION_NPS && (q->min != 0 || q->max != 10 || q->reverse)) {
        return error_set(err, ERROR_INPUT,
                         "questions[%zu]: an nps question has bounds 0 and 10 and is not reversed", at);
    }
    return true;
}

/* The dimension with that code, added at the end when it is new. */
static struct dimension *dimension_of(struct dimension *dimensions, size_t *n, const char *code,
                                      enum dimension_kind kind)
{
    for (size_t i = 0; i < *n; i++) {
        if (strcmp(dimensions[i].code, code) == 0) {
            return &dimensions[i];
        }
    }
    struct dimension *added = &dimensions[(*n)++];
    *added = (struct dimension){.kind = kind, .unit = 1};
    code_copy(span_text(code), added->code);
    return added;
}

static bool add_item(struct dimension *d, enum dimension_kind kind, size_t question, struct error *err)
{
    if (d->kind != kind) {
        return error_set(err, ERROR_INPUT, "dimension %s: questions of different kinds", d->code);
    }
    if (kind != DIMENSION_MEAN && d->n_items > 0) {
        return error_set(err, ERROR_INPUT, "dimension %s: only one question of this kind", d->code);
    }
    d->items[d->n_items++] = (uint8_t)question;
    return true;
}

int64_t survey_common_unit(int64_t a, int64_t b)
{
    int64_t x = a;
    int64_t y = b;
    while (y != 0) {
        int64_t rest = x % y;
        x = y;
        y = rest;
    }
    return a / x * b;
}

/* lcm of the items' ranges, times lcm of 1 … n for the mean over however many were answered. */
static bool set_unit(const struct survey *survey, struct dimension *d, struct error *err)
{
    int64_t ranges = 1;
    int64_t counts = 1;
    for (size_t i = 0; i < d->n_items; i++) {
        const struct question *q = &survey->questions[d->items[i]];
        ranges = survey_common_unit(ranges, q->max - q->min);
        counts = survey_common_unit(counts, (int64_t)i + 1);
        if (ranges * counts > DIMENSION_MAX_UNIT) {
            return error_set(err, ERROR_INPUT,
                             "dimension %s: too many questions, or scales too unlike, to be summed exactly",
                             d->code);
        }
    }
    d->unit = (int32_t)(ranges * counts);
    return true;
}

static int32_t top_box_of(const struct dimension *d)
{
    bool one_scale = d->kind == DIMENSION_MEAN && d->n_items == 1;
    return !one_scale ? 0 : strcmp(d->code, "csat") == 0 ? 2 : strcmp(d->code, "ces") == 0 ? 3 : 0;
}

/* Adds one question to its dimension, and an employee's recommendation to engagement as well. */
static bool add_question(const struct survey *survey, size_t at, struct dimension *dimensions, size_t *n,
                         struct error *err)
{
    static const enum dimension_kind kinds[] = {[QUESTION_SCALE] = DIMENSION_MEAN,
                                                [QUESTION_NPS] = DIMENSION_NPS,
                                                [QUESTION_TEAM_RATINGS] = DIMENSION_RATINGS};
    const struct question *q = &survey->questions[at];
    enum dimension_kind kind = kinds[q->kind];
    if (!check_question(survey, at, err) ||
        !add_item(dimension_of(dimensions, n, q->dimension, kind), kind, at, err)) {
        return false;
    }
    bool feeds_engagement = q->kind == QUESTION_NPS && survey->audience == AUDIENCE_EMPLOYEE;
    return !feeds_engagement ||
           add_item(dimension_of(dimensions, n, "engagement", DIMENSION_MEAN), DIMENSION_MEAN, at, err);
}

static bool check_one_ratings_question(const struct survey *survey, struct error *err)
{
    size_t found = 0;
    for (size_t i = 0; i < survey->n_questions; i++) {
        found += survey->questions[i].kind == QUESTION_TEAM_RATINGS;
    }
    return found <= 1 || error_set(err, ERROR_INPUT, "questions: at most one of kind team_ratings");
}

bool survey_dimensions(const struct survey *survey, struct dimension *ret_dimensions, size_t *ret_n,
                       struct error *err)
{
    size_t n = 0;
    if (!check_one_ratings_question(survey, err)) {
        return false;
    }
    for (size_t i = 0; i < survey->n_questions; i++) {
        if (!add_question(survey, i, ret_dimensions, &n, err)) {
            return false;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (ret_dimensions[i].kind == DIMENSION_MEAN && !set_unit(survey, &ret_dimensions[i], err)) {
            return false;
        }
        ret_dimensions[i].top_box = top_box_of(&ret_dimensions[i]);
    }
    *ret_n = n;
    return true;
}
