/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the maps of proto/submission.cddl field by field, whatever their order. */
#include "submission_cbor.h"

#include "cbor_reader.h"
#include "cbor_scan.h"
#include "model/calendar.h"
#include "model/code.h"

#define TAG_DAY_TEXT 1004 /* RFC 8943 */
#define TAG_DAY_NUMBER 100
#define FIRST_DAY 4      /* 1970-01-05, where the calendar begins */
#define LAST_DAY 2932896 /* 9999-12-31 */
#define SECRET_MIN 16
#define SECRET_MAX 64

/* One field of a map: how it is called, what its value must be, and who reads that into the target. */
struct field {
    struct span name;
    const char *expected;
    bool required;
    void (*read)(struct cbor_reader *reader, const char *expected, void *target);
};

static void refuse(struct cbor_reader *reader, const char *expected)
{
    cbor_reader_fail(reader, ERROR_INVALID_FIELD, "expected %s", expected);
}

/* Reads a byte string of exactly that size. */
static void read_bytes(struct cbor_reader *reader, const char *expected, uint8_t *ret, size_t size)
{
    struct span bytes = cbor_reader_expect(reader, TOKEN_BYTES, expected)->bytes;
    if (bytes.len != size) {
        refuse(reader, expected);
    } else {
        memcpy(ret, bytes.data, size);
    }
}

static void read_id(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    read_bytes(reader, expected, submission->id, sizeof submission->id);
}

static void read_survey(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    submission->survey = cbor_reader_code(reader, expected);
}

static void read_version(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    const struct cbor_token *token = cbor_reader_expect(reader, TOKEN_UNSIGNED, expected);
    if (token->number < 1 || token->number > INT32_MAX) {
        refuse(reader, expected);
    }
    submission->version = (int64_t)token->number;
}

static void read_team(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    submission->team = cbor_reader_code(reader, expected);
}

static void read_day_text(struct cbor_reader *reader, const char *expected, const struct cbor_token *token,
                          int32_t *ret_day)
{
    struct error ignored;
    if (token->kind != TOKEN_TEXT || !calendar_parse_day(token->bytes, ret_day, &ignored)) {
        refuse(reader, expected);
    }
}

static void read_day_number(struct cbor_reader *reader, const char *expected, int32_t *ret_day)
{
    const struct cbor_token *token = cbor_reader_expect(reader, TOKEN_UNSIGNED, expected);
    if (token->number < FIRST_DAY || token->number > LAST_DAY) {
        refuse(reader, expected);
    } else {
        *ret_day = (int32_t)token->number;
    }
}

static void read_on(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    const struct cbor_token *token = cbor_reader_next(reader);
    if (token->kind == TOKEN_TAG && token->number == TAG_DAY_NUMBER) {
        read_day_number(reader, expected, &submission->day);
        return;
    }
    if (token->kind == TOKEN_TAG && token->number == TAG_DAY_TEXT) {
        token = cbor_reader_next(reader);
    }
    read_day_text(reader, expected, token, &submission->day);
}

static bool is_rated(const struct submission *submission, const struct submission_answer *answer,
                     struct span team)
{
    for (size_t i = 0; i < answer->n_ratings; i++) {
        if (span_equal(submission->ratings[answer->first_rating + i].team, team)) {
            return true;
        }
    }
    return false;
}

static void read_rating(struct cbor_reader *reader, struct submission *submission,
                        struct submission_answer *answer)
{
    struct span team = cbor_reader_code(reader, "a team code as the key of each rating");
    if (reader->failed) {
        return;
    }
    cbor_reader_enter(reader, team);
    if (is_rated(submission, answer, team)) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "given twice");
    }
    struct submission_rating *rating = &submission->ratings[submission->n_ratings++];
    *rating = (struct submission_rating){team, cbor_reader_integer(reader, "an integer")};
    answer->n_ratings++;
    cbor_reader_leave(reader);
}

static void read_ratings(struct cbor_reader *reader, struct submission *submission,
                         struct submission_answer *answer, uint64_t n)
{
    answer->first_rating = submission->n_ratings;
    if (n == 0 || n > SUBMISSION_MAX_RATINGS - submission->n_ratings) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "expected 1 to %d ratings by team code",
                         SUBMISSION_MAX_RATINGS);
    }
    for (uint64_t i = 0; i < n && !reader->failed; i++) {
        read_rating(reader, submission, answer);
    }
}

static void read_value(struct cbor_reader *reader, struct submission *submission,
                       struct submission_answer *answer)
{
    const struct cbor_token *token = cbor_reader_next(reader);
    if (token->kind == TOKEN_UNSIGNED || token->kind == TOKEN_NEGATIVE) {
        answer->kind = ANSWER_INTEGER;
        answer->value = cbor_reader_integer_of(reader, token);
    } else if (token->kind == TOKEN_MAP) {
        answer->kind = ANSWER_RATINGS;
        read_ratings(reader, submission, answer, token->number);
    } else if (token->kind != TOKEN_NULL) {
        refuse(reader, "an integer or null (or a map of ratings by team code)");
    }
}

