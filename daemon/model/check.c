/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a submission against the catalog, field by field, and resolves it to what is stored. */
#include "check.h"

#include <stdio.h>

static bool may_open(const struct check_opts *opts, int32_t day, int32_t period)
{
    bool due = calendar_last_day(opts->catalog->kind, period) + opts->grace_days < opts->today;
    return !due || opts->ignore_age || day >= opts->today - opts->backfill_days;
}

/* The earliest open period after one; today's when none is open and today's may be opened. */
static bool next_period(const struct check_opts *opts, int32_t after, int32_t *ret_period)
{
    for (size_t i = 0; i < opts->catalog->n_periods; i++) {
        const struct catalog_period *p = &opts->catalog->periods[i];
        if (p->period > after && p->state == PERIOD_OPEN) {
            *ret_period = p->period;
            return true;
        }
    }
    int32_t current = calendar_period_of(opts->catalog->kind, opts->today);
    if (current > after && catalog_find_period(opts->catalog, current) == NULL) {
        *ret_period = current;
        return true;
    }
    return false;
}

/* A period for an answer whose own is over: none where a retry could not be told from an answer. */
static bool later_period(const struct check_opts *opts, int32_t day, int32_t own, int32_t *ret_period,
                         struct error *err)
{
    char id[PERIOD_ID_SIZE];
    calendar_format(opts->catalog->kind, own, id);
    if (!opts->ignore_age && day >= opts->today - opts->max_late_days) {
        if (calendar_last_day(opts->catalog->kind, own) <= opts->catalog->forgotten_until) {
            return error_set(err, ERROR_TOO_OLD,
                             "on: the day's period %s is over, and the ids of its answers are forgotten", id);
        }
        if (next_period(opts, own, ret_period)) {
            return true;
        }
    }
    return error_set(err, ERROR_TOO_OLD,
                     "on: the day's period %s is over, and answers are taken %d days later at most", id,
                     (int)opts->max_late_days);
}

bool check_period(const struct check_opts *opts, int32_t day, int32_t *ret_period, struct error *err)
{
    if (day > opts->today + 1) {
        return error_set(err, ERROR_IN_FUTURE, "on: the day is more than one day in the future");
    }
    int32_t own = calendar_period_of(opts->catalog->kind, day);
    const struct catalog_period *known = catalog_find_period(opts->catalog, own);
    if (known != NULL ? known->state == PERIOD_OPEN : may_open(opts, day, own)) {
        *ret_period = own;
        return true;
    }
    return later_period(opts, day, own, ret_period, err);
}

/* What is being checked, and what has been found so far. */
struct checking {
    const struct check_opts *opts;
    const struct submission *submission;
    const struct survey *survey;
    int32_t period;
    struct record *record;
    size_t next_position; /* where the next answer's question is, if the client keeps the survey's order */
};

static bool find_team(const struct checking *c, struct span code, const char *field, int32_t *ret_id,
                      struct error *err)
{
    int32_t id = catalog_find_team(c->opts->catalog, code, c->period, c->submission->day);
    if (id == 0) {
        char period[PERIOD_ID_SIZE];
        calendar_format(c->opts->catalog->kind, c->period, period);
        return error_set(err, ERROR_UNKNOWN_TEAM, "%s: there is no team %.*s in %s", field, SPAN_ARG(code),
                         period);
    }
    *ret_id = id;
    return true;
}

static bool check_survey(struct checking *c, const struct catalog_key *key, struct error *err)
{
    const struct submission *s = c->submission;
    c->survey = catalog_find_survey(c->opts->catalog, s->survey, s->version);
    if (c->survey == NULL) {
        return error_set(err, ERROR_UNKNOWN_SURVEY, "survey: there is no survey %.*s of version %lld",
                         SPAN_ARG(s->survey), (long long)s->version);
    }
    if (key != NULL && !catalog_key_allows(key, c->survey->code)) {
        return error_set(err, ERROR_SURVEY_NOT_ALLOWED, "survey: this key may not submit to %s",
                         c->survey->code);
    }
    return true;
}

static bool check_ratings(struct checking *c, const struct submission_answer *answer,
                          const struct question *question, struct error *err)
{
    for (size_t i = 0; i < answer->n_ratings; i++) {
        const struct submission_rating *rating = &c->submission->ratings[answer->first_rating + i];
        char field[2 * CODE_SIZE + 16];
        snprintf(field, sizeof field, "answers.%s.%.*s", question->code, SPAN_ARG(rating->team));
        int32_t team_id = 0;
        if (!find_team(c, rating->team, field, &team_id, err)) {
            return false;
        }
        if (team_id == c->record->team_id) {
            return error_set(err, ERROR_INVALID_FIELD, "%s: a team does not rate itself", field);
        }
        if (rating->value < question->min || rating->value > question->max) {
            return error_set(err, ERROR_OUT_OF_RANGE, "%s: expected %d to %d", field, question->min,
                             question->max);
        }
        c->record->rated[i] = team_id;
        c->record->ratings[i] = (int16_t)rating->value;
    }
    return true;
}

static bool check_value(struct checking *c, const struct submission_answer *answer, size_t position,
                        struct error *err)
{
    const struct question *question = &c->survey->questions[position];
    if (answer->value < question->min || answer->value > question->max) {
        return error_set(err, ERROR_OUT_OF_RANGE, "answers.%s: expected %d to %d", question->code,
                         question->min, question->max);
    }
    c->record->answers[position] = (int16_t)answer->value;
    return true;
}

