/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "fake_pipes.h"
#include "http/call.h"

static void content_has_a_length_within_bounds(void **state)
{
    (void)state;
    struct error err;
    struct head head = {.method = HTTP_POST};
    assert_false(call_admit_length(&head, 8, &err));
    assert_int_equal(err.code, ERROR_LENGTH_REQUIRED);
    head.has_length = true;
    assert_true(call_admit_length(&head, 0, &err));
    head.content_length = 8;
    assert_true(call_admit_length(&head, 8, &err));
    head.content_length = 9;
    assert_false(call_admit_length(&head, 8, &err));
    assert_int_equal(err.code, ERROR_TOO_LARGE);
    assert_non_null(strstr(err.text, "8 bytes"));
}

static void the_offer_that_is_liked_best_is_chosen(void **state)
{
    (void)state;
    static const char *const offers[] = {"application/json", "text/csv", "text/html", NULL};
    struct error err;
    size_t choice = 99;
    assert_true(call_choose((struct span){0}, offers, &choice, &err));
    assert_int_equal(choice, 0);
    assert_true(call_choose(span_text("text/html, text/csv;q=0.5"), offers, &choice, &err));
    assert_int_equal(choice, 2);
    assert_false(call_choose(span_text("image/png"), offers, &choice, &err));
    assert_int_equal(err.code, ERROR_NOT_ACCEPTABLE);
    assert_string_equal(err.text, "Accept must allow application/json, text/csv or text/html");
    assert_int_equal(choice, 2);
}

static void on_done(void *ctx, uint64_t ticket, struct report_query_reply *reply)
{
    assert_int_equal(ticket, 42);
    *(int *)ctx = reply->status;
}

static void a_question_goes_to_the_read_pipe(void **state)
{
    (void)state;
    struct event_base *base = event_base_new();
    struct report_query query = {.base = base};
    int status = 0;
    struct pipes pipes = {.query = &query, .on_query_done = on_done, .done_ctx = &status};
    struct error err;
    const struct call call = {.pipes = &pipes, .err = &err};
    assert_int_equal(call_query(&call, &(struct report_query_request){.report = "scores", .ticket = 42}),
                     ROUTES_PENDING);
    assert_int_equal(status, 0);
    event_base_dispatch(base);
    assert_int_equal(status, 200);
    const struct report_query_request bad = {.report = "scores", .period = span_text("bad")};
    assert_int_equal(call_query(&call, &bad), ROUTES_FAILED);
    assert_int_equal(err.code, ERROR_BAD_PARAMETER);
    event_base_free(base);
}

static void a_session_is_kept(void **state)
{
    (void)state;
    struct routes_session kept = {0};
    const struct routes_request request = {.session = &kept};
    const struct call call = {.request = &request};
    call_keep_session(&call, &(struct session){.number = 9});
    assert_int_equal(kept.step, ROUTES_SESSION_KEEP);
    assert_int_equal(kept.session.number, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(content_has_a_length_within_bounds),
        cmocka_unit_test(the_offer_that_is_liked_best_is_chosen),
        cmocka_unit_test(a_question_goes_to_the_read_pipe),
        cmocka_unit_test(a_session_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
