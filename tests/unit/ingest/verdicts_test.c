/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdicts of a request: when they are complete, in what order and with what status they are delivered.
 */
#include "ingest/verdicts.h"

#include <string.h>

#include "unit.h"
#include "wire/verdict_cbor.h"

#define WEEK 2901 /* 2025-W33 */

/* One request, and what was heard of it. */
struct trial {
    struct verdicts *verdicts;
    unsigned completed, answered;
    bool leave_body; /* the reply's owner does not take it */
    uint64_t ticket;
    int status;
    size_t rejected;
    char content_type[32];
    bool good; /* no problem is told of */
    struct error problem;
    struct buffer body;
};

static void on_complete(void *ctx, struct verdicts *verdicts)
{
    struct trial *trial = ctx;
    assert_ptr_equal(verdicts, trial->verdicts);
    trial->completed++;
}

static void on_done(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    struct trial *trial = ctx;
    trial->answered++;
    trial->ticket = ticket;
    trial->status = reply->status;
    trial->rejected = reply->rejected;
    trial->good = reply->problem == NULL;
    trial->problem = trial->good ? (struct error){0} : *reply->problem;
    snprintf(trial->content_type, sizeof trial->content_type, "%s",
             reply->content_type == NULL ? "" : reply->content_type);
    if (trial->leave_body) {
        buffer_append(&trial->body, buffer_span(&reply->body).data, reply->body.len);
    } else {
        trial->body = reply->body;
        reply->body = (struct buffer){0};
    }
}

static void begin(struct trial *trial, enum intake_media media, size_t n)
{
    const struct verdicts_opts opts = {.n = n,
                                       .media = media,
                                       .ticket = 4711,
                                       .done = on_done,
                                       .done_ctx = trial,
                                       .complete = on_complete,
                                       .ctx = trial};
    struct error err;
    *trial = (struct trial){0};
    assert_true(verdicts_new(&opts, &trial->verdicts, &err));
}

static void end(struct trial *trial)
{
    buffer_free(&trial->body);
    trial->verdicts = verdicts_free(trial->verdicts);
}

/* The slot of a submission whose id is one letter. */
static struct verdicts_slot *slot_of(struct trial *trial, size_t i, char id)
{
    struct verdicts_slot *slot = verdicts_slot(trial->verdicts, i);
    assert_ptr_equal(slot->ctx, trial);
    slot->has_id = true;
    memset(slot->id, id, sizeof slot->id);
    return slot;
}

static void expect(struct buffer *out, char id, enum verdict_status status, const char *period,
                   const struct error *err)
{
    uint8_t bytes[SUBMISSION_ID_SIZE];
    memset(bytes, id, sizeof bytes);
    const struct verdict verdict = {.id = span_of(bytes, id == '\0' ? 0 : sizeof bytes),
                                    .status = status,
                                    .period = period,
                                    .error = err};
    verdict_cbor_write(&verdict, out);
}

static void assert_delivered(struct trial *trial, enum period_kind kind, int status, struct buffer *expected)
{
    assert_int_equal(trial->completed, 1);
    verdicts_deliver(trial->verdicts, kind);
    assert_int_equal(trial->answered, 1);
    assert_int_equal(trial->ticket, 4711);
    assert_int_equal(trial->status, status);
    assert_true(trial->good);
    assert_true(span_equal(buffer_span(&trial->body), buffer_span(expected)));
    buffer_free(expected);
}

static void complete_is_told_once_after_the_last_and_the_seal(void **state)
{
    (void)state;
    struct trial trial;
    begin(&trial, INTAKE_SEQUENCE, 2);
    verdicts_store(slot_of(&trial, 0, 'a'), WEEK);
    verdicts_duplicate(slot_of(&trial, 1, 'b'));
    assert_int_equal(trial.completed, 0);
    verdicts_seal(trial.verdicts);
    assert_int_equal(trial.completed, 1);
    end(&trial);
    begin(&trial, INTAKE_SEQUENCE, 2);
    verdicts_duplicate(slot_of(&trial, 1, 'b'));
    verdicts_seal(trial.verdicts);
    assert_int_equal(trial.completed, 0);
    verdicts_duplicate(slot_of(&trial, 0, 'a'));
    assert_int_equal(trial.completed, 1);
    assert_int_equal(trial.answered, 0); /* the owner delivers */
    end(&trial);
}

static void a_sequence_has_the_order_of_its_submissions(void **state)
{
    (void)state;
    struct trial trial;
    struct buffer expected = {0};
    struct error wrong = {ERROR_OUT_OF_RANGE, "answers.wb1: expected 0 to 5"};
    begin(&trial, INTAKE_SEQUENCE, 4);
    expect(&expected, 'a', VERDICT_REJECTED, NULL, &wrong);
    expect(&expected, 'b', VERDICT_DUPLICATE, NULL, NULL);
    expect(&expected, 'c', VERDICT_STORED, "2025-W33", NULL);
    expect(&expected, '\0', VERDICT_REJECTED, NULL, &wrong);
    verdicts_seal(trial.verdicts);
    verdicts_reject(verdicts_slot(trial.verdicts, 3), &wrong); /* its id could not be read */
    verdicts_store(slot_of(&trial, 2, 'c'), WEEK);
    verdicts_duplicate(slot_of(&trial, 1, 'b'));
    verdicts_reject(slot_of(&trial, 0, 'a'), &wrong);
    memset(wrong.text, 'x', 10); /* it is kept, not pointed to */
    assert_delivered(&trial, PERIOD_WEEK, 200, &expected);
    assert_string_equal(trial.content_type, "application/cbor-seq");
    assert_int_equal(trial.rejected, 2);
    end(&trial);
}

