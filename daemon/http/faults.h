/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_FAULTS_H
#define PULSSID_HTTP_FAULTS_H

/*
 * What clients do wrong, as the log tells of it: by kind, over all clients, teams and surveys together, never
 * who it was or what was sent.
 *
 *   client_fault kind=malformed_http suppressed=120
 *
 * A kind has one line in FAULTS_PAUSE_MS, whatever comes. `suppressed` is how many there were since its last
 * line, in steps of ten, as /metrics tells what clients move; the rest goes to the next line. A fault by
 * which nobody can have answered, since no request was understood yet, has its line when it happens. Of the
 * others one would say that somebody was about to answer just then, so ten must have gathered: the log tells
 * no more of them than a reader of /metrics sees. For all threads together: share one by pointer; it lives as
 * long as they.
 */

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/log.h"
#include "base/log_limit.h"

#define FAULTS_PAUSE_MS 10000

/* X(NAME, the word in the log, whether one is told by itself) */
#define FAULTS(X)                                                                                            \
    X(HANDSHAKE_REFUSED, handshake_refused, true)    /* by the client, mostly for the certificate */         \
    X(HANDSHAKE_FAILED, handshake_failed, true)      /* what came was no TLS, or none that is taken */       \
    X(CONNECTIONS_FULL, connections_full, true)      /* as many as may be: the next have to wait */          \
    X(MALFORMED_HTTP, malformed_http, true)          /* no request, or more of HTTP than is spoken */        \
    X(TOO_SLOW, too_slow, false)                     /* handshake, head, content, or reading the answer */   \
    X(KEY_REFUSED, key_refused, false)               /* no key, an unknown one, or not for this */           \
    X(TOO_LARGE, too_large, false)                   /* the content, or an item in it */                     \
    X(REQUEST_REFUSED, request_refused, false)       /* otherwise, with a status of 400 to 499 */            \
    X(SUBMISSION_REFUSED, submission_refused, false) /* each one with the verdict "rejected", too */

enum fault {
    FAULT_NONE,
#define X(name, word, alone) FAULT_##name,
    FAULTS(X)
#undef X
        FAULT_COUNT
};

struct faults {
    const struct log *log;
    struct log_limit pauses;
    struct faults_of {
        _Atomic uint64_t untold;
        struct log_limit limit;
    } of[FAULT_COUNT];
};

void faults_init(struct faults *faults, const struct log *log);

/* So many happened now, on the monotonic clock. faults NULL: nobody wants to know. */
void faults_add(struct faults *faults, enum fault fault, uint64_t n, int64_t now_ms);

/* Whose fault a refusal is: FAULT_NONE where it is not the client's. */
enum fault faults_kind(enum error_code code);

/* Not a client's fault: accepting pauses for want of descriptors or memory (errno). Said once a second, with
 * the connections of this listener in steps of ten. faults NULL likewise. */
void faults_pause(struct faults *faults, size_t connections, int reason, int64_t now_ms);

#endif
