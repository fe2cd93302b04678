/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records byte for byte as PostgreSQL's array_recv and record_recv read them. */
#include "store/submission_binary.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#define ROW_OID 0xfedcba98

/* What begins each row of make_record(): eleven columns, each its type, its length (ffffffff: null) and its
 * bytes. An array's are: one dimension, whether it has nulls, its type, how many, from 1; then the items. */
#define BEGINNING                                                                                            \
    "0000000b", "00000017 00000004 00000001", "00000017 00000004 00000b55",                                  \
        "00000b86 00000010 abababab abababab abababab abababab", "00000017 00000004 00011170"
#define NOTHING_MORE "000003ed ffffffff", "00000019 ffffffff" /* reasons, topic */
#define NOTHING_ELSE                                                                                         \
    "000003ef ffffffff", "000003ed ffffffff", "000003ef ffffffff", "00000011 ffffffff", NOTHING_MORE

/* Team 1, period 2901, id of bytes ab, survey 70000. */
#define TOPIC 6 /* bytes of room for a topic that is not there */
static struct record *make_record(size_t n_answers, size_t n_ratings, size_t n_path)
{
    struct record *record = record_new(n_answers, n_ratings, n_path, TOPIC);
    assert_non_null(record);
    record->team_id = 1;
    record->period = 2901;
    record->survey_id = 70000;
    record->day = 20000; /* not stored */
    memset(record->id_hash, 0xab, sizeof record->id_hash);
    memcpy(record->topic, "repair", TOPIC);
    record->n_topic = 0;
    return record;
}

/* The expected words stand one behind the other; a space means nothing. */
static void assert_hex(struct span bytes, const char *const *expected)
{
    char hex[1024] = "";
    char wanted[1024] = "";
    assert_in_range(bytes.len, 0, sizeof hex / 2 - 1);
    for (size_t i = 0; i < bytes.len; i++) {
        snprintf(hex + 2 * i, 3, "%02x", bytes.data[i]);
    }
    for (size_t n = 0; *expected != NULL; expected++) {
        for (const char *at = *expected; *at != '\0'; at++) {
            wanted[n] = *at;
            n += *at != ' ';
        }
        wanted[n] = '\0';
    }
    assert_string_equal(hex, wanted);
}
#define ASSERT_HEX(bytes, ...) assert_hex((bytes), (const char *const[]){__VA_ARGS__, NULL})

/* Writes one record, and looks at what comes behind the array's head. */
static void assert_row(const struct record *record, const char *const *row)
{
    struct buffer out CLEANUP(buffer_free) = {0};
    submission_binary_write(&record, 1, ROW_OID, &out);
    assert_false(out.failed);
    struct span bytes = buffer_span(&out);
    ASSERT_HEX(span_of(bytes.data, 20), "00000001 00000000 fedcba98 00000001 00000001");
    assert_hex(span_of(bytes.data + 20, bytes.len - 20), row);
}

static void what_is_not_there_is_null(void **state)
{
    (void)state;
    static const char *const row[] = {
        "00000092", BEGINNING, "000003ed 0000001a 00000001 00000000 00000015 00000001 00000001 00000002 0005",
        NOTHING_ELSE, NULL};
    struct record *record CLEANUP(record_free) = make_record(1, 0, 0);
    record->answers[0] = 5;
    assert_row(record, row);
}

static void a_missing_answer_is_a_null_among_the_others(void **state)
{
    (void)state;
    static const char *const row[] = {"000000a0",
                                      BEGINNING,
                                      "000003ed 00000028 00000001 00000001 00000015 00000004 00000001",
                                      "00000002 ff9c ffffffff ffffffff 00000002 7fff",
                                      NOTHING_ELSE,
                                      NULL};
    struct record *record CLEANUP(record_free) = make_record(4, 0, 0);
    record->answers[0] = -100;
    record->answers[1] = ANSWER_MISSING;
    record->answers[2] = ANSWER_MISSING;
    record->answers[3] = INT16_MAX;
    assert_row(record, row);
}

