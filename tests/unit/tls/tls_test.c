/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <openssl/ssl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/cleanup.h"
#include "self_signed.h"
#include "tls/tls.h"

/* Both ends of one connection in one thread. */
struct pair {
    struct self_signed files;
    struct tls_context *context;
    struct tls *server;
    SSL_CTX *client_context;
    SSL *client;
    int fds[2]; /* server, client */
    int tickets;
};

static int count_tickets(SSL *ssl, SSL_SESSION *session)
{
    (void)session;
    struct pair *pair = SSL_get_app_data(ssl);
    pair->tickets++;
    return 0;
}

static int set_up(void **state)
{
    struct pair *pair = calloc(1, sizeof *pair);
    struct error err;
    self_signed_make(&pair->files, 30 * 86400, NULL);
    assert_true(tls_context_new(pair->files.certificate, pair->files.key, &pair->context, &err));
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair->fds), 0);
    pair->server = tls_new(pair->context, pair->fds[0]);
    pair->client_context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(pair->client_context, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(pair->client_context, count_tickets);
    pair->client = SSL_new(pair->client_context);
    SSL_set_app_data(pair->client, pair);
    SSL_set_fd(pair->client, pair->fds[1]);
    SSL_set_connect_state(pair->client);
    *state = pair;
    return 0;
}

static int tear_down(void **state)
{
    struct pair *pair = *state;
    SSL_free(pair->client);
    SSL_CTX_free(pair->client_context);
    tls_free(pair->server);
    tls_context_free(pair->context);
    close(pair->fds[0]);
    if (pair->fds[1] >= 0) {
        close(pair->fds[1]);
    }
    self_signed_remove(&pair->files);
    free(pair);
    return 0;
}

/* Lets both ends talk until the server's handshake is over, or neither moves. */
static enum tls_result shake(struct pair *pair)
{
    enum tls_result result = TLS_WANT_READ;
    for (int i = 0; i < 10 && (result == TLS_WANT_READ || !SSL_is_init_finished(pair->client)); i++) {
        SSL_do_handshake(pair->client);
        result = tls_handshake(pair->server);
    }
    return result;
}

static void carries_bytes_both_ways(void **state)
{
    struct pair *pair = *state;
    char got[16] = {0};
    size_t len = 0;
    assert_int_equal(shake(pair), TLS_DONE);
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_WANT_READ);
    assert_int_equal(SSL_write(pair->client, "ping", 4), 4);
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_DONE);
    assert_memory_equal(got, "ping", 4);
    assert_int_equal(len, 4);
    assert_int_equal(tls_write(pair->server, "pong!", 5, &len), TLS_DONE);
    assert_int_equal(len, 5);
    assert_int_equal(SSL_read(pair->client, got, sizeof got), 5);
    assert_memory_equal(got, "pong!", 5);
}

/* Reading ahead takes several records off the socket at once: what is left must be seen without it. */
static void tells_of_records_read_ahead(void **state)
{
    struct pair *pair = *state;
    char got[2];
    size_t len = 0;
    assert_int_equal(shake(pair), TLS_DONE);
    assert_false(tls_has_pending(pair->server));
    SSL_write(pair->client, "aa", 2);
    SSL_write(pair->client, "bb", 2);
    assert_int_equal(tls_read(pair->server, got, 2, &len), TLS_DONE);
    assert_int_equal(recv(pair->fds[0], got, 1, MSG_PEEK), -1);
    assert_true(tls_has_pending(pair->server));
    assert_int_equal(tls_read(pair->server, got, 2, &len), TLS_DONE);
    assert_memory_equal(got, "bb", 2);
    assert_false(tls_has_pending(pair->server));
}

static void offers_http_1_1_and_no_tickets(void **state)
{
    struct pair *pair = *state;
    static const unsigned char offer[] = "\x02h2\x08http/1.1";
    SSL_set_alpn_protos(pair->client, offer, sizeof offer - 1);
    assert_int_equal(shake(pair), TLS_DONE);
    const unsigned char *chosen;
    unsigned len;
    SSL_get0_alpn_selected(pair->client, &chosen, &len);
    assert_int_equal(len, 8);
    assert_memory_equal(chosen, "http/1.1", 8);
    assert_int_equal(SSL_version(pair->client), TLS1_3_VERSION);
    char byte;
    SSL_read(pair->client, &byte, 1); /* tickets would come before data */
    assert_int_equal(pair->tickets, 0);
}