static bool check_answer(struct checking *c, const struct submission_answer *answer, struct error *err)
{
    int position = survey_find_question(c->survey, answer->question, c->next_position);
    if (position < 0) {
        return error_set(err, ERROR_UNKNOWN_QUESTION, "answers: %s has no question %.*s", c->survey->code,
                         SPAN_ARG(answer->question));
    }
    c->next_position = (size_t)position + 1;
    const struct question *question = &c->survey->questions[position];
    bool rates = question->kind == QUESTION_TEAM_RATINGS;
    if (answer->kind == ANSWER_NULL) {
        return true;
    }
    if (rates != (answer->kind == ANSWER_RATINGS)) {
        return error_set(err, ERROR_INVALID_FIELD, "answers.%s: expected %s or null", question->code,
                         rates ? "a map of team codes to integers" : "an integer");
    }
    return rates ? check_ratings(c, answer, question, err) : check_value(c, answer, (size_t)position, err);
}

static bool check_answers(struct checking *c, struct error *err)
{
    size_t given = 0;
    for (size_t i = 0; i < c->survey->n_questions; i++) {
        c->record->answers[i] = ANSWER_MISSING;
    }
    for (size_t i = 0; i < c->submission->n_answers; i++) {
        const struct submission_answer *answer = &c->submission->answers[i];
        if (!check_answer(c, answer, err)) {
            return false;
        }
        given += answer->kind == ANSWER_INTEGER || (answer->kind == ANSWER_RATINGS && answer->n_ratings > 0);
    }
    if (given == 0 && c->survey->audience == AUDIENCE_EMPLOYEE) {
        return error_set(err, ERROR_NO_ANSWERS,
                         "answers: an employee survey needs at least one that is not null");
    }
    return true;
}

/* Whether what is said about the path fits it. */
static bool fits_path(const struct checking *c, struct error *err)
{
    const struct submission *s = c->submission;
    bool asks_customers = c->survey->audience == AUDIENCE_CUSTOMER;
    if (s->n_reasons > 0 && (!asks_customers || !s->has_path || s->n_reasons != s->n_path - 1)) {
        return error_set(err, ERROR_INVALID_FIELD,
                         "reasons: expected one for each step of a customer's path");
    }
    return s->topic.len == 0 || asks_customers ||
           error_set(err, ERROR_INVALID_FIELD, "topic: only for customer surveys");
}

/* Takes the reason of the path's step to its team i. */
static void keep_reason(struct checking *c, size_t i)
{
    struct record *record = c->record;
    if (c->submission->n_reasons > 0) {
        enum handoff_reason reason = c->submission->reasons[i - 1];
        record->reasons[record->n_reasons++] = (int16_t)reason;
    }
}

/* The path with immediate repeats collapsed, for customer surveys; without one it is the team alone. */
static bool check_path(struct checking *c, struct error *err)
{
    const struct submission *s = c->submission;
    struct record *record = c->record;
    if (c->survey->audience == AUDIENCE_EMPLOYEE) {
        record->n_path = 0;
        return !s->has_path || error_set(err, ERROR_INVALID_FIELD, "path: only for customer surveys");
    }
    size_t n = 0;
    record->path[n++] = record->team_id;
    if (s->has_path && !span_equal(s->path[0], s->team)) {
        return error_set(err, ERROR_INVALID_FIELD, "path: expected to begin with team %.*s",
                         SPAN_ARG(s->team));
    }
    for (size_t i = 1; s->has_path && i < s->n_path; i++) {
        int32_t team_id = 0;
        if (!find_team(c, s->path[i], "path", &team_id, err)) {
            return false;
        }
        if (team_id != record->path[n - 1]) {
            record->path[n++] = team_id;
            keep_reason(c, i);
        }
    }
    record->n_path = n;
    return true;
}

/* What is stored in place of the client's id: it cannot be turned back, and it differs between surveys. */
static bool hash_id(const struct checking *c, struct error *err)
{
    const struct submission *s = c->submission;
    struct span parts[] = {s->survey, span_of("", 1), span_of(s->id, sizeof s->id)};
    uint8_t digest[SHA256_SIZE];
    if (!sha256_hasher_hash(c->opts->hasher, parts, sizeof parts / sizeof *parts, digest)) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory to hash an id");
    }
    memcpy(c->record->id_hash, digest, sizeof c->record->id_hash);
    return true;
}

static bool fill_record(struct checking *c, struct error *err)
{
    const struct submission *s = c->submission;
    struct record *record = c->record;
    record->period = c->period;
    record->day = s->day;
    record->is_before_tree = catalog_find_period(c->opts->catalog, c->period) == NULL;
    record->survey_id = c->survey->id;
    record->has_receipt = s->has_receipt;
    if (s->has_receipt) {
        memcpy(record->receipt, s->receipt, sizeof record->receipt);
    }
    memcpy(record->topic, s->topic.len > 0 ? s->topic.data : (const void *)"", s->topic.len);
    return fits_path(c, err) && find_team(c, s->team, "team", &record->team_id, err) &&
           check_answers(c, err) && check_path(c, err) && hash_id(c, err);
}

bool check_submission(const struct check_opts *opts, const struct catalog_key *key,
                      const struct submission *submission, struct record **ret_record, struct error *err)
{
    struct checking c = {.opts = opts, .submission = submission};
    if (!check_survey(&c, key, err) || !check_period(opts, submission->day, &c.period, err)) {
        return false;
    }
    size_t path_room = submission->has_path ? submission->n_path : 1;
    CLEANUP(record_free)
    struct record *record =
        record_new(c.survey->n_questions, submission->n_ratings, path_room, submission->topic.len);
    if (record == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a submission");
    }
    c.record = record;
    if (!fill_record(&c, err)) {
        return false;
    }
    *ret_record = record;
    record = NULL;
    return true;
}