static bool is_answered(const struct submission *submission, struct span question)
{
    for (size_t i = 0; i < submission->n_answers; i++) {
        if (span_equal(submission->answers[i].question, question)) {
            return true;
        }
    }
    return false;
}

static void read_answer(struct cbor_reader *reader, struct submission *submission)
{
    struct span question = cbor_reader_code(reader, "a question code as each key");
    if (reader->failed) {
        return;
    }
    cbor_reader_enter(reader, question);
    if (is_answered(submission, question)) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "given twice");
    }
    struct submission_answer *answer = &submission->answers[submission->n_answers++];
    *answer = (struct submission_answer){.question = question, .kind = ANSWER_NULL};
    read_value(reader, submission, answer);
    cbor_reader_leave(reader);
}

static void read_answers(struct cbor_reader *reader, const char *expected, void *target)
{
    uint64_t n = cbor_reader_expect(reader, TOKEN_MAP, expected)->number;
    if (n == 0 || n > SUBMISSION_MAX_ANSWERS) {
        refuse(reader, expected);
    }
    for (uint64_t i = 0; i < n && !reader->failed; i++) {
        read_answer(reader, target);
    }
}

static void read_path(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    uint64_t n = cbor_reader_expect(reader, TOKEN_ARRAY, expected)->number;
    if (n == 0 || n > SUBMISSION_MAX_PATH) {
        refuse(reader, expected);
    }
    for (uint64_t i = 0; i < n && !reader->failed; i++) {
        submission->path[submission->n_path++] = cbor_reader_code(reader, expected);
    }
    submission->has_path = true;
}

static void read_reason(struct cbor_reader *reader, const char *expected, enum handoff_reason *ret_reason)
{
    const struct cbor_token *token = cbor_reader_next(reader);
    bool known = token->kind == TOKEN_TEXT && handoff_reason_find(token->bytes, ret_reason);
    if (!known && token->kind != TOKEN_NULL) {
        refuse(reader, expected);
    }
}

static void read_reasons(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    uint64_t n = cbor_reader_expect(reader, TOKEN_ARRAY, expected)->number;
    if (n == 0 || n >= SUBMISSION_MAX_PATH) {
        refuse(reader, expected);
    }
    for (uint64_t i = 0; i < n && !reader->failed; i++) {
        submission->reasons[i] = REASON_NONE;
        read_reason(reader, expected, &submission->reasons[i]);
        submission->n_reasons++;
    }
}

static void read_topic(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    submission->topic = cbor_reader_code(reader, expected);
}

static void read_receipt(struct cbor_reader *reader, const char *expected, void *target)
{
    struct submission *submission = target;
    read_bytes(reader, expected, submission->receipt, sizeof submission->receipt);
    submission->has_receipt = true;
}

static const struct field submission_fields[] = {
    {SPAN_LITERAL("id"), "16 bytes", true, read_id},
    {SPAN_LITERAL("survey"), "a survey code", true, read_survey},
    {SPAN_LITERAL("version"), "an integer from 1 to 2147483647", true, read_version},
    {SPAN_LITERAL("team"), "a team code", true, read_team},
    {SPAN_LITERAL("on"),
     "a day such as 2026-11-21: tag 1004, tag 100 or plain text, from 1970-01-05 to 9999-12-31", true,
     read_on},
    {SPAN_LITERAL("answers"), "a map with 1 to 128 question codes", true, read_answers},
    {SPAN_LITERAL("path"), "1 to 32 team codes", false, read_path},
    {SPAN_LITERAL("reasons"),
     "1 to 31 of instruction, skill, authority, capacity, choice and null, one for each step of the path",
     false, read_reasons},
    {SPAN_LITERAL("topic"), "a code of what the matter was about", false, read_topic},
    {SPAN_LITERAL("receipt"), "32 bytes", false, read_receipt},
};

static void read_secret(struct cbor_reader *reader, const char *expected, void *target)
{
    struct span secret = cbor_reader_expect(reader, TOKEN_BYTES, expected)->bytes;
    if (secret.len < SECRET_MIN || secret.len > SECRET_MAX) {
        refuse(reader, expected);
    }
    *(struct span *)target = secret;
}

static const struct field withdrawal_fields[] = {
    {SPAN_LITERAL("secret"), "16 to 64 bytes", true, read_secret},
};

/* A map that is being read: its fields, and a bit for each that was there. */
struct map {
    const struct field *fields;
    size_t n_fields;
    unsigned seen;
    void *target;
};

static void read_field(struct cbor_reader *reader, struct map *map, size_t i)
{
    const struct field *field = &map->fields[i];
    cbor_reader_enter(reader, field->name);
    if ((map->seen & 1U << i) != 0) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "given twice");
    } else {
        field->read(reader, field->expected, map->target);
    }
    map->seen |= 1U << i;
    cbor_reader_leave(reader);
}

