/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_LOAD_H
#define PULSSID_BENCH_LOAD_H

/* One thread's share of a plan: its connections on an epoll instance of its own, until the time is up and all
 * that is in flight has been answered (a minute at most). Measured are the answers that come within the time
 * (CLOSED, HANDSHAKES: the rate is that of a steady state, without its beginning and its end), or those to
 * requests that fall due in it (OPEN). */

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

#include "client.h"
#include "plan.h"
#include "request.h"
#include "tally.h"

struct load {
    const struct plan *plan;
    const struct request *request;
    SSL_CTX *context;
    unsigned index; /* of the thread */
    struct tally tally;
    unsigned n_held; /* HOLD: connections still open at the end */
    /* its own */
    int epoll;
    struct client *clients;
    size_t n_clients, n_opened, n_established;
    struct request_draw draw;
    bool running;
    int64_t start_ns, end_ns; /* what is measured */
    uint64_t sent;
    int64_t due_ns;       /* OPEN: of the next request */
    struct client **idle; /* OPEN: who has nothing to do, last in first out */
    size_t n_idle;
    bool failed;
};

/* The thread's function: a struct load, and NULL back. */
void *load_run(void *load);

#endif
