/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of routes, and the way of a request to its pipe. */
#include "http/routes.h"

#include <stdio.h>

#include "http/accept_language.h"
#include "http/auth.h"
#include "http/media.h"
#include "http/parameters.h"
#include "wire/metrics_text.h"
#include "wire/notice_out.h"

/* A route at work on one request. */
struct call {
    const struct route *route;
    const struct pipes *pipes;
    const struct routes_request *request;
    struct span name; /* the last segment of a path whose pattern ends in "/" */
    struct span key;
    struct routes_answer *answer;
    struct error *err;
};

typedef bool admit_content(const struct pipes *pipes, const struct head *head, struct error *err);
typedef enum routes_outcome start_call(const struct call *call);

enum pipe { PIPE_INTAKE, PIPE_QUERY, PIPE_OPS };

struct route {
    const char *path; /* ends in "/": one more segment follows */
    enum pipe pipe;
    bool needs_key;
    admit_content *admit; /* NULL: GET and HEAD; else POST, and what its content must be */
    start_call *start;
    enum parameters_set parameters;
    const char *report; /* of the query pipe */
};

static bool admit_length(const struct head *head, size_t max_bytes, struct error *err)
{
    if (!head->has_length) {
        return error_set(err, ERROR_LENGTH_REQUIRED, "the field Content-Length is required");
    }
    if (head->content_length > max_bytes) {
        return error_set(err, ERROR_TOO_LARGE, "the content may have at most %zu bytes", max_bytes);
    }
    return true;
}