static void read_entry(struct cbor_reader *reader, struct map *map)
{
    static const char expected[] = "the name of a field as each key";
    struct span name = cbor_reader_expect(reader, TOKEN_TEXT, expected)->bytes;
    for (size_t i = 0; i < map->n_fields; i++) {
        if (span_equal(name, map->fields[i].name)) {
            read_field(reader, map, i);
            return;
        }
    }
    if (code_is_valid(name)) {
        cbor_reader_fail(reader, ERROR_INVALID_FIELD, "%.*s: there is no such field", SPAN_ARG(name));
    } else {
        refuse(reader, expected);
    }
}

static void require_fields(struct cbor_reader *reader, const struct map *map)
{
    for (size_t i = 0; i < map->n_fields; i++) {
        const struct field *field = &map->fields[i];
        if (field->required && (map->seen & 1U << i) == 0) {
            cbor_reader_fail(reader, ERROR_INVALID_FIELD, "%.*s: missing, expected %s", SPAN_ARG(field->name),
                             field->expected);
        }
    }
}

const struct cbor_limits submission_cbor_limits = {SUBMISSION_MAX_BYTES, SUBMISSION_MAX_ITEMS,
                                                   SUBMISSION_MAX_DEPTH};

/* Whether one item within the limits fills `item` exactly. */
static bool scan_item(struct span item, struct error *err)
{
    size_t len;
    if (!cbor_scan(item, &submission_cbor_limits, &len, err)) {
        return false;
    }
    return len == item.len ||
           error_set(err, ERROR_MALFORMED, "byte %zu: the item ends here, and more follows", len);
}

/* Reads a scanned item as a map of those fields. */
static bool read_item(struct span item, struct map map, struct error *err)
{
    struct cbor_reader reader;
    cbor_reader_init(&reader, item, err);
    uint64_t n = cbor_reader_expect(&reader, TOKEN_MAP, "a map")->number;
    for (uint64_t i = 0; i < n && !reader.failed; i++) {
        read_entry(&reader, &map);
    }
    require_fields(&reader, &map);
    return !reader.failed;
}

/* Cuts the first item off *rest. */
static bool cut_item(struct span *rest, struct span *ret_item)
{
    static const struct cbor_limits none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct error ignored;
    size_t len = 0;
    if (!cbor_scan(*rest, &none, &len, &ignored) && len == 0) {
        return false;
    }
    *ret_item = span_of(rest->data, len);
    *rest = span_of(rest->data + len, rest->len - len);
    return true;
}

/* The id of a map of which anything else may be wrong. */
static bool find_id(struct span item, uint8_t ret_id[SUBMISSION_ID_SIZE])
{
    struct error ignored;
    struct cbor_reader map;
    cbor_reader_init(&map, item, &ignored);
    const struct cbor_token *head = cbor_reader_next(&map);
    uint64_t n = head->kind == TOKEN_MAP ? head->number : 0;
    struct span key;
    struct span value;
    for (uint64_t i = 0; i < n; i++) {
        if (!cut_item(&map.rest, &key) || !cut_item(&map.rest, &value)) {
            return false;
        }
        struct cbor_reader entry;
        cbor_reader_init(&entry, key, &ignored);
        const struct cbor_token *name = cbor_reader_next(&entry);
        if (name->kind == TOKEN_TEXT && span_is(name->bytes, "id")) {
            cbor_reader_init(&entry, value, &ignored);
            read_bytes(&entry, "", ret_id, SUBMISSION_ID_SIZE);
            return !entry.failed;
        }
    }
    return false;
}

bool submission_cbor_decode_scanned(struct span item, struct submission *ret_submission, bool *ret_has_id,
                                    struct error *err)
{
    size_t n = sizeof submission_fields / sizeof *submission_fields;
    submission_clear(ret_submission);
    bool ok = read_item(item, (struct map){submission_fields, n, 0, ret_submission}, err);
    *ret_has_id = ok || find_id(item, ret_submission->id);
    return ok;
}

bool submission_cbor_decode(struct span item, struct submission *ret_submission, bool *ret_has_id,
                            struct error *err)
{
    if (!scan_item(item, err)) {
        *ret_has_id = find_id(item, ret_submission->id);
        return false;
    }
    return submission_cbor_decode_scanned(item, ret_submission, ret_has_id, err);
}

bool submission_cbor_decode_withdrawal(struct span item, struct span *ret_secret, struct error *err)
{
    struct span secret = {0};
    size_t n = sizeof withdrawal_fields / sizeof *withdrawal_fields;
    if (!scan_item(item, err) || !read_item(item, (struct map){withdrawal_fields, n, 0, &secret}, err)) {
        return false;
    }
    *ret_secret = secret;
    return true;
}
