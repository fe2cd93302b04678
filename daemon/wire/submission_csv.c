/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of CSV as a submission. */
#include "submission_csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "model/calendar.h"
#include "model/code.h"

static const char *const required_columns[] = {"survey", "version", "team", "on", NULL};
static const char *const optional_columns[] = {"path", "reasons", "topic", NULL};

/* A field that is being read. */
struct field {
    const struct csv *csv;
    const char *column;
    struct submission *submission;
    struct error *err;
};

struct csv_columns submission_csv_columns(void)
{
    return (struct csv_columns){required_columns, optional_columns, true};
}

static bool refuse(const struct field *field, const char *expected)
{
    return csv_error(field->csv, field->column, field->err, "expected %s", expected);
}

/* Decimal digits with or without a minus, of 64 bits. */
static bool parse_integer(const char *text, size_t len, int64_t *ret_value)
{
    size_t digits = strspn(text + (text[0] == '-'), "0123456789");
    if (digits == 0 || digits + (text[0] == '-') != len) {
        return false;
    }
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    *ret_value = value;
    return errno == 0;
}

static bool take_code(struct field *field, const char *column, struct span *ret_code)
{
    field->column = column;
    struct span text = span_text(csv_field(field->csv, column));
    if (!code_is_valid(text)) {
        return refuse(field, "a code");
    }
    *ret_code = text;
    return true;
}

static bool take_version(struct field *field)
{
    field->column = "version";
    const char *text = csv_field(field->csv, field->column);
    int64_t *version = &field->submission->version;
    return (parse_integer(text, strlen(text), version) && *version >= 1 && *version <= INT32_MAX) ||
           refuse(field, "an integer from 1 to 2147483647");
}

static bool take_day(struct field *field)
{
    field->column = "on";
    struct span text = span_text(csv_field(field->csv, field->column));
    return calendar_parse_day(text, &field->submission->day, field->err) ||
           refuse(field, "a day such as 2026-11-21, from 1970-01-05 to 9999-12-31");
}

/* T01>T05 */
static bool take_path(struct field *field)
{
    field->column = "path";
    struct submission *submission = field->submission;
    const char *text = csv_field(field->csv, field->column);
    submission->has_path = text[0] != '\0';
    while (submission->has_path) {
        struct span code = span_of(text, strcspn(text, ">"));
        if (submission->n_path == SUBMISSION_MAX_PATH || !code_is_valid(code)) {
            return refuse(field, "1 to 32 team codes with > between them");
        }
        submission->path[submission->n_path++] = code;
        if (text[code.len] == '\0') {
            break;
        }
        text += code.len + 1;
    }
    return true;
}

/* skill>>choice: the second one is not known */
static bool take_reasons(struct field *field)
{
    field->column = "reasons";
    struct submission *submission = field->submission;
    const char *text = csv_field(field->csv, field->column);
    for (bool more = text[0] != '\0'; more; more = *text++ != '\0') {
        struct span word = span_of(text, strcspn(text, ">"));
        enum handoff_reason reason = REASON_NONE;
        if (submission->n_reasons == SUBMISSION_MAX_PATH - 1 ||
            (word.len > 0 && !handoff_reason_find(word, &reason))) {
            return refuse(field,
                          "instruction, skill, authority, capacity, choice or nothing for each step of the "
                          "path, with > between them");
        }
        submission->reasons[submission->n_reasons++] = reason;
        text += word.len;
    }
    return true;
}

static bool take_topic(struct field *field)
{
    const char *text = csv_field(field->csv, "topic");
    return text[0] == '\0' || take_code(field, "topic", &field->submission->topic);
}

/* T02=5 */
static bool take_rating(struct field *field, struct submission_answer *answer, const char *text, size_t len)
{
    struct submission *submission = field->submission;
    struct span team = span_of(text, strcspn(text, "="));
    int64_t value;
    if (team.len >= len || !code_is_valid(team) || submission->n_ratings == SUBMISSION_MAX_RATINGS ||
        !parse_integer(text + team.len + 1, len - team.len - 1, &value)) {
        return refuse(field, "at most 256 ratings such as T02=5 T07=3");
    }
    for (size_t i = 0; i < answer->n_ratings; i++) {
        if (span_equal(submission->ratings[answer->first_rating + i].team, team)) {
            return refuse(field, "each team once");
        }
    }
    submission->ratings[submission->n_ratings++] = (struct submission_rating){team, value};
    answer->n_ratings++;
    return true;
}

static bool take_ratings(struct field *field, struct submission_answer *answer, const char *text)
{
    answer->kind = ANSWER_RATINGS;
    answer->first_rating = field->submission->n_ratings;
    for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
        size_t len = strcspn(text, " ");
        if (!take_rating(field, answer, text, len)) {
            return false;
        }
        text += len;
    }
    return true;
}

static bool take_answer(struct field *field, const char *text)
{
    struct submission *submission = field->submission;
    struct span question = span_text(field->column);
    if (!code_is_valid(question)) {
        return refuse(field, "a question code as the column's name");
    }
    if (submission->n_answers == SUBMISSION_MAX_ANSWERS) {
        return refuse(field, "at most 128 answers in a row");
    }
    struct submission_answer *answer = &submission->answers[submission->n_answers++];
    *answer = (struct submission_answer){.question = question, .kind = ANSWER_INTEGER};
    if (strchr(text, '=') != NULL) {
        return take_ratings(field, answer, text);
    }
    return parse_integer(text, strlen(text), &answer->value) ||
           refuse(field, "an integer, or ratings such as T02=5 T07=3");
}

static bool is_among(const char *column, const char *const *columns)
{
    while (*columns != NULL && strcmp(column, *columns) != 0) {
        columns++;
    }
    return *columns != NULL;
}

static bool is_question(const char *column)
{
    return !is_among(column, required_columns) && !is_among(column, optional_columns);
}

static bool take_answers(struct field *field)
{
    for (size_t i = 0; i < csv_n_columns(field->csv); i++) {
        field->column = csv_column_name(field->csv, i);
        const char *text = csv_column_field(field->csv, i);
        if (is_question(field->column) && text[0] != '\0' && !take_answer(field, text)) {
            return false;
        }
    }
    return true;
}

static bool make_id(struct field *field, const uint8_t file_digest[SHA256_SIZE])
{
    char line[24];
    snprintf(line, sizeof line, "%zu", csv_line(field->csv));
    struct span parts[] = {span_of(file_digest, SHA256_SIZE), span_text(line)};
    uint8_t digest[SHA256_SIZE];
    if (!sha256(parts, sizeof parts / sizeof *parts, digest)) {
        return error_set(field->err, ERROR_OUT_OF_MEMORY, "no memory to hash a row");
    }
    memcpy(field->submission->id, digest, SUBMISSION_ID_SIZE);
    return true;
}

bool submission_csv_read(const struct csv *csv, const uint8_t file_digest[SHA256_SIZE],
                         struct submission *ret_submission, struct error *err)
{
    struct submission submission = {0};
    struct field field = {.csv = csv, .submission = &submission, .err = err};
    if (!take_code(&field, "survey", &submission.survey) || !take_version(&field) ||
        !take_code(&field, "team", &submission.team) || !take_day(&field) || !take_path(&field) ||
        !take_reasons(&field) || !take_topic(&field) || !take_answers(&field) ||
        !make_id(&field, file_digest)) {
        return false;
    }
    *ret_submission = submission;
    return true;
}