static void ratings_path_and_receipt_follow_the_answers(void **state)
{
    (void)state;
    static const char *const row[] = {
        "00000110",
        BEGINNING,
        "000003ed 00000018 00000001 00000001 00000015 00000001 00000001 ffffffff",
        "000003ef 00000024 00000001 00000000 00000017 00000002 00000001 00000004 00000002 00000004 00010000",
        "000003ed 00000020 00000001 00000000 00000015 00000002 00000001 00000002 0001 00000002 0004",
        "000003ef 0000001c 00000001 00000000 00000017 00000001 00000001 00000004 00000003",
        "00000011 00000020 0f0f0f0f 0f0f0f0f 0f0f0f0f 0f0f0f0f 0f0f0f0f 0f0f0f0f 0f0f0f0f 0f0f0f0f",
        NOTHING_MORE,
        NULL};
    struct record *record CLEANUP(record_free) = make_record(1, 2, 1);
    record->answers[0] = ANSWER_MISSING;
    record->rated[0] = 2;
    record->rated[1] = 65536;
    record->ratings[0] = 1;
    record->ratings[1] = 4;
    record->path[0] = 3;
    record->has_receipt = true;
    memset(record->receipt, 0x0f, sizeof record->receipt);
    assert_row(record, row);
}

static void reasons_and_topic_come_last(void **state)
{
    (void)state;
    static const char *const row[] = {
        "000000d6",
        BEGINNING,
        "000003ed 0000001a 00000001 00000000 00000015 00000001 00000001 00000002 0005",
        "000003ef ffffffff",
        "000003ed ffffffff",
        "000003ef 00000024 00000001 00000000 00000017 00000002 00000001 00000004 00000001 00000004 00000002",
        "00000011 ffffffff",
        "000003ed 0000001a 00000001 00000000 00000015 00000001 00000001 00000002 0004",
        "00000019 00000006 726570616972",
        NULL};
    struct record *record CLEANUP(record_free) = make_record(1, 0, 2);
    record->answers[0] = 5;
    record->path[0] = 1;
    record->path[1] = 2;
    record->n_reasons = 1;
    record->reasons[0] = REASON_CAPACITY;
    record->n_topic = TOPIC;
    assert_row(record, row);
}

static void rows_follow_one_another_behind_what_is_there(void **state)
{
    (void)state;
    struct record *one CLEANUP(record_free) = make_record(1, 0, 0);
    struct record *two CLEANUP(record_free) = make_record(2, 0, 0);
    const struct record *const records[] = {two, one};
    struct buffer out CLEANUP(buffer_free) = {0};
    buffer_append_text(&out, "!");
    submission_binary_write(records, 2, ROW_OID, &out);
    struct span bytes = buffer_span(&out);
    assert_int_equal(bytes.len, 1 + 20 + 4 + 152 + 4 + 146);
    ASSERT_HEX(span_of(bytes.data, 25), "21 00000001 00000000 fedcba98 00000002 00000001 00000098");
    ASSERT_HEX(span_of(bytes.data + 25 + 152, 8), "00000092 0000000b");
}

/* Sizes of every kind, so that some fill the room that was made to the last byte. */
static void no_row_outgrows_its_room(void **state)
{
    (void)state;
    for (size_t n_answers = 0; n_answers <= SUBMISSION_MAX_ANSWERS; n_answers++) {
        for (size_t n_others = 1; n_others <= 4; n_others++) {
            struct record *record CLEANUP(record_free) = make_record(n_answers, n_others, n_others);
            const struct record *const records[] = {record};
            struct buffer out CLEANUP(buffer_free) = {0};
            record->has_receipt = true;
            record->n_reasons = n_others - 1;
            record->n_topic = TOPIC;
            size_t n_reasons = n_others == 1 ? 0 : 20 + 6 * (n_others - 1);
            submission_binary_write(records, 1, ROW_OID, &out);
            assert_int_equal(out.len,
                             20 + 220 + 16 + TOPIC + n_reasons + 6 * n_answers + (6 + 8 + 8) * n_others);
            assert_in_range(out.len, 0, out.capacity);
        }
    }
}

static void a_failed_buffer_takes_nothing(void **state)
{
    (void)state;
    struct record *record CLEANUP(record_free) = make_record(1, 0, 0);
    const struct record *const records[] = {record};
    struct buffer out = {.failed = true};
    submission_binary_write(records, 1, ROW_OID, &out);
    assert_true(out.failed);
    assert_int_equal(out.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_there_is_null),
        cmocka_unit_test(a_missing_answer_is_a_null_among_the_others),
        cmocka_unit_test(ratings_path_and_receipt_follow_the_answers),
        cmocka_unit_test(reasons_and_topic_come_last),
        cmocka_unit_test(rows_follow_one_another_behind_what_is_there),
        cmocka_unit_test(no_row_outgrows_its_room),
        cmocka_unit_test(a_failed_buffer_takes_nothing),
    };
    return cmocka_run_group_tests_name("submission_binary", tests, NULL, NULL);
}
