/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TLS_TLS_H
#define PULSSID_TLS_TLS_H

/*
 * TLS 1.2 and 1.3, server side, by OpenSSL 3, on non-blocking sockets. No tickets and no session cache, since
 * both would link one connection of a respondent to another; no renegotiation, no compression, no early data.
 * ALPN offers http/1.1.
 *
 * A context is built whole and never changed; connections keep it alive, so it can be swapped under load. One
 * context for each worker. Writing to a closed socket raises SIGPIPE, which the process must ignore. One
 * thread; contexts are owned through tls_context_free(), connections through tls_free().
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"

struct tls_context;
struct tls;

/* Reads a PEM certificate chain and its key. CONFIG with the file and OpenSSL's reason, also when they do not
 * belong together. */
bool tls_context_new(const char *certificate, const char *private_key, struct tls_context **ret_context,
                     struct error *err) MUST_CHECK;
struct tls_context *tls_context_free(struct tls_context *context);
DEFINE_CLEANUP(tls_context_free, struct tls_context)

/* The day the certificate expires, as days since 1970-01-01. */
int32_t tls_context_expires(const struct tls_context *context);

/* A server connection on a connected non-blocking socket, which stays the caller's. NULL when memory is out.
 */
struct tls *tls_new(struct tls_context *context, int fd);
struct tls *tls_free(struct tls *tls);

enum tls_result {
    TLS_DONE,       /* handshake finished, or *ret_len bytes moved, or close_notify sent */
    TLS_WANT_READ,  /* nothing moved: try again when the socket is readable */
    TLS_WANT_WRITE, /* … writable */
    TLS_END,        /* the peer has closed, in order or not */
    TLS_REFUSED, /* the peer has said by an alert that it does not go on, mostly for our certificate; … */
    TLS_FAILED   /* the connection is of no more use */
};

enum tls_result tls_handshake(struct tls *tls);
/* At most len bytes, as many as one record brings. */
enum tls_result tls_read(struct tls *tls, void *ret_data, size_t len, size_t *ret_len);
/* Whether bytes wait that the socket no longer shows as readable: ask before waiting for the socket, and read
 * on if so. */
bool tls_has_pending(const struct tls *tls);
/* A partial write moves what it can; after TLS_WANT_* the next call may pass a longer run that begins with
 * the same bytes. */
enum tls_result tls_write(struct tls *tls, const void *data, size_t len, size_t *ret_len);
/* Sends close_notify without waiting for the peer's. */
enum tls_result tls_shutdown(struct tls *tls);

#endif
