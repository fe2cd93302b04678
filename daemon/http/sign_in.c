/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in, signing out. */
#include "http/sign_in.h"

#include "base/clock.h"
#include "http/media.h"
#include "http/origin.h"
#include "http/parameters.h"

bool sign_in_admit(const struct pipes *pipes, const struct head *head, struct error *err)
{
    (void)pipes;
    if (!origin_is_own(head, err)) {
        return false;
    }
    if (!media_is(head->content_type, "application/x-www-form-urlencoded")) {
        return error_set(err, ERROR_UNSUPPORTED_MEDIA_TYPE,
                         "Content-Type must be application/x-www-form-urlencoded");
    }
    return call_admit_length(head, ROUTES_FORM_MAX_BYTES, err);
}

bool sign_out_admit(const struct pipes *pipes, const struct head *head, struct error *err)
{
    (void)pipes;
    return origin_is_own(head, err) && call_admit_length(head, 0, err);
}

enum routes_outcome sign_in_start(const struct call *call)
{
    struct parameters parameters;
    struct report_query_request request = {.ticket = call->request->ticket};
    struct session session;
    if (!parameters_parse(call->request->body, PARAMETERS_SIGN_IN, &parameters, call->err) ||
        !report_query_key_parse(parameters.key, &request.key, call->err) ||
        !sessions_begin(&request.key, clock_monotonic_ms(), &session, call->err)) {
        return ROUTES_FAILED;
    }
    call_keep_session(call, &session);
    return call_query(call, &request);
}

enum routes_outcome sign_out_start(const struct call *call)
{
    struct session session;
    struct sessions *sessions = call->pipes->sessions;
    if (sessions_open(sessions, call->request->head->cookie, clock_monotonic_ms(), &session)) {
        sessions_end(sessions, &session);
    }
    call->request->session->step = ROUTES_SESSION_END;
    call->answer->status = 204;
    return ROUTES_ANSWERED;
}

enum routes_outcome sign_in_state(const struct call *call)
{
    const struct sessions *sessions = call->pipes->sessions;
    struct error ignored;
    struct auth_reader reader = {0};
    int64_t now_ms = clock_monotonic_ms();
    bool is_here =
        auth_reader(call->request->head, sessions, now_ms, &reader, &ignored) && reader.has_session;
    call->answer->content_type = "application/json";
    if (!is_here) {
        buffer_append_text(call->answer->content, "{\"signed_in\":false}");
        return ROUTES_ANSWERED;
    }
    call_keep_session(call, &reader.session);
    buffer_printf(call->answer->content, "{\"signed_in\":true,\"idle_s\":%u,\"left_s\":%u}",
                  sessions_idle_s(sessions), sessions_left_s(sessions, &reader.session, now_ms));
    return ROUTES_ANSWERED;
}
