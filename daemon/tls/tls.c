/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS on non-blocking sockets, straight on OpenSSL 3. */
#include "tls/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct tls_context {
    SSL_CTX *ssl;
    int32_t expires;
};

struct tls {
    SSL *ssl;
    bool failed; /* OpenSSL forbids any further call, SSL_shutdown() included */
};

/* OpenSSL's first word on what went wrong; later ones only tell where it was noticed. */
static const char *reason(void)
{
    unsigned long code = ERR_peek_error();
    const char *text =
        ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);
    return text != NULL ? text : "unknown reason";
}

/* A key that asks for a passphrase is refused; the default would ask the terminal. */
static int no_passphrase(char *ret_text, int size, int is_writing, void *ctx)
{
    (void)ret_text, (void)size, (void)is_writing, (void)ctx;
    return -1;
}

/* A client that speaks only something else gets a no_application_protocol alert (RFC 7301, 3.2). */
static int choose_protocol(SSL *ssl, const unsigned char **ret, unsigned char *ret_len,
                           const unsigned char *offered, unsigned offered_len, void *ctx)
{
    static const unsigned char ours[] = "\x08http/1.1";
    (void)ssl, (void)ctx;
    unsigned char *chosen = NULL;
    int result =
        SSL_select_next_proto(&chosen, ret_len, ours, (unsigned)sizeof ours - 1, offered, offered_len);
    *ret = chosen;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool restrict_protocol(SSL_CTX *ssl)
{
    SSL_CTX_set_options(ssl, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_session_cache_mode(ssl, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_alpn_select_cb(ssl, choose_protocol, NULL);
    static const unsigned char name[] = "pulssid";
    return SSL_CTX_set_min_proto_version(ssl, TLS1_2_VERSION) == 1 && SSL_CTX_set_num_tickets(ssl, 0) == 1 &&
           SSL_CTX_set_max_early_data(ssl, 0) == 1 &&
           SSL_CTX_set_cipher_list(ssl, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
           SSL_CTX_set1_groups_list(ssl, "X25519:P-256:P-384") == 1 &&
           SSL_CTX_set_session_id_context(ssl, name, (unsigned)sizeof name - 1) == 1;
}

/* Reading ahead takes a record in one system call instead of two; tls_has_pending() tells what it holds back.
 * An idle connection gives its record buffers back. */
static void spare_calls_and_memory(SSL_CTX *ssl)
{
    SSL_CTX_set_read_ahead(ssl, 1);
    SSL_CTX_set_mode(ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
}

static bool load_certificate(SSL_CTX *ssl, const char *certificate, const char *private_key,
                             struct error *err)
{
    SSL_CTX_set_default_passwd_cb(ssl, no_passphrase);
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(ssl, certificate) != 1) {
        return error_set(err, ERROR_CONFIG, "%s: no certificate chain in PEM could be read: %s", certificate,
                         reason());
    }
    if (SSL_CTX_use_PrivateKey_file(ssl, private_key, SSL_FILETYPE_PEM) != 1) {
        return error_set(err, ERROR_CONFIG, "%s: no private key in PEM could be read that belongs to %s: %s",
                         private_key, certificate, reason());
    }
    if (SSL_CTX_check_private_key(ssl) != 1) {
        return error_set(err, ERROR_CONFIG, "%s: the key does not belong to %s: %s", private_key, certificate,
                         reason());
    }
    return true;
}

static bool read_expiry(SSL_CTX *ssl, int32_t *ret_day)
{
    const X509 *certificate = SSL_CTX_get0_certificate(ssl);
    struct tm end;
    if (certificate == NULL || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) {
        return false;
    }
    *ret_day = (int32_t)(timegm(&end) / 86400);
    return true;
}

bool tls_context_new(const char *certificate, const char *private_key, struct tls_context **ret_context,
                     struct error *err)
{
    CLEANUP(tls_context_free) struct tls_context *context = calloc(1, sizeof *context);
    if (context == NULL || (context->ssl = SSL_CTX_new(TLS_server_method())) == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for a TLS context");
    }
    if (!restrict_protocol(context->ssl)) {
        return error_set(err, ERROR_CONFIG, "OpenSSL refuses the TLS settings: %s", reason());
    }
    spare_calls_and_memory(context->ssl);
    if (!load_certificate(context->ssl, certificate, private_key, err)) {
        return false;
    }
    if (!read_expiry(context->ssl, &context->expires)) {
        return error_set(err, ERROR_CONFIG, "%s: the certificate has no end of validity", certificate);
    }
    *ret_context = context;
    context = NULL;
    return true;
}

struct tls_context *tls_context_free(struct tls_context *context)
{
    if (context != NULL) {
        SSL_CTX_free(context->ssl); /* connections hold references of their own */
        free(context);
    }
    return NULL;
}

int32_t tls_context_expires(const struct tls_context *context)
{
    return context->expires;
}

struct tls *tls_new(struct tls_context *context, int fd)
{
    struct tls *tls = calloc(1, sizeof *tls);
    if (tls == NULL) {
        return NULL;
    }
    tls->ssl = SSL_new(context->ssl);
    if (tls->ssl == NULL || SSL_set_fd(tls->ssl, fd) != 1) {
        return tls_free(tls);
    }
    SSL_set_accept_state(tls->ssl);
    return tls;
}

struct tls *tls_free(struct tls *tls)
{
    if (tls != NULL) {
        SSL_free(tls->ssl);
        free(tls);
    }
    return NULL;
}

/* OpenSSL numbers the alerts that it was sent from here on, by their own numbers. */
static bool is_alert(unsigned long error)
{
    return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET;
}

/* What OpenSSL's return value means to the caller. */
static enum tls_result result_of(struct tls *tls, int returned)
{
    unsigned long error;
    switch (SSL_get_error(tls->ssl, returned)) {
    case SSL_ERROR_NONE:
        return TLS_DONE;
    case SSL_ERROR_WANT_READ:
        return TLS_WANT_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANT_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_END;
    default:
        tls->failed = true;
        error = ERR_peek_last_error();
        ERR_clear_error();
        return is_alert(error) ? TLS_REFUSED : TLS_FAILED;
    }
}

/* The error queue is the thread's: what another connection left there would be taken for ours. */
static bool is_usable(const struct tls *tls)
{
    ERR_clear_error();
    return !tls->failed;
}

enum tls_result tls_handshake(struct tls *tls)
{
    return is_usable(tls) ? result_of(tls, SSL_do_handshake(tls->ssl)) : TLS_FAILED;
}

enum tls_result tls_read(struct tls *tls, void *ret_data, size_t len, size_t *ret_len)
{
    return is_usable(tls) ? result_of(tls, SSL_read_ex(tls->ssl, ret_data, len, ret_len)) : TLS_FAILED;
}

bool tls_has_pending(const struct tls *tls)
{
    return SSL_has_pending(tls->ssl) == 1;
}

enum tls_result tls_write(struct tls *tls, const void *data, size_t len, size_t *ret_len)
{
    return is_usable(tls) ? result_of(tls, SSL_write_ex(tls->ssl, data, len, ret_len)) : TLS_FAILED;
}

enum tls_result tls_shutdown(struct tls *tls)
{
    if (!is_usable(tls) || !SSL_is_init_finished(tls->ssl)) {
        return TLS_FAILED;
    }
    int returned = SSL_shutdown(tls->ssl);
    return returned >= 0 ? TLS_DONE : result_of(tls, returned); /* 0: sent, the peer's has not come */
}