static void gives_no_ticket_in_tls_1_2_either(void **state)
{
    struct pair *pair = *state;
    SSL_set_max_proto_version(pair->client, TLS1_2_VERSION);
    assert_int_equal(shake(pair), TLS_DONE);
    assert_int_equal(SSL_version(pair->client), TLS1_2_VERSION);
    assert_int_equal(pair->tickets, 0);
    assert_non_null(strstr(SSL_get_cipher(pair->client), "ECDHE"));
}

static void refuses_another_protocol(void **state)
{
    struct pair *pair = *state;
    static const unsigned char offer[] = "\x02h2";
    SSL_set_alpn_protos(pair->client, offer, sizeof offer - 1);
    assert_int_equal(shake(pair), TLS_FAILED);
    assert_int_equal(tls_handshake(pair->server), TLS_FAILED);
    assert_int_equal(tls_shutdown(pair->server), TLS_FAILED);
}

/* It has not been told whom to trust. */
static void a_client_may_refuse_the_certificate(void **state)
{
    struct pair *pair = *state;
    SSL_set_verify(pair->client, SSL_VERIFY_PEER, NULL);
    SSL_do_handshake(pair->client);
    assert_int_equal(tls_handshake(pair->server), TLS_WANT_READ);
    SSL_do_handshake(pair->client);
    assert_int_equal(tls_handshake(pair->server), TLS_REFUSED);
    assert_int_equal(tls_handshake(pair->server), TLS_FAILED);
}

static void refuses_old_versions_and_ciphers(void **state)
{
    struct pair *pair = *state;
    SSL_set_max_proto_version(pair->client, TLS1_2_VERSION);
    SSL_set_cipher_list(pair->client, "ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256");
    assert_int_equal(shake(pair), TLS_FAILED);
}

static void refuses_tls_1_1(void **state)
{
    struct pair *pair = *state;
    SSL_set_security_level(pair->client, 0);
    SSL_set_min_proto_version(pair->client, TLS1_VERSION);
    SSL_set_max_proto_version(pair->client, TLS1_1_VERSION);
    assert_int_equal(shake(pair), TLS_FAILED);
}

static void refuses_to_renegotiate(void **state)
{
    struct pair *pair = *state;
    char got[8];
    size_t len;
    SSL_set_max_proto_version(pair->client, TLS1_2_VERSION);
    assert_int_equal(shake(pair), TLS_DONE);
    SSL_renegotiate(pair->client);
    SSL_do_handshake(pair->client);
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_WANT_READ);
    assert_true(SSL_do_handshake(pair->client) <= 0); /* answered by a no_renegotiation alert */
}

static void resumes_a_partial_write(void **state)
{
    struct pair *pair = *state;
    static uint8_t big[1 << 20];
    memset(big, 'x', sizeof big);
    assert_int_equal(shake(pair), TLS_DONE);
    size_t sent = 0;
    size_t received = 0;
    bool was_blocked = false;
    while (received < sizeof big) {
        size_t len = 0;
        enum tls_result result =
            sent < sizeof big ? tls_write(pair->server, big + sent, sizeof big - sent, &len) : TLS_DONE;
        assert_true(result == TLS_DONE || result == TLS_WANT_WRITE);
        sent += len;
        if (result == TLS_WANT_WRITE || sent == sizeof big) {
            was_blocked = was_blocked || result == TLS_WANT_WRITE;
            uint8_t got[16384];
            int n = SSL_read(pair->client, got, sizeof got);
            assert_true(n > 0 && got[0] == 'x' && got[n - 1] == 'x');
            received += (size_t)n;
        }
    }
    assert_true(was_blocked);
    assert_int_equal(sent, sizeof big);
}

