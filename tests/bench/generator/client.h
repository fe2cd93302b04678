/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_BENCH_CLIENT_H
#define PULSSID_BENCH_CLIENT_H

/*
 * One client's TLS connection, non-blocking, watched by an epoll instance with itself as the event's data.
 *
 *   client_open ──► client_step … ──► CLIENT_READY ──► client_send ──► client_step ──► CLIENT_ANSWERED …
 *
 * Every step goes as far as it can without waiting; any failure is CLIENT_LOST.
 */

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "plan.h"

enum client_step {
    CLIENT_WAITING,  /* for the socket */
    CLIENT_READY,    /* the handshake is done; said once */
    CLIENT_ANSWERED, /* one request is: `status` and `due_ns` are its own; step again if `in` holds more */
    CLIENT_CLOSED,   /* the server has closed with nothing in flight */
    CLIENT_LOST
};

struct client {
    int fd; /* -1: not open */
    int epoll;
    SSL *tls;
    bool established;
    bool wants_write;
    struct buffer out;
    struct buffer in;
    size_t skip;                       /* bytes of an answer's content that are still to come */
    int64_t times[PLAN_IN_FLIGHT_MAX]; /* when each request in flight fell due */
    unsigned first, n_in_flight;
    unsigned status; /* of the last answer */
    int64_t opened_ns;
    int64_t due_ns;
    bool idle; /* for its owner: in a list of those who have nothing to do */
};

/* Begins to connect from 127.0.0.`source`. False with errno set. */
bool client_open(struct client *client, const struct plan *plan, SSL_CTX *context, int epoll,
                 unsigned source);
void client_close(struct client *client);

/* Sends what was appended to `out`: one request, whose time counts from due_ns. READY, WAITING or LOST. */
enum client_step client_send(struct client *client, int64_t due_ns);
/* The socket has said something. */
enum client_step client_step(struct client *client);

#endif
