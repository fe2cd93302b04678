/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_QUERY_REPORT_QUERY_H
#define PULSSID_QUERY_REPORT_QUERY_H

/*
 * The read pipe of one worker: answers an analyst's question from the published cells, over the report role.
 * Nothing it can reach is unpublished. From a database whose schema is not this program's, looked at with
 * each connection, every answer is DATABASE_UNAVAILABLE, until a question finds it right. `done` as in
 * ingest/intake: once, later, by ticket.
 */

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/error.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/span.h"
#include "store/pg.h"

struct report_query;
struct outage;

enum report_format { REPORT_JSON, REPORT_CSV };

struct report_query_opts {
    const char *conninfo;
    struct outage *outage; /* of this connection and the other workers'; borrowed; NULL: it is alone */
    unsigned silent_ms;
    size_t queue_max; /* questions under way; more are refused with OVERLOADED */
};

/* Who asks: an analyst's key, which is held against the database with every question. */
struct report_query_key {
    int32_t id;
    uint8_t sha256[SHA256_SIZE]; /* of its secret */
};

/* Reads a key's text. UNAUTHORIZED when it is none. */
bool report_query_key_parse(struct span text, struct report_query_key *ret_key, struct error *err) MUST_CHECK;

/* A question. Empty spans: not given. part selects one table for CSV: "teams" (default), "lags", "periods",
 * "organisation", "claims". */
struct report_query_request {
    const char *report; /* NULL: none, only whether the key is good: 204. Else "scores", "linkage",
                           "changes", "silos", "handoffs", "ratings", "agreement", "metrics", "periods",
                           "teams", "releases", "release" (one document, by period) */
    struct report_query_key key;
    struct span period, team, dimension, release, part, after, limit;
    enum report_format format;
    uint64_t ticket;
};

/* body is moved out by the callee. next: the next page's `after`, NULL on the last page. */
struct report_query_reply {
    int status;
    const char *content_type;
    struct buffer body;
    const char *next;
    const struct error *problem;
};

typedef void report_query_done(void *ctx, uint64_t ticket, struct report_query_reply *reply);

bool report_query_new(struct event_base *base, const struct report_query_opts *opts, const struct log *log,
                      struct report_query **ret_query, struct error *err) MUST_CHECK;
struct report_query *report_query_free(struct report_query *query);
DEFINE_CLEANUP(report_query_free, struct report_query)
bool report_query_is_ready(const struct report_query *query);
/* Of its connection, to be read from any thread as long as the pipe lives. */
const struct pg_metrics *report_query_metrics(const struct report_query *query);

/* All that was published of the request's period, as a ZIP archive (query/release_export). Of the request the
 * key, the period and the ticket count. BAD_PARAMETER (no period), and as report_query_run(). */
bool report_query_export(struct report_query *query, const struct report_query_request *request,
                         report_query_done *done, void *ctx, struct error *err) MUST_CHECK;

/* NOT_FOUND (no such report), BAD_PARAMETER (a parameter that is not of its form),
 * DATABASE_UNAVAILABLE, OVERLOADED, OUT_OF_MEMORY: then `done` is not called. */
bool report_query_run(struct report_query *query, const struct report_query_request *request,
                      report_query_done *done, void *ctx, struct error *err) MUST_CHECK;

#endif
