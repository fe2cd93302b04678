/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_CALL_H
#define PULSSID_HTTP_CALL_H

/* A route at work on one request, and what several routes do alike. For routes.c and those of its table
 * alone. */

#include "http/auth.h"
#include "http/routes.h"

struct call {
    const struct route *route;
    const struct pipes *pipes;
    const struct routes_request *request;
    struct span name;          /* the last segment of a path whose pattern ends in "*" */
    struct span key;           /* with ASKER_KEY */
    struct auth_reader reader; /* with ASKER_READER */
    struct routes_answer *answer;
    struct error *err;
};

/* Whether the head says how long the content is, and that it is at most so long. */
bool call_admit_length(const struct head *head, size_t max_bytes, struct error *err) MUST_CHECK;

/* The offer that Accept likes best, of those in a list that ends in NULL. NOT_ACCEPTABLE, with the list. */
bool call_choose(struct span accept, const char *const *offers, size_t *ret_choice,
                 struct error *err) MUST_CHECK;

/* Hands a question to the read pipe. */
enum routes_outcome call_query(const struct call *call, const struct report_query_request *request);

/* The session's cookie goes with a good answer. */
void call_keep_session(const struct call *call, const struct session *session);

#endif