static void one_alone_is_told_by_the_status_too(void **state)
{
    (void)state;
    struct trial trial;
    struct buffer expected = {0};
    begin(&trial, INTAKE_ONE, 1);
    trial.leave_body = true;
    verdicts_seal(trial.verdicts);
    verdicts_store(slot_of(&trial, 0, 'a'), 12 * 2025 + 7);
    expect(&expected, 'a', VERDICT_STORED, "2025-08", NULL);
    assert_delivered(&trial, PERIOD_MONTH, 201, &expected);
    assert_string_equal(trial.content_type, "application/cbor");
    assert_int_equal(trial.rejected, 0);
    end(&trial);
    begin(&trial, INTAKE_ONE, 1);
    verdicts_seal(trial.verdicts);
    verdicts_duplicate(slot_of(&trial, 0, 'a'));
    expect(&expected, 'a', VERDICT_DUPLICATE, NULL, NULL);
    assert_delivered(&trial, PERIOD_WEEK, 200, &expected);
    end(&trial);
}

static void a_rejection_has_the_status_of_its_error(void **state)
{
    (void)state;
    static const enum error_code codes[] = {ERROR_MALFORMED, ERROR_FORBIDDEN, ERROR_TOO_LARGE, ERROR_TOO_OLD};
    static const int statuses[] = {400, 403, 413, 422};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct trial trial;
        struct buffer expected = {0};
        const struct error wrong = {codes[i], "a reason"};
        begin(&trial, INTAKE_ONE, 1);
        verdicts_seal(trial.verdicts);
        verdicts_reject(slot_of(&trial, 0, 'a'), &wrong);
        assert_false(verdicts_failed(trial.verdicts));
        expect(&expected, 'a', VERDICT_REJECTED, NULL, &wrong);
        assert_delivered(&trial, PERIOD_WEEK, statuses[i], &expected);
        end(&trial);
    }
}

/* What became of one is not known, so nothing is told of the others. */
static void the_first_failure_is_that_of_the_whole_request(void **state)
{
    (void)state;
    struct trial trial;
    const struct error full = {ERROR_OVERLOADED, "the queue is full"};
    const struct error lost = {ERROR_INTERNAL, "no luck"};
    begin(&trial, INTAKE_SEQUENCE, 4);
    verdicts_seal(trial.verdicts);
    verdicts_store(slot_of(&trial, 0, 'a'), WEEK);
    verdicts_reject(slot_of(&trial, 3, 'd'), &lost);
    assert_false(verdicts_failed(trial.verdicts));
    verdicts_fail(slot_of(&trial, 2, 'c'), &full);
    assert_true(verdicts_failed(trial.verdicts));
    assert_int_equal(trial.completed, 0);
    verdicts_fail(slot_of(&trial, 1, 'b'), &lost);
    assert_int_equal(trial.completed, 1);
    verdicts_deliver(trial.verdicts, PERIOD_WEEK);
    assert_int_equal(trial.answered, 1);
    assert_int_equal(trial.status, 503);
    assert_int_equal(trial.problem.code, ERROR_OVERLOADED);
    assert_string_equal(trial.problem.text, "the queue is full");
    assert_int_equal(trial.body.len, 0);
    assert_string_equal(trial.content_type, "");
    end(&trial);
}

static void each_is_counted_by_its_verdict(void **state)
{
    (void)state;
    struct trial trial;
    struct verdicts_metrics metrics = {0};
    const struct error wrong = {ERROR_OUT_OF_RANGE, "answers.wb1: expected 0 to 5"};
    const struct error full = {ERROR_OVERLOADED, "the queue is full"};
    begin(&trial, INTAKE_SEQUENCE, 6);
    verdicts_seal(trial.verdicts);
    for (size_t i = 0; i < 3; i++) {
        verdicts_store(slot_of(&trial, i, 'a'), WEEK);
    }
    verdicts_duplicate(slot_of(&trial, 3, 'b'));
    verdicts_duplicate(slot_of(&trial, 4, 'b'));
    verdicts_reject(slot_of(&trial, 5, 'c'), &wrong);
    verdicts_count(trial.verdicts, &metrics);
    end(&trial);
    begin(&trial, INTAKE_SEQUENCE, 4);
    verdicts_store(slot_of(&trial, 0, 'a'), WEEK);
    verdicts_fail(slot_of(&trial, 1, 'a'), &full);
    verdicts_count(trial.verdicts, &metrics); /* none of it is known to the client */
    end(&trial);
    assert_int_equal(meter_get(&metrics.stored), 3);
    assert_int_equal(meter_get(&metrics.duplicate), 2);
    assert_int_equal(meter_get(&metrics.rejected), 1);
    assert_int_equal(meter_get(&metrics.failed), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(complete_is_told_once_after_the_last_and_the_seal),
        cmocka_unit_test(a_sequence_has_the_order_of_its_submissions),
        cmocka_unit_test(one_alone_is_told_by_the_status_too),
        cmocka_unit_test(a_rejection_has_the_status_of_its_error),
        cmocka_unit_test(the_first_failure_is_that_of_the_whole_request),
        cmocka_unit_test(each_is_counted_by_its_verdict),
    };
    return cmocka_run_group_tests_name("verdicts", tests, NULL, NULL);
}
