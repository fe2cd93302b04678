/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bodies that every server is given: submissions of ten answers. */
#include "request.h"

#include <string.h>

#include "../draw.h"
#include "base/cleanup.h"
#include "wire/cbor_writer.h"

#define FIRST_TEAM "T0001"
#define TEAM_DIGITS (sizeof FIRST_TEAM - 2)
#define ID_BYTES 16

static void write_answers(struct buffer *out)
{
    static const char *const questions[] = {"wb1",  "wb2", "wb3", "wb4", "wb5",
                                            "enps", "co1", "co2", "co3", "col1"};
    const size_t n = sizeof questions / sizeof *questions;
    cbor_writer_text(out, "answers");
    cbor_writer_map(out, n);
    for (size_t i = 0; i < n; i++) {
        cbor_writer_text(out, questions[i]);
        cbor_writer_integer(out, 1 + (int64_t)(i % 5));
    }
}

/* One submission, and where in it the id and the team's digits stand. */
static void write_submission(const char *day, struct request *request, struct buffer *out)
{
    static const uint8_t id[ID_BYTES] = {0};
    cbor_writer_map(out, 6);
    cbor_writer_text(out, "id");
    cbor_writer_bytes(out, span_of(id, sizeof id));
    request->id = out->len - ID_BYTES;
    cbor_writer_text(out, "survey");
    cbor_writer_text(out, "employee-pulse");
    cbor_writer_text(out, "version");
    cbor_writer_integer(out, 1);
    cbor_writer_text(out, "team");
    cbor_writer_text(out, FIRST_TEAM);
    request->team = out->len - TEAM_DIGITS;
    cbor_writer_text(out, "on");
    cbor_writer_text(out, day);
    write_answers(out);
}

static void write_head(const struct plan *plan, size_t length, struct buffer *out)
{
    buffer_printf(out, "%s %s HTTP/1.1\r\nHost: localhost\r\n", plan->batch == 0 ? "GET" : "POST",
                  plan->path);
    if (plan->key != NULL) {
        buffer_printf(out, "Authorization: Bearer %s\r\n", plan->key);
    }
    if (plan->batch > 0) {
        buffer_printf(out, "Content-Type: application/cbor%s\r\nContent-Length: %zu\r\n",
                      plan->batch == 1 ? "" : "-seq", length);
    }
    buffer_append_text(out, "\r\n");
}

bool request_prepare(const struct plan *plan, struct request *ret_request)
{
    struct buffer one CLEANUP(buffer_free) = {0};
    *ret_request = (struct request){.n = plan->batch, .teams = plan->teams};
    if (plan->batch > 0) {
        write_submission(plan->day, ret_request, &one);
    }
    struct buffer *bytes = &ret_request->bytes;
    write_head(plan, one.len * plan->batch, bytes);
    ret_request->body = bytes->len;
    ret_request->stride = one.len;
    for (unsigned i = 0; i < plan->batch; i++) {
        buffer_append(bytes, buffer_span(&one).data, one.len);
    }
    return !bytes->failed && !one.failed;
}

void request_free(struct request *request)
{
    buffer_free(&request->bytes);
}

static void write_turn(unsigned number, uint8_t *digits)
{
    for (size_t at = TEAM_DIGITS; at > 0; at--, number /= 10) {
        digits[at - 1] = (uint8_t)('0' + number % 10);
    }
}

void request_write(const struct request *request, struct request_draw *draw, struct buffer *out)
{
    struct span bytes = buffer_span(&request->bytes);
    buffer_append(out, bytes.data, bytes.len);
    uint8_t *submission = buffer_tail(out) - bytes.len + request->body;
    for (unsigned i = 0; i < request->n; i++, submission += request->stride) {
        const uint64_t id[] = {draw_next(&draw->state), draw_next(&draw->state)};
        memcpy(submission + request->id, id, sizeof id);
        write_turn(1 + draw->turn++ % request->teams, submission + request->team);
    }
}
