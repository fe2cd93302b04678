/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <string.h>

#include "base/cleanup.h"
#include "fake_pipes.h"
#include "http/ops_call.h"

/* The two states differ, so that neither route can tell the other's. */
static bool other_state(void *ctx, struct buffer *out)
{
    buffer_append_text(out, "other\n");
    return !*(bool *)ctx;
}

struct said {
    int status;
    const char *content_type;
    char text[64];
};

static struct said ask(enum routes_outcome (*start)(const struct call *call), const struct ops_pipe *ops)
{
    struct pipes pipes = {.ops = ops};
    CLEANUP(buffer_free) struct buffer content = {0};
    struct routes_answer answer = {.status = 200, .content = &content};
    struct error err = {0};
    const struct call call = {.pipes = &pipes, .answer = &answer, .err = &err};
    assert_int_equal(start(&call), ROUTES_ANSWERED);
    struct said said = {answer.status, answer.content_type, ""};
    snprintf(said.text, sizeof said.text, "%.*s", SPAN_ARG(buffer_span(&content)));
    return said;
}

static void tells_what_is_counted(void **state)
{
    (void)state;
    bool well = false;
    const struct ops_pipe ops = fake_ops(&well);
    struct said said = ask(ops_call_metrics, &ops);
    assert_int_equal(said.status, 200);
    assert_string_equal(said.content_type, "text/plain; version=0.0.4; charset=utf-8");
    assert_string_equal(said.text, "up 1\n");
}

static void tells_each_state_by_its_status(void **state)
{
    (void)state;
    bool well = true;
    struct ops_pipe ops = fake_ops(&well);
    ops.is_ready = other_state;
    struct said said = ask(ops_call_health, &ops);
    assert_int_equal(said.status, 200);
    assert_string_equal(said.content_type, "text/plain; charset=utf-8");
    assert_string_equal(said.text, "well\n");
    said = ask(ops_call_readiness, &ops);
    assert_int_equal(said.status, 503);
    assert_string_equal(said.text, "other\n");
    well = false;
    said = ask(ops_call_health, &ops);
    assert_int_equal(said.status, 503);
    assert_string_equal(said.text, "ill\n");
    assert_int_equal(ask(ops_call_readiness, &ops).status, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_what_is_counted),
        cmocka_unit_test(tells_each_state_by_its_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
