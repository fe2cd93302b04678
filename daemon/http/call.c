/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several routes do alike. */
#include "http/call.h"

#include <stdio.h>

#include "http/media.h"

bool call_admit_length(const struct head *head, size_t max_bytes, struct error *err)
{
    if (!head->has_length) {
        return error_set(err, ERROR_LENGTH_REQUIRED, "the field Content-Length is required");
    }
    if (head->content_length > max_bytes) {
        return error_set(err, ERROR_TOO_LARGE, "the content may have at most %zu bytes", max_bytes);
    }
    return true;
}

bool call_choose(struct span accept, const char *const *offers, size_t *ret_choice, struct error *err)
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

enum routes_outcome call_query(const struct call *call, const struct report_query_request *request)
{
    const struct pipes *pipes = call->pipes;
    return report_query_run(pipes->query, request, pipes->on_query_done, pipes->done_ctx, call->err)
               ? ROUTES_PENDING
               : ROUTES_FAILED;
}

void call_keep_session(const struct call *call, const struct session *session)
{
    *call->request->session = (struct routes_session){.step = ROUTES_SESSION_KEEP, .session = *session};
}
