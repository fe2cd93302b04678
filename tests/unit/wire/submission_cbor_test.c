/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a decoded submission holds, and what errors say; which inputs are refused is told by vectors_test.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "model/calendar.h"
#include "wire/submission_cbor.h"

struct vector {
    uint8_t bytes[16384];
    size_t len;
};

static struct span read_vector(const char *name, struct vector *vector)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/proto/vectors/%s.cbor", SOURCE_DIR, name);
    CLEANUP(fclose) FILE *file = fopen(path, "r");
    assert_non_null(file);
    vector->len = fread(vector->bytes, 1, sizeof vector->bytes, file);
    return span_of(vector->bytes, vector->len);
}

static struct submission decode(const char *name, struct vector *vector)
{
    struct submission submission;
    struct error err = {0};
    bool has_id = false;
    if (!submission_cbor_decode(read_vector(name, vector), &submission, &has_id, &err)) {
        fail_msg("%s: %s", name, err.text);
    }
    assert_true(has_id);
    return submission;
}

static void an_employee_submission_is_read_whole(void **state)
{
    (void)state;
    struct vector vector;
    struct submission s = decode("employee-receipt", &vector);
    int32_t day;
    struct error err;
    assert_true(calendar_parse_day(span_text("2026-11-21"), &day, &err));
    assert_int_equal(s.id[15], 15);
    assert_true(span_is(s.survey, "employee-pulse"));
    assert_int_equal(s.version, 1);
    assert_true(span_is(s.team, "T01"));
    assert_int_equal(s.day, day);
    assert_int_equal(s.n_answers, 2);
    assert_true(span_is(s.answers[0].question, "wb1"));
    assert_int_equal(s.answers[0].kind, ANSWER_INTEGER);
    assert_int_equal(s.answers[0].value, 4);
    assert_int_equal(s.answers[1].value, 9);
    assert_false(s.has_path);
    assert_true(s.has_receipt);
    assert_int_equal(s.receipt[0], 0x37);
    assert_int_equal(s.receipt[31], 0xbb);
}

static void codes_point_into_the_input(void **state)
{
    (void)state;
    struct vector vector;
    struct submission s = decode("employee", &vector);
    assert_true(s.team.data > vector.bytes && s.team.data < vector.bytes + vector.len);
}

static void every_form_of_a_day_is_the_same_day(void **state)
{
    (void)state;
    struct vector vector;
    int32_t day = decode("employee", &vector).day;
    assert_int_equal(decode("employee-day-number", &vector).day, day);
    assert_int_equal(decode("employee-day-plain", &vector).day, day);
    assert_int_equal(decode("lengths-not-shortest", &vector).day, day);
}

static void reasons_and_topic(void **state)
{
    (void)state;
    struct vector vector;
    struct submission s = decode("customer-reasons-all", &vector);
    assert_int_equal(s.n_path, 7);
    assert_int_equal(s.n_reasons, 6);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(s.reasons[i], REASON_INSTRUCTION + i);
    }
    assert_int_equal(s.reasons[5], REASON_NONE);
    assert_int_equal(s.topic.len, 0);
    s = decode("customer-topic", &vector);
    assert_int_equal(s.n_reasons, 0);
    assert_true(span_is(s.topic, "delivery.late"));
}

static void a_path_is_kept_as_given(void **state)
{
    (void)state;
    struct vector vector;
    struct submission s = decode("customer-path", &vector);
    assert_true(s.has_path);
    assert_int_equal(s.n_path, 3);
    assert_true(span_is(s.path[1], "T05"));
    assert_true(span_is(s.path[2], "T01"));
    s = decode("customer-all-null", &vector);
    assert_int_equal(s.n_answers, 3);
    assert_int_equal(s.answers[2].kind, ANSWER_NULL);
}

static void ratings_belong_to_their_answer(void **state)
{
    (void)state;
    struct vector vector;
    struct submission s = decode("ratings", &vector);
    assert_int_equal(s.n_ratings, 2);
    assert_int_equal(s.answers[0].kind, ANSWER_RATINGS);
    assert_int_equal(s.answers[0].first_rating, 0);
    assert_int_equal(s.answers[0].n_ratings, 2);
    assert_true(span_is(s.ratings[1].team, "T07"));
    assert_int_equal(s.ratings[1].value, 3);
}

