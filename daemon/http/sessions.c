/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions as signed cookies, and the ring of those that were ended. */
#include "http/sessions.h"

#include <endian.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/hex.h"
#include "http/fold.h"

struct sessions {
    int64_t idle_ms;
    int64_t max_ms;
    uint8_t secret[SHA256_SIZE];
    atomic_size_t n_ended;
    _Atomic uint64_t ended[SESSIONS_ENDED]; /* 0: nothing yet */
};

/* What a cookie says, in network order; the signature of these bytes follows them. */
struct token {
    uint64_t number;
    uint64_t started_ms;
    uint64_t seen_ms;
    uint32_t key_id;
    uint8_t key_sha256[SHA256_SIZE];
} __attribute__((packed));

#define TOKEN_SIZE (sizeof(struct token) + SHA256_SIZE)

bool sessions_new(const struct sessions_opts *opts, struct sessions **ret_sessions, struct error *err)
{
    CLEANUP(sessions_free) struct sessions *sessions = calloc(1, sizeof *sessions);
    if (sessions == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for sessions");
    }
    sessions->idle_ms = (int64_t)opts->idle_s * 1000;
    sessions->max_ms = (int64_t)opts->max_s * 1000;
    if (!random_bytes(sessions->secret, sizeof sessions->secret)) {
        return error_set(err, ERROR_INTERNAL, "the kernel gives no random bytes");
    }
    *ret_sessions = sessions;
    sessions = NULL;
    return true;
}

struct sessions *sessions_free(struct sessions *sessions)
{
    free(sessions);
    return NULL;
}

bool sessions_begin(const struct report_query_key *key, int64_t now_ms, struct session *ret_session,
                    struct error *err)
{
    struct session session = {.key = *key, .started_ms = now_ms};
    while (session.number == 0) {
        if (!random_bytes(&session.number, sizeof session.number)) {
            return error_set(err, ERROR_INTERNAL, "the kernel gives no random bytes");
        }
    }
    *ret_session = session;
    return true;
}

static bool sign(const struct sessions *sessions, const struct token *token, uint8_t ret_mac[SHA256_SIZE])
{
    return sha256_hmac(span_of(sessions->secret, sizeof sessions->secret), span_of(token, sizeof *token),
                       ret_mac);
}

/* The value of our cookie; the first, though browsers send one. */
static struct span find_cookie(struct span cookies)
{
    struct span value;
    while (fold_next(&cookies, ';', &value)) {
        struct span name = {0};
        fold_next(&value, '=', &name);
        if (span_is(name, SESSIONS_COOKIE)) {
            return value;
        }
    }
    return (struct span){0};
}

/* A token that we signed. */
static bool read_token(const struct sessions *sessions, struct span cookies, struct token *ret_token)
{
    uint8_t bytes[TOKEN_SIZE];
    uint8_t mac[SHA256_SIZE];
    if (!hex_read(find_cookie(cookies), bytes, sizeof bytes)) {
        return false;
    }
    memcpy(ret_token, bytes, sizeof *ret_token);
    return sign(sessions, ret_token, mac) && sha256_equal(mac, bytes + sizeof *ret_token);
}

static bool was_ended(const struct sessions *sessions, uint64_t number)
{
    for (size_t i = 0; i < SESSIONS_ENDED; i++) {
        if (atomic_load_explicit(&sessions->ended[i], memory_order_relaxed) == number) {
            return true;
        }
    }
    return false;
}

bool sessions_open(const struct sessions *sessions, struct span cookies, int64_t now_ms,
                   struct session *ret_session)
{
    struct token token;
    if (!read_token(sessions, cookies, &token)) {
        return false;
    }
    struct session session = {.key.id = (int32_t)be32toh(token.key_id),
                              .number = be64toh(token.number),
                              .started_ms = (int64_t)be64toh(token.started_ms)};
    memcpy(session.key.sha256, token.key_sha256, SHA256_SIZE);
    if (now_ms - (int64_t)be64toh(token.seen_ms) >= sessions->idle_ms ||
        now_ms - session.started_ms >= sessions->max_ms || was_ended(sessions, session.number)) {
        return false;
    }
    *ret_session = session;
    return true;
}

unsigned sessions_left_s(const struct sessions *sessions, const struct session *session, int64_t now_ms)
{
    int64_t left_ms = session->started_ms + sessions->max_ms - now_ms;
    return left_ms > 0 ? (unsigned)(left_ms / 1000) : 0;
}

unsigned sessions_idle_s(const struct sessions *sessions)
{
    return (unsigned)(sessions->idle_ms / 1000);
}

void sessions_end(struct sessions *sessions, const struct session *session)
{
    size_t i = atomic_fetch_add_explicit(&sessions->n_ended, 1, memory_order_relaxed) % SESSIONS_ENDED;
    atomic_store_explicit(&sessions->ended[i], session->number, memory_order_relaxed);
}

bool sessions_write(const struct sessions *sessions, const struct session *session, int64_t now_ms,
                    char ret_cookie[SESSIONS_COOKIE_SIZE])
{
    struct token token = {.number = htobe64(session->number),
                          .started_ms = htobe64((uint64_t)session->started_ms),
                          .seen_ms = htobe64((uint64_t)now_ms),
                          .key_id = htobe32((uint32_t)session->key.id)};
    uint8_t mac[SHA256_SIZE];
    memcpy(token.key_sha256, session->key.sha256, SHA256_SIZE);
    if (!sign(sessions, &token, mac)) {
        return false;
    }
    unsigned left_s = sessions_left_s(sessions, session, now_ms);
    unsigned age_s = left_s < sessions_idle_s(sessions) ? left_s : sessions_idle_s(sessions);
    char *end = stpcpy(ret_cookie, SESSIONS_COOKIE "=");
    end = hex_write((const uint8_t *)&token, sizeof token, end);
    end = hex_write(mac, sizeof mac, end);
    snprintf(end, SESSIONS_COOKIE_SIZE - (size_t)(end - ret_cookie),
             "; Path=/; Max-Age=%u; Secure; HttpOnly; SameSite=Strict", age_s);
    return true;
}
