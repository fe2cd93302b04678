/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request's submissions one after the other: which are stored, which are rejected, and what follows a
 * failure. */
#include "ingest/taking.h"

#include <string.h>

#include "../unit.h"
#include "wire/cbor_writer.h"

#define TODAY 20299 /* 2025-07-30, a Wednesday */
#define ITEMS_MAX 4

struct trial {
    struct survey survey;
    struct survey *surveys[1];
    struct catalog_team team;
    struct catalog catalog;
    struct sha256_hasher *hasher;
    struct buffer bodies[ITEMS_MAX];
    struct sequence_item items[ITEMS_MAX];
    struct sequence sequence;
    struct verdicts *verdicts;
    unsigned stored, completed;
    size_t fails_at; /* of what is stored: there is no room */
    bool problem;
    char problem_text[ERROR_TEXT_SIZE];
    int status;
    struct buffer reply;
};

static void on_complete(void *ctx, struct verdicts *verdicts)
{
    struct trial *trial = ctx;
    trial->completed++;
    verdicts_deliver(verdicts, PERIOD_WEEK);
}

static void on_done(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    struct trial *trial = ctx;
    assert_int_equal(ticket, 7);
    trial->status = reply->status;
    trial->problem = reply->problem != NULL;
    if (trial->problem) {
        strcpy(trial->problem_text, reply->problem->text);
    }
    buffer_append(&trial->reply, buffer_span(&reply->body).data, reply->body.len);
}

static void store(void *ctx, struct record *record, struct verdicts_slot *slot)
{
    struct trial *trial = ctx;
    struct error err;
    if (trial->stored++ == trial->fails_at) {
        error_set(&err, ERROR_OVERLOADED, "no room");
        verdicts_fail(slot, &err);
    } else {
        verdicts_store(slot, record->period);
    }
    record_free(record);
}

static int set_up(void **state)
{
    struct trial *t = calloc(1, sizeof *t);
    assert_non_null(t);
    t->survey = (struct survey){.id = 3, .code = "pulse", .version = 1, .audience = AUDIENCE_EMPLOYEE};
    t->survey.n_questions = 1;
    t->survey.questions[0] = (struct question){
        .code = "wb1", .dimension = "wellbeing", .kind = QUESTION_SCALE, .min = 0, .max = 5};
    t->surveys[0] = &t->survey;
    t->team = (struct catalog_team){1, INT32_MIN, INT32_MAX, "A"};
    t->catalog = (struct catalog){
        .kind = PERIOD_WEEK, .n_surveys = 1, .surveys = t->surveys, .n_teams = 1, .teams = &t->team};
    t->hasher = sha256_hasher_new();
    assert_non_null(t->hasher);
    t->fails_at = SIZE_MAX;
    t->sequence.items = t->items;
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct trial *t = *state;
    for (size_t i = 0; i < ITEMS_MAX; i++) {
        buffer_free(&t->bodies[i]);
    }
    buffer_free(&t->reply);
    verdicts_free(t->verdicts);
    sha256_hasher_free(t->hasher);
    free(t);
    return 0;
}

/* A submission of one answer, with an id of one letter. */
static void add(struct trial *t, char id, int64_t answer)
{
    uint8_t bytes[SUBMISSION_ID_SIZE];
    struct buffer *out = &t->bodies[t->sequence.n];
    memset(bytes, id, sizeof bytes);
    cbor_writer_map(out, 6);
    cbor_writer_text(out, "id");
    cbor_writer_bytes(out, span_of(bytes, sizeof bytes));
    cbor_writer_text(out, "survey");
    cbor_writer_text(out, "pulse");
    cbor_writer_text(out, "version");
    cbor_writer_integer(out, 1);
    cbor_writer_text(out, "team");
    cbor_writer_text(out, "A");
    cbor_writer_text(out, "on");
    cbor_writer_text(out, "2025-07-30");
    cbor_writer_text(out, "answers");
    cbor_writer_map(out, 1);
    cbor_writer_text(out, "wb1");
    cbor_writer_integer(out, answer);
    t->items[t->sequence.n++] = (struct sequence_item){buffer_span(out), true};
}

static void run(struct trial *t, enum intake_media media)
{
    const struct verdicts_opts opts = {.n = t->sequence.n,
                                       .media = media,
                                       .ticket = 7,
                                       .done = on_done,
                                       .done_ctx = t,
                                       .complete = on_complete,
                                       .ctx = t};
    struct taking taking = {.checks = {.catalog = &t->catalog, .today = TODAY, .hasher = t->hasher},
                            .items = &t->sequence,
                            .store = store,
                            .ctx = t};
    struct error err;
    assert_true(verdicts_new(&opts, &t->verdicts, &err));
    taking.verdicts = t->verdicts;
    taking_run(&taking);
    assert_int_equal(t->completed, 1);
}

static bool tells(const struct trial *t, const char *text)
{
    return memmem(buffer_span(&t->reply).data, t->reply.len, text, strlen(text)) != NULL;
}

static void good_ones_are_stored(void **state)
{
    struct trial *t = *state;
    add(t, 'a', 1);
    add(t, 'b', 2);
    run(t, INTAKE_SEQUENCE);
    assert_int_equal(t->stored, 2);
    assert_int_equal(t->status, 200);
    assert_false(tells(t, "rejected"));
}

static void a_bad_one_is_rejected_alone_and_by_its_id(void **state)
{
    struct trial *t = *state;
    add(t, 'a', 1);
    add(t, 'b', 9);
    add(t, 'c', 3);
    run(t, INTAKE_SEQUENCE);
    assert_int_equal(t->stored, 2);
    assert_true(tells(t, "answers.wb1: expected 0 to 5"));
    assert_true(tells(t, "bbbbbbbbbbbbbbbb"));
}

static void one_that_was_not_scanned_is_scanned(void **state)
{
    struct trial *t = *state;
    add(t, 'a', 1);
    buffer_append(&t->bodies[0], "\xff", 1);
    t->items[0] = (struct sequence_item){buffer_span(&t->bodies[0]), false};
    run(t, INTAKE_ONE);
    assert_int_equal(t->stored, 0);
    assert_int_equal(t->status, 400);
    assert_true(tells(t, "the item ends here, and more follows"));
}

static void what_cannot_be_told_apart_is_rejected_with_its_place(void **state)
{
    struct trial *t = *state;
    add(t, 'a', 1);
    add(t, 'b', 1);
    t->sequence.broken = true;
    error_set(&t->sequence.why, ERROR_MALFORMED, "byte 3: reserved");
    run(t, INTAKE_SEQUENCE);
    assert_int_equal(t->stored, 1);
    assert_true(tells(t, "submission 2 cannot be read, nor anything behind it: byte 3: reserved"));
}

static void after_a_failure_nothing_more_is_stored(void **state)
{
    struct trial *t = *state;
    t->fails_at = 1;
    add(t, 'a', 1);
    add(t, 'b', 1);
    add(t, 'c', 1);
    run(t, INTAKE_SEQUENCE);
    assert_int_equal(t->stored, 2);
    assert_true(t->problem);
    assert_string_equal(t->problem_text, "no room");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(good_ones_are_stored),
        TEST(a_bad_one_is_rejected_alone_and_by_its_id),
        TEST(one_that_was_not_scanned_is_scanned),
        TEST(what_cannot_be_told_apart_is_rejected_with_its_place),
        TEST(after_a_failure_nothing_more_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
