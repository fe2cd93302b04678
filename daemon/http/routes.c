/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of routes, and the way of a request to its pipe. */
#include "http/routes.h"

#include "base/clock.h"
#include "http/call.h"
#include "http/media.h"
#include "http/notice_call.h"
#include "http/ops_call.h"
#include "http/page.h"
#include "http/parameters.h"
#include "http/sign_in.h"

typedef bool admit_content(const struct pipes *pipes, const struct head *head, struct error *err);
typedef enum routes_outcome start_call(const struct call *call);

enum pipe { PIPE_INTAKE, PIPE_QUERY, PIPE_SESSIONS, PIPE_OPS };

/* Who may ask. */
enum asker {
    ASKER_ANYONE,
    ASKER_KEY,   /* whoever presents a key */
    ASKER_READER /* likewise, or is signed in */
};

struct route {
    const char *path; /* ends in "*": any one segment stands there */
    enum pipe pipe;
    enum asker asker;
    admit_content *admit; /* NULL: GET and HEAD; else POST, and what its content must be */
    start_call *start;
    enum parameters_set parameters;
    const char *report; /* of the query pipe */
};

static bool admit_submissions(const struct pipes *pipes, const struct head *head, struct error *err)
{
    if (media_is(head->content_type, "application/cbor")) {
        return call_admit_length(head, ROUTES_ONE_MAX_BYTES, err);
    }
    if (media_is(head->content_type, "application/cbor-seq")) {
        return call_admit_length(head, pipes->max_body_bytes, err);
    }
    return error_set(err, ERROR_UNSUPPORTED_MEDIA_TYPE,
                     "Content-Type must be application/cbor (one submission) or application/cbor-seq");
}

