/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Withdrawals: what is looked for, and what each outcome is answered with. */
#include "ingest/withdrawal.h"

#include <string.h>

#include "store/submission_store.h"
#include "unit.h"

/* {"secret": 16 times 'a'}, and its digest. */
#define SECRET                                                                                               \
    "\xa1\x66secret\x50"                                                                                     \
    "aaaaaaaaaaaaaaaa"
static const uint8_t digest[] = {0x0c, 0x0b, 0xea, 0xce, 0xf8, 0x87, 0x7b, 0xbf, 0x24, 0x16, 0xeb,
                                 0x00, 0xf2, 0xb5, 0xdc, 0x96, 0x35, 0x4e, 0x26, 0xdd, 0x1d, 0xf5,
                                 0x51, 0x73, 0x20, 0x45, 0x9b, 0x12, 0x36, 0x86, 0x0f, 0x8c};

/* Stands in for the connection, and for what submission_store does with it: the answer comes when the test
 * gives it. */
struct pg {
    unsigned asked;
    bool away;
    uint8_t receipt[SUBMISSION_RECEIPT_SIZE];
    submission_store_withdrawn *done;
    void *ctx;
};

bool submission_store_withdraw(struct pg *pg, const uint8_t receipt[SUBMISSION_RECEIPT_SIZE],
                               submission_store_withdrawn *done, void *ctx, struct error *err)
{
    pg->asked++;
    if (pg->away) {
        return error_set(err, ERROR_DATABASE_UNAVAILABLE, "the database is away");
    }
    memcpy(pg->receipt, receipt, sizeof pg->receipt);
    pg->done = done;
    pg->ctx = ctx;
    return true;
}

/* One request's reply. */
struct answer {
    unsigned calls;
    uint64_t ticket;
    int status;
    struct error problem;
};

static void on_done(void *ctx, uint64_t ticket, struct intake_reply *reply)
{
    struct answer *answer = ctx;
    answer->calls++;
    answer->ticket = ticket;
    answer->status = reply->status;
    answer->problem = reply->problem == NULL ? (struct error){0} : *reply->problem;
    assert_int_equal(reply->body.len, 0);
}

static struct intake_request request_of(struct span body, struct answer *answer)
{
    return (struct intake_request){.body = body, .ticket = 4711, .done = on_done, .ctx = answer};
}

/* Starts one that must be asked for, and ends it so. */
static struct answer withdraw(struct pg *pg, const struct error *outcome, bool withdrawn)
{
    struct answer answer = {0};
    struct error err;
    const struct intake_request request = request_of(span_text(SECRET), &answer);
    assert_true(withdrawal_start(pg, &request, &err));
    assert_int_equal(pg->asked, 1);
    assert_int_equal(answer.calls, 0);
    pg->done(pg->ctx, outcome, withdrawn);
    assert_int_equal(answer.calls, 1);
    assert_int_equal(answer.ticket, 4711);
    return answer;
}

static void the_receipt_is_the_digest_of_the_secret(void **state)
{
    (void)state;
    struct pg pg = {0};
    struct answer answer = withdraw(&pg, NULL, true);
    assert_memory_equal(pg.receipt, digest, sizeof digest);
    assert_int_equal(answer.status, 204);
    assert_int_equal(answer.problem.code, ERROR_NONE);
}

static void a_secret_that_goes_with_nothing_is_not_found(void **state)
{
    (void)state;
    struct pg pg = {0};
    struct answer answer = withdraw(&pg, NULL, false);
    assert_int_equal(answer.status, 404);
    assert_int_equal(answer.problem.code, ERROR_NOT_FOUND);
    assert_string_equal(answer.problem.text, "no submission of an open period goes with this secret");
}

static void what_failed_is_told_as_it_is(void **state)
{
    (void)state;
    struct pg pg = {0};
    const struct error lost = {ERROR_DATABASE_UNAVAILABLE, "the connection was lost"};
    struct answer answer = withdraw(&pg, &lost, false);
    assert_int_equal(answer.status, 503);
    assert_int_equal(answer.problem.code, ERROR_DATABASE_UNAVAILABLE);
    assert_string_equal(answer.problem.text, "the connection was lost");
}

/* Refused at once; `done` is not called. */
static void assert_refused(struct pg *pg, struct span body, enum error_code code, const char *sentence)
{
    struct answer answer = {0};
    struct error err = {0};
    const struct intake_request request = request_of(body, &answer);
    assert_false(withdrawal_start(pg, &request, &err));
    assert_int_equal(err.code, code);
    assert_non_null(strstr(err.text, sentence));
    assert_int_equal(answer.calls, 0);
}

static void a_body_without_a_secret_is_not_looked_for(void **state)
{
    (void)state;
    static const uint8_t much[9000] = {0x59, 0x23, 0x25}; /* a byte string of 8997 */
    struct pg pg = {0};
    assert_refused(&pg, span_of(NULL, 0), ERROR_MALFORMED, "");
    assert_refused(&pg, span_of(much, sizeof much), ERROR_TOO_LARGE, "");
    assert_refused(&pg, span_text("\xa0"), ERROR_INVALID_FIELD, "secret");
    assert_refused(&pg,
                   span_text("\xa1\x66secret\x4f"
                             "aaaaaaaaaaaaaaa"),
                   ERROR_INVALID_FIELD, "secret: expected 16 to 64 bytes");
    assert_int_equal(pg.asked, 0);
}

static void a_database_that_is_away_is_told_at_once(void **state)
{
    (void)state;
    struct pg pg = {.away = true};
    assert_refused(&pg, span_text(SECRET), ERROR_DATABASE_UNAVAILABLE, "the database is away");
    assert_int_equal(pg.asked, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_receipt_is_the_digest_of_the_secret),
        cmocka_unit_test(a_secret_that_goes_with_nothing_is_not_found),
        cmocka_unit_test(what_failed_is_told_as_it_is),
        cmocka_unit_test(a_body_without_a_secret_is_not_looked_for),
        cmocka_unit_test(a_database_that_is_away_is_told_at_once),
    };
    return cmocka_run_group_tests_name("withdrawal", tests, NULL, NULL);
}
