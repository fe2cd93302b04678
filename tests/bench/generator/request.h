/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_REQUEST_H
#define PULSSID_BENCH_REQUEST_H

/* Requests as bytes: written once, then copied with ids and teams of their own, so that the generator costs
 * little beside what it measures. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "plan.h"

struct request {
    struct buffer bytes;
    size_t body;       /* where the first submission begins */
    size_t stride;     /* bytes of one submission */
    size_t id, team;   /* within one */
    unsigned n, teams; /* submissions; teams to take turns */
};

/* One source of ids and turns, of one thread. */
struct request_draw {
    uint64_t state;
    unsigned turn;
};

bool request_prepare(const struct plan *plan, struct request *ret_request);
void request_free(struct request *request);

/* Appends one request, its ids distinct. */
void request_write(const struct request *request, struct request_draw *draw, struct buffer *out);

#endif
