/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_SESSIONS_H
#define PULSSID_HTTP_SESSIONS_H

/*
 * Readers who signed in with a browser. A session is its cookie: whose key, since when, and when it was last
 * seen, signed (HMAC-SHA-256) under a secret that this process drew when it started. So whichever worker gets
 * a request judges it by the request's own bytes: nothing is stored, looked up or locked, and the write pipe
 * never notices. Every answer brings the cookie anew, which moves the end of idleness; the end of the whole
 * does not move. Whether the key is still good is asked of the database with every question, as if the key
 * itself were presented.
 *
 * What it costs: a restart signs everybody out, and behind an address that several daemons share a reader
 * must stay with one of them. And signing out has to be remembered, or a copied cookie would live on: the
 * numbers of the newest SESSIONS_ENDED that ended are kept in a ring of atomic words, which is all that
 * workers share. Thread-safe.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/cleanup.h"
#include "base/error.h"
#include "base/span.h"
#include "query/report_query.h"

/* The prefix makes browsers take it from https, for this host and the path "/" alone. */
#define SESSIONS_COOKIE "__Host-pulssid"
#define SESSIONS_COOKIE_SIZE 384
#define SESSIONS_ENDED 1024

struct session {
    struct report_query_key key;
    uint64_t number; /* drawn at random */
    int64_t started_ms;
};

struct sessions_opts {
    unsigned idle_s; /* without a request */
    unsigned max_s;  /* in all */
};

struct sessions;

/* INTERNAL when there is no randomness, OUT_OF_MEMORY. */
bool sessions_new(const struct sessions_opts *opts, struct sessions **ret_sessions,
                  struct error *err) MUST_CHECK;
struct sessions *sessions_free(struct sessions *sessions);
DEFINE_CLEANUP(sessions_free, struct sessions)

/* Begins one. now_ms: of the clock that never jumps. INTERNAL when there is no randomness. */
bool sessions_begin(const struct report_query_key *key, int64_t now_ms, struct session *ret_session,
                    struct error *err) MUST_CHECK;

/* The session in a request's Cookie field. False: there is none, it is not ours, it is over, or it was ended.
 */
bool sessions_open(const struct sessions *sessions, struct span cookies, int64_t now_ms,
                   struct session *ret_session);

/* Seconds that it has left, whatever its reader does. */
unsigned sessions_left_s(const struct sessions *sessions, const struct session *session, int64_t now_ms);
unsigned sessions_idle_s(const struct sessions *sessions);

/* From now on no cookie of it is one. */
void sessions_end(struct sessions *sessions, const struct session *session);

/* The value of Set-Cookie that keeps a session, seen now. False when libcrypto cannot (no memory). */
bool sessions_write(const struct sessions *sessions, const struct session *session, int64_t now_ms,
                    char ret_cookie[SESSIONS_COOKIE_SIZE]) MUST_CHECK;
/* The one that makes a browser forget it. */
#define SESSIONS_FORGET SESSIONS_COOKIE "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"

#endif