static bool admit_withdrawal(const struct pipes *pipes, const struct head *head, struct error *err)
{
    (void)pipes;
    if (!media_is(head->content_type, "application/cbor")) {
        return error_set(err, ERROR_UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/cbor");
    }
    return call_admit_length(head, ROUTES_ONE_MAX_BYTES, err);
}

static struct intake_request intake_request_of(const struct call *call)
{
    return (struct intake_request){.key = call->key,
                                   .body = call->request->body,
                                   .ticket = call->request->ticket,
                                   .done = call->pipes->on_intake_done,
                                   .ctx = call->pipes->done_ctx};
}

static enum routes_outcome start_submissions(const struct call *call)
{
    bool is_one = media_is(call->request->head->content_type, "application/cbor");
    struct intake_request request = intake_request_of(call);
    bool taken =
        intake_submit(call->pipes->intake, is_one ? INTAKE_ONE : INTAKE_SEQUENCE, &request, call->err);
    return taken ? ROUTES_PENDING : ROUTES_FAILED;
}

static enum routes_outcome start_withdrawal(const struct call *call)
{
    struct intake_request request = intake_request_of(call);
    return intake_withdraw(call->pipes->intake, &request, call->err) ? ROUTES_PENDING : ROUTES_FAILED;
}

static enum routes_outcome start_surveys(const struct call *call)
{
    static const char *const offers[] = {"application/json", "application/cbor", NULL};
    size_t choice = 0;
    if (!call_choose(call->request->head->accept, offers, &choice, call->err)) {
        return ROUTES_FAILED;
    }
    call->answer->content_type = offers[choice];
    bool found = intake_surveys(call->pipes->intake, call->key, call->name,
                                choice == 0 ? INTAKE_JSON : INTAKE_CBOR, call->answer->content, call->err);
    return found ? ROUTES_ANSWERED : ROUTES_FAILED;
}

static bool choose_format(const struct head *head, struct span format, enum report_format *ret,
                          struct error *err)
{
    static const char *const offers[] = {"application/json", "text/csv", NULL};
    if (span_is(format, "json") || span_is(format, "csv")) {
        *ret = span_is(format, "csv") ? REPORT_CSV : REPORT_JSON;
        return true;
    }
    if (format.len > 0) {
        return error_set(err, ERROR_BAD_PARAMETER, "the parameter format must be json or csv");
    }
    size_t choice = 0;
    if (!call_choose(head->accept, offers, &choice, err)) {
        return false;
    }
    *ret = choice == 0 ? REPORT_JSON : REPORT_CSV;
    return true;
}

static enum routes_outcome start_report(const struct call *call)
{
    const struct head *head = call->request->head;
    struct parameters parameters;
    enum report_format format = REPORT_JSON;
    if (!parameters_parse(head->query, call->route->parameters, &parameters, call->err) ||
        !choose_format(head, parameters.format, &format, call->err)) {
        return ROUTES_FAILED;
    }
    struct report_query_request request = {
        .report = call->route->report,
        .key = call->reader.key,
        .period = parameters.period,
        .team = parameters.team,
        .dimension = parameters.dimension,
        .release = parameters.release,
        .part = parameters.part,
        .after = parameters.after,
        .limit = parameters.limit,
        .format = format,
        .ticket = call->request->ticket,
    };
    parameters_write_base(head->query, call->request->next_base);
    return call_query(call, &request);
}

/* One release as it was published, byte for byte. */
static enum routes_outcome start_release(const struct call *call)
{
    static const char *const offers[] = {"text/plain", NULL};
    size_t choice = 0;
    if (!call_choose(call->request->head->accept, offers, &choice, call->err)) {
        return ROUTES_FAILED;
    }
    struct report_query_request request = {.report = call->route->report,
                                           .key = call->reader.key,
                                           .period = call->name,
                                           .format = REPORT_JSON,
                                           .ticket = call->request->ticket};
    return call_query(call, &request);
}

/* All that was published of a period: the path ends in its id and ".zip". */
static enum routes_outcome start_export(const struct call *call)
{
    static const char *const offers[] = {"application/zip", NULL};
    static const char suffix[] = ".zip";
    static const size_t suffix_len = sizeof suffix - 1;
    struct span name = call->name;
    size_t choice = 0;
    if (name.len <= suffix_len || memcmp(name.data + name.len - suffix_len, suffix, suffix_len) != 0) {
        error_set(call->err, ERROR_NOT_FOUND, "expected a period's id and .zip, such as 2024-W36.zip");
        return ROUTES_FAILED;
    }
    if (!call_choose(call->request->head->accept, offers, &choice, call->err)) {
        return ROUTES_FAILED;
    }
    struct report_query_request request = {.key = call->reader.key,
                                           .period = span_of(name.data, name.len - suffix_len),
                                           .ticket = call->request->ticket};
    const struct pipes *pipes = call->pipes;
    return report_query_export(pipes->query, &request, pipes->on_query_done, pipes->done_ctx, call->err)
               ? ROUTES_PENDING
               : ROUTES_FAILED;
}

/* A file of the report page; the page itself where the path has no name. */
static enum routes_outcome start_page(const struct call *call)
{
    struct page page;
    struct span name = call->name.len > 0 ? call->name : span_text(PAGE_START);
    if (!page_find(name, call->request->head->accept_encoding, &page)) {
        error_set(call->err, ERROR_NOT_FOUND, "the report page has no such file");
        return ROUTES_FAILED;
    }
    call->answer->content_type = page.content_type;
    call->answer->fields = page.fields;
    call->answer->is_lasting = page.is_lasting;
    buffer_append(call->answer->content, page.content.data, page.content.len);
    return ROUTES_ANSWERED;
}

static enum routes_outcome start_reports(const struct call *call);

static const struct route routes[] = {
    {"/v1/submissions", PIPE_INTAKE, ASKER_KEY, admit_submissions, start_submissions, PARAMETERS_NONE, NULL},
    {"/v1/withdrawals", PIPE_INTAKE, ASKER_ANYONE, admit_withdrawal, start_withdrawal, PARAMETERS_NONE, NULL},
    {"/v1/surveys", PIPE_INTAKE, ASKER_KEY, NULL, start_surveys, PARAMETERS_NONE, NULL},
    {"/v1/surveys/*", PIPE_INTAKE, ASKER_KEY, NULL, start_surveys, PARAMETERS_NONE, NULL},
    {"/v1/privacy", PIPE_INTAKE, ASKER_ANYONE, NULL, notice_call_start, PARAMETERS_NOTICE, NULL},
    {"/v1/periods", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "periods"},
    {"/v1/teams", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "teams"},
    {"/v1/releases", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "releases"},
    {"/v1/releases/*", PIPE_QUERY, ASKER_READER, NULL, start_release, PARAMETERS_NONE, "release"},
    {"/v1/scores", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "scores"},
    {"/v1/linkage", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "linkage"},
    {"/v1/changes", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "changes"},
    {"/v1/silos", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "silos"},
    {"/v1/handoffs", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "handoffs"},
    {"/v1/ratings", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "ratings"},
    {"/v1/agreement", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "agreement"},
    {"/v1/metrics", PIPE_QUERY, ASKER_READER, NULL, start_report, PARAMETERS_REPORT, "metrics"},
    {"/v1/exports/*", PIPE_QUERY, ASKER_READER, NULL, start_export, PARAMETERS_NONE, NULL},
    {"/v1/reports", PIPE_QUERY, ASKER_ANYONE, NULL, start_reports, PARAMETERS_NONE, NULL},
    {"/", PIPE_QUERY, ASKER_ANYONE, NULL, start_page, PARAMETERS_NONE, NULL},
    {"/web/*", PIPE_QUERY, ASKER_ANYONE, NULL, start_page, PARAMETERS_NONE, NULL},
    {"/login", PIPE_SESSIONS, ASKER_ANYONE, sign_in_admit, sign_in_start, PARAMETERS_SIGN_IN, NULL},
    {"/logout", PIPE_SESSIONS, ASKER_ANYONE, sign_out_admit, sign_out_start, PARAMETERS_NONE, NULL},
    {"/session", PIPE_SESSIONS, ASKER_ANYONE, NULL, sign_in_state, PARAMETERS_NONE, NULL},
    {"/metrics", PIPE_OPS, ASKER_ANYONE, NULL, ops_call_metrics, PARAMETERS_NONE, NULL},
    {"/healthz", PIPE_OPS, ASKER_ANYONE, NULL, ops_call_health, PARAMETERS_NONE, NULL},
    {"/readyz", PIPE_OPS, ASKER_ANYONE, NULL, ops_call_readiness, PARAMETERS_NONE, NULL},
};

/* The names of the reports that are served here: {"reports":["periods",…]}. */
static enum routes_outcome start_reports(const struct call *call)
{
    const char *separator = "{\"reports\":[\"";
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (routes[i].start == start_report) {
            buffer_printf(call->answer->content, "%s%s", separator, routes[i].report);
            separator = "\",\"";
        }
    }
    buffer_append_text(call->answer->content, "\"]}");
    call->answer->content_type = "application/json";
    return ROUTES_ANSWERED;
}

