/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What respondents are told, over HTTP. */
#include "http/notice_call.h"

#include "http/accept_language.h"
#include "http/parameters.h"
#include "wire/notice_out.h"

/* The notice is text: it loads nothing, and stands in nobody's frame. */
#define POLICY                                                                                               \
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; "                     \
    "frame-ancestors 'none'\r\n"                                                                             \
    "Referrer-Policy: no-referrer\r\n"

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

enum routes_outcome notice_call_start(const struct call *call)
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
    if (!parameters_parse(head->query, PARAMETERS_NOTICE, &parameters, call->err) ||
        !choose_language(head, parameters.lang, &language, call->err) ||
        !call_choose(head->accept, offers, &format, call->err)) {
        return ROUTES_FAILED;
    }
    call->answer->content_type = types[format];
    call->answer->language = language_tags()[language];
    call->answer->fields = format == NOTICE_HTML ? POLICY : NULL;
    intake_notice(call->pipes->intake, (enum language)language, (enum notice_format)format,
                  call->answer->content);
    return ROUTES_ANSWERED;
}