static bool admit_submissions(const struct pipes *pipes, const struct head *head, struct error *err)
{
    if (media_is(head->content_type, "application/cbor")) {
        return admit_length(head, ROUTES_ONE_MAX_BYTES, err);
    }
    if (media_is(head->content_type, "application/cbor-seq")) {
        return admit_length(head, pipes->max_body_bytes, err);
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
    return admit_length(head, ROUTES_ONE_MAX_BYTES, err);
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

/* The offer that Accept likes best, of those in a list that ends in NULL. */
static bool choose(struct span accept, const char *const *offers, size_t *ret_choice, struct error *err)
{
    char sentence[128] = "Accept must allow ";
    size_t n = 0;
    for (; offers[n] != NULL; n++) {
        const char *separator = n == 0 ? "" : offers[n + 1] == NULL ? " or " : ", ";
        size_t len = strlen(sentence);
        snprintf(sentence + len, sizeof sentence - len, "%s%s", separator, offers[n]);
    }
    size_t choice = media_choose(accept, offers, n);
    if (choice == MEDIA_NONE) {
        return error_set(err, ERROR_NOT_ACCEPTABLE, "%s", sentence);
    }
    *ret_choice = choice;
    return true;
}

static enum routes_outcome start_surveys(const struct call *call)
{
    static const char *const offers[] = {"application/json", "application/cbor", NULL};
    size_t choice = 0;
    if (!choose(call->request->head->accept, offers, &choice, call->err)) {
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
    if (!choose(head->accept, offers, &choice, err)) {
        return false;
    }
    *ret = choice == 0 ? REPORT_JSON : REPORT_CSV;
    return true;
}

static enum routes_outcome run_query(const struct call *call, const struct report_query_request *request)
{
    const struct pipes *pipes = call->pipes;
    return report_query_run(pipes->query, request, pipes->on_query_done, pipes->done_ctx, call->err)
               ? ROUTES_PENDING
               : ROUTES_FAILED;
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
        .key = call->key,
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
    parameters_write_base(head->path, head->query, call->request->next_base);
    return run_query(call, &request);
}

/* One release as it was published, byte for byte. */
static enum routes_outcome start_release(const struct call *call)
{
    static const char *const offers[] = {"text/plain", NULL};
    size_t choice = 0;
    if (!choose(call->request->head->accept, offers, &choice, call->err)) {
        return ROUTES_FAILED;
    }
    struct report_query_request request = {.report = call->route->report,
                                           .key = call->key,
                                           .period = call->name,
                                           .format = REPORT_JSON,
                                           .ticket = call->request->ticket};
    return run_query(call, &request);
}

/* The language that the parameter names, else the one that Accept-Language likes best. */
static bool choose_language(const struct head *head, struct span lang, size_t *ret, struct error *err)
{
    const char *const *tags = language_tags();
    if (lang.len == 0) {
        *ret = accept_language_choose(head->accept_language, tags, LANGUAGE_EN);
        return true;
    }
    for (size_t i = 0; tags[i] != NULL; i++) {
        if (span_is(lang, tags[i])) {
            *ret = i;
            return true;
        }
    }
    return error_set(err, ERROR_BAD_PARAMETER, "the parameter lang must be fi, en or sv");
}

/* The notice to respondents. */
static enum routes_outcome start_notice(const struct call *call)
{
    static const char *const offers[] = {
        [NOTICE_JSON] = "application/json", [NOTICE_TEXT] = "text/plain", [NOTICE_HTML] = "text/html", NULL};
    static const char *const types[] = {[NOTICE_JSON] = "application/json",
                                        [NOTICE_TEXT] = "text/plain; charset=utf-8",
                                        [NOTICE_HTML] = "text/html; charset=utf-8"};
    const struct head *head = call->request->head;
    struct parameters parameters;
    size_t language = 0;
    size_t format = 0;
    if (!parameters_parse(head->query, call->route->parameters, &parameters, call->err) ||
        !choose_language(head, parameters.lang, &language, call->err) ||
        !choose(head->accept, offers, &format, call->err)) {
        return ROUTES_FAILED;
    }
    call->answer->content_type = types[format];
    call->answer->language = language_tags()[language];
    intake_notice(call->pipes->intake, (enum language)language, (enum notice_format)format,
                  call->answer->content);
    return ROUTES_ANSWERED;
}

static enum routes_outcome start_metrics(const struct call *call)
{
    const struct ops_pipe *ops = call->pipes->ops;
    call->answer->content_type = METRICS_TEXT_TYPE;
    ops->write_metrics(ops->ctx, call->answer->content);
    return ROUTES_ANSWERED;
}

/* For machines that look at the status alone, and for people who read why. */
static enum routes_outcome answer_state(const struct call *call,
                                        bool (*is_well)(void *ctx, struct buffer *out))
{
    call->answer->content_type = "text/plain; charset=utf-8";
    call->answer->status = is_well(call->pipes->ops->ctx, call->answer->content) ? 200 : 503;
    return ROUTES_ANSWERED;
}

static enum routes_outcome start_health(const struct call *call)
{
    return answer_state(call, call->pipes->ops->is_healthy);
}

static enum routes_outcome start_readiness(const struct call *call)
{
    return answer_state(call, call->pipes->ops->is_ready);
}

static const struct route routes[] = {
    {"/v1/submissions", PIPE_INTAKE, true, admit_submissions, start_submissions, PARAMETERS_NONE, NULL},
    {"/v1/withdrawals", PIPE_INTAKE, false, admit_withdrawal, start_withdrawal, PARAMETERS_NONE, NULL},
    {"/v1/surveys", PIPE_INTAKE, true, NULL, start_surveys, PARAMETERS_NONE, NULL},
    {"/v1/surveys/", PIPE_INTAKE, true, NULL, start_surveys, PARAMETERS_NONE, NULL},
    {"/v1/privacy", PIPE_INTAKE, false, NULL, start_notice, PARAMETERS_NOTICE, NULL},
    {"/v1/periods", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "periods"},
    {"/v1/teams", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "teams"},
    {"/v1/releases", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "releases"},
    {"/v1/releases/", PIPE_QUERY, true, NULL, start_release, PARAMETERS_NONE, "release"},
    {"/v1/scores", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "scores"},
    {"/v1/linkage", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "linkage"},
    {"/v1/changes", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "changes"},
    {"/v1/silos", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "silos"},
    {"/v1/handoffs", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "handoffs"},
    {"/v1/ratings", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "ratings"},
    {"/v1/agreement", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "agreement"},
    {"/v1/metrics", PIPE_QUERY, true, NULL, start_report, PARAMETERS_REPORT, "metrics"},
    {"/metrics", PIPE_OPS, false, NULL, start_metrics, PARAMETERS_NONE, NULL},
    {"/healthz", PIPE_OPS, false, NULL, start_health, PARAMETERS_NONE, NULL},
    {"/readyz", PIPE_OPS, false, NULL, start_readiness, PARAMETERS_NONE, NULL},
};

/* Whether a path fits a pattern; *ret_name is the last segment where the pattern leaves it open. */
static bool fits(struct span path, const char *pattern, struct span *ret_name)
{
    size_t len = strlen(pattern);
    if (pattern[len - 1] != '/') {
        return span_is(path, pattern);
    }
    if (path.len <= len || memcmp(path.data, pattern, len) != 0 ||
        memchr(path.data + len, '/', path.len - len) != NULL) {
        return false;
    }
    *ret_name = span_of(path.data + len, path.len - len);
    return true;
}

static bool is_served(const struct pipes *pipes, enum pipe pipe)
{
    const void *const served[] = {
        [PIPE_INTAKE] = pipes->intake, [PIPE_QUERY] = pipes->query, [PIPE_OPS] = pipes->ops};
    return served[pipe] != NULL;
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
    struct span key;
    if (route->needs_key && !auth_key(head->authorization, &key, err)) {
        return false;
    }
    if (route->admit == NULL && head->content_length > 0) {
        return error_set(err, ERROR_BAD_REQUEST, "a GET or HEAD request may have no content");
    }
    if (route->parameters == PARAMETERS_NONE && head->query.len > 0) {
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
    if (route->needs_key && !auth_key(request->head->authorization, &call.key, err)) {
        return ROUTES_FAILED;
    }
    return route->start(&call);
}