/* Whether a path fits a pattern; *ret_name is the last segment where the pattern leaves it open. */
static bool fits(struct span path, const char *pattern, struct span *ret_name)
{
    size_t len = strlen(pattern) - 1;
    if (pattern[len] != '*') {
        return span_is(path, pattern);
    }
    if (path.len <= len || memcmp(path.data, pattern, len) != 0 ||
        memchr(path.data + len, '/', path.len - len) != NULL) {
        return false;
    }
    *ret_name = span_of(path.data + len, path.len - len);
    return true;
}

/* Who signs in reads, so sessions are there where the read pipe is. */
static bool is_served(const struct pipes *pipes, enum pipe pipe)
{
    switch (pipe) {
    case PIPE_INTAKE:
        return pipes->intake != NULL;
    case PIPE_QUERY:
        return pipes->query != NULL;
    case PIPE_SESSIONS:
        return pipes->query != NULL && pipes->sessions != NULL;
    case PIPE_OPS:
        return pipes->ops != NULL;
    }
    return false;
}

static const struct route *find(const struct pipes *pipes, struct span path)
{
    struct span name;
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (is_served(pipes, routes[i].pipe) && fits(path, routes[i].path, &name)) {
            return &routes[i];
        }
    }
    return NULL;
}

const char *routes_allow(const struct pipes *pipes, struct span path)
{
    const struct route *route = find(pipes, path);
    return route == NULL ? NULL : route->admit != NULL ? "POST" : "GET, HEAD";
}

/* Reads who asks, if the route wants to know. */
static bool identify(struct call *call, const struct head *head)
{
    switch (call->route->asker) {
    case ASKER_ANYONE:
        return true;
    case ASKER_KEY:
        return auth_key(head->authorization, &call->key, call->err);
    case ASKER_READER:
        return auth_reader(head, call->pipes->sessions, clock_monotonic_ms(), &call->reader, call->err);
    }
    return false;
}

bool routes_admit(const struct pipes *pipes, const struct head *head, const struct route **ret_route,
                  struct error *err)
{
    const struct route *route = find(pipes, head->path);
    if (route == NULL) {
        return error_set(err, ERROR_NOT_FOUND, "nothing is served at this path");
    }
    if ((head->method == HTTP_POST) != (route->admit != NULL)) {
        return error_set(err, ERROR_METHOD_NOT_ALLOWED, "%s is served for %s", route->path,
                         routes_allow(pipes, head->path));
    }
    struct call call = {.pipes = pipes, .route = route, .err = err};
    if (!identify(&call, head)) {
        return false;
    }
    if (route->admit == NULL && head->content_length > 0) {
        return error_set(err, ERROR_BAD_REQUEST, "a GET or HEAD request may have no content");
    }
    bool takes_query = route->admit == NULL && route->parameters != PARAMETERS_NONE;
    if (!takes_query && head->query.len > 0) {
        return error_set(err, ERROR_BAD_PARAMETER, "there are no parameters here");
    }
    if (route->admit != NULL && !route->admit(pipes, head, err)) {
        return false;
    }
    *ret_route = route;
    return true;
}

bool routes_expect(const struct route *route, const struct pipes *pipes, const struct head *head,
                   struct error *err)
{
    struct span key;
    return route->start != start_submissions ||
           (auth_key(head->authorization, &key, err) && intake_admit(pipes->intake, key, err));
}

enum routes_outcome routes_start(const struct route *route, const struct pipes *pipes,
                                 const struct routes_request *request, struct routes_answer *ret_answer,
                                 struct error *err)
{
    struct call call = {.route = route, .pipes = pipes, .request = request, .answer = ret_answer, .err = err};
    fits(request->head->path, route->path, &call.name);
    *request->session = (struct routes_session){0};
    if (!identify(&call, request->head)) {
        return ROUTES_FAILED;
    }
    if (call.reader.has_session) {
        call_keep_session(&call, &call.reader.session);
    }
    return route->start(&call);
}

const char *routes_cookie(const struct pipes *pipes, const struct routes_session *session, int status,
                          char room[SESSIONS_COOKIE_SIZE])
{
    if (session->step == ROUTES_SESSION_END) {
        return SESSIONS_FORGET;
    }
    bool is_kept = session->step == ROUTES_SESSION_KEEP && status < 300;
    return is_kept && sessions_write(pipes->sessions, &session->session, clock_monotonic_ms(), room) ? room
                                                                                                     : NULL;
}