static void closes_in_order(void **state)
{
    struct pair *pair = *state;
    char got[8];
    size_t len;
    assert_int_equal(shake(pair), TLS_DONE);
    assert_int_equal(tls_shutdown(pair->server), TLS_DONE);
    assert_int_equal(SSL_read(pair->client, got, sizeof got), 0);
    assert_int_equal(SSL_get_error(pair->client, 0), SSL_ERROR_ZERO_RETURN);
    SSL_shutdown(pair->client);
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_END);
}

static void takes_a_cut_connection_for_an_end(void **state)
{
    struct pair *pair = *state;
    char got[8];
    size_t len;
    assert_int_equal(shake(pair), TLS_DONE);
    close(pair->fds[1]);
    pair->fds[1] = -1;
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_END);
}

static void outlives_its_context(void **state)
{
    struct pair *pair = *state;
    pair->context = tls_context_free(pair->context);
    carries_bytes_both_ways(state);
}

/* Errors of one connection stay in the thread's queue; the next must not take them for its own. */
static void ignores_what_another_left_in_the_error_queue(void **state)
{
    struct pair *pair = *state;
    char got[8];
    size_t len;
    assert_int_equal(shake(pair), TLS_DONE);
    EVP_PKEY_free(EVP_PKEY_Q_keygen(NULL, NULL, "no such kind"));
    assert_int_equal(tls_read(pair->server, got, sizeof got, &len), TLS_WANT_READ);
}

static void says_when_the_certificate_expires(void **state)
{
    struct pair *pair = *state;
    int32_t today = (int32_t)(time(NULL) / 86400);
    int32_t expires = tls_context_expires(pair->context);
    assert_in_range(expires, today + 29, today + 31);
}

static void names_the_file_that_is_wrong(void **state)
{
    struct pair *pair = *state;
    struct tls_context *context = NULL;
    struct error err;
    assert_false(tls_context_new("/no/such.pem", pair->files.key, &context, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "/no/such.pem"));
    assert_non_null(strstr(err.text, "No such file"));
    assert_false(tls_context_new(pair->files.certificate, pair->files.certificate, &context, &err));
    assert_non_null(strstr(err.text, "private key"));
    assert_null(context);
}

static void notices_a_key_of_another_certificate(void **state)
{
    struct pair *pair = *state;
    struct self_signed other;
    struct tls_context *context = NULL;
    struct error err;
    self_signed_make(&other, 86400, NULL);
    assert_false(tls_context_new(pair->files.certificate, other.key, &context, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, other.key));
    assert_non_null(strstr(err.text, "mismatch"));
    self_signed_remove(&other);
}

static void refuses_a_key_with_a_passphrase(void **state)
{
    (void)state;
    struct self_signed locked;
    struct tls_context *context = NULL;
    struct error err;
    self_signed_make(&locked, 86400, "secret");
    assert_false(tls_context_new(locked.certificate, locked.key, &context, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, locked.key));
    self_signed_remove(&locked);
}

#define WITH_PAIR(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        WITH_PAIR(carries_bytes_both_ways),
        WITH_PAIR(tells_of_records_read_ahead),
        WITH_PAIR(offers_http_1_1_and_no_tickets),
        WITH_PAIR(gives_no_ticket_in_tls_1_2_either),
        WITH_PAIR(refuses_another_protocol),
        WITH_PAIR(a_client_may_refuse_the_certificate),
        WITH_PAIR(refuses_old_versions_and_ciphers),
        WITH_PAIR(refuses_tls_1_1),
        WITH_PAIR(refuses_to_renegotiate),
        WITH_PAIR(resumes_a_partial_write),
        WITH_PAIR(closes_in_order),
        WITH_PAIR(takes_a_cut_connection_for_an_end),
        WITH_PAIR(outlives_its_context),
        WITH_PAIR(ignores_what_another_left_in_the_error_queue),
        WITH_PAIR(says_when_the_certificate_expires),
        WITH_PAIR(names_the_file_that_is_wrong),
        WITH_PAIR(notices_a_key_of_another_certificate),
        cmocka_unit_test(refuses_a_key_with_a_passphrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