static void integers_keep_their_sign(void **state)
{
    (void)state;
    struct vector vector;
    assert_int_equal(decode("employee-negative", &vector).answers[0].value, -1);
    struct submission s = decode("employee-integer-widest", &vector);
    assert_true(s.answers[0].value == INT64_MAX);
    assert_true(s.answers[1].value == INT64_MIN);
}

static void assert_error(const char *name, const char *text)
{
    struct vector vector;
    struct submission submission;
    struct error err = {0};
    bool has_id;
    assert_false(submission_cbor_decode(read_vector(name, &vector), &submission, &has_id, &err));
    assert_string_equal(err.text, text);
}

static void errors_name_the_field_and_what_was_expected(void **state)
{
    (void)state;
    assert_error("answer-text",
                 "answers.wb1: expected an integer or null (or a map of ratings by team code)");
    assert_error("path-too-long", "path: expected 1 to 32 team codes");
    assert_error("reasons-unknown",
                 "reasons: expected 1 to 31 of instruction, skill, authority, capacity, choice and "
                 "null, one for each step of the path");
    assert_error("topic-no-code", "topic: expected a code of what the matter was about");
    assert_error("rating-null", "answers.collab.T02: expected an integer");
    assert_error("missing-team", "team: missing, expected a team code");
    assert_error("twice-version", "version: given twice");
    assert_error("unknown-field", "name: there is no such field");
    assert_error("key-of-answers-is-no-code", "answers: expected a question code as each key");
    assert_error("trailing-byte", "byte 98: the item ends here, and more follows");
    assert_error("items-over-limit", "514 data items in one, where at most 512 are allowed");
}

static void the_id_is_found_in_what_is_too_large(void **state)
{
    (void)state;
    struct vector vector;
    struct submission submission = {0};
    struct error err;
    bool has_id = false;
    struct span item = read_vector("bytes-over-limit", &vector);
    assert_false(submission_cbor_decode(item, &submission, &has_id, &err));
    assert_true(has_id);
    assert_int_equal(submission.id[15], 15);
}

static void no_shortened_item_is_taken(void **state)
{
    (void)state;
    struct vector vector;
    struct span item = read_vector("employee-receipt", &vector);
    for (size_t len = 0; len < item.len; len++) {
        struct submission submission;
        struct error err = {0};
        bool has_id = false;
        assert_false(submission_cbor_decode(span_of(item.data, len), &submission, &has_id, &err));
        assert_int_equal(err.code, ERROR_MALFORMED);
        assert_int_equal(has_id, len >= 21);
    }
}

static void a_withdrawal_gives_its_secret(void **state)
{
    (void)state;
    struct vector vector;
    struct span secret = {0};
    struct error err;
    assert_true(submission_cbor_decode_withdrawal(read_vector("withdrawal-longest", &vector), &secret, &err));
    assert_int_equal(secret.len, 64);
    assert_int_equal(secret.data[63], 0xab);
    assert_false(submission_cbor_decode_withdrawal(read_vector("withdrawal-long", &vector), &secret, &err));
    assert_string_equal(err.text, "secret: expected 16 to 64 bytes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_employee_submission_is_read_whole),
        cmocka_unit_test(codes_point_into_the_input),
        cmocka_unit_test(every_form_of_a_day_is_the_same_day),
        cmocka_unit_test(reasons_and_topic),
        cmocka_unit_test(a_path_is_kept_as_given),
        cmocka_unit_test(ratings_belong_to_their_answer),
        cmocka_unit_test(integers_keep_their_sign),
        cmocka_unit_test(errors_name_the_field_and_what_was_expected),
        cmocka_unit_test(the_id_is_found_in_what_is_too_large),
        cmocka_unit_test(no_shortened_item_is_taken),
        cmocka_unit_test(a_withdrawal_gives_its_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
