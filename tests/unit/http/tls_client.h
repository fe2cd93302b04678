/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_TLS_CLIENT_H
#define PULSSID_TESTS_TLS_CLIENT_H

/* A blocking HTTPS client on a connected socket. */

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct client {
    int fd;
    SSL *ssl;
    char *text; /* what came and is not taken yet */
    size_t len;
    size_t first_read; /* bytes that came at once with the newest answer's first record */
};

struct response {
    int status; /* 0: the connection ended first */
    char head[2048];
    char *body;
    size_t body_len;
};

/* Takes fd. False: the handshake failed, or a read took longer than the socket allows. */
static inline bool client_start(struct client *client, SSL_CTX *context, int fd)
{
    *client = (struct client){.fd = fd, .ssl = SSL_new(context)};
    SSL_set_fd(client->ssl, fd);
    return SSL_connect(client->ssl) == 1;
}

static inline void client_close(struct client *client)
{
    SSL_free(client->ssl);
    close(client->fd);
    free(client->text);
}

/* False: the server has closed. */
static inline bool client_send(struct client *client, const void *data, size_t len)
{
    return SSL_write(client->ssl, data, (int)len) == (int)len;
}

static inline bool client_say(struct client *client, const char *text)
{
    return client_send(client, text, strlen(text));
}

/* One more record; false at the end. */
static inline bool client_more(struct client *client)
{
    client->text = realloc(client->text, client->len + 16385);
    int n = SSL_read(client->ssl, client->text + client->len, 16384);
    if (n <= 0) {
        return false;
    }
    client->first_read = client->len == 0 ? (size_t)n : client->first_read;
    client->len += (size_t)n;
    client->text[client->len] = '\0';
    return true;
}

static inline void client_take(struct client *client, size_t len)
{
    memmove(client->text, client->text + len, client->len - len + 1);
    client->len -= len;
}

/* Reads one answer; has_body false: to a HEAD request. The body is the caller's to free. */
static inline struct response client_read(struct client *client, bool has_body)
{
    struct response response = {0};
    char *end = NULL;
    while (client->len == 0 || (end = strstr(client->text, "\r\n\r\n")) == NULL) {
        if (!client_more(client)) {
            return response;
        }
    }
    size_t head_len = (size_t)(end - client->text) + 4;
    snprintf(response.head, sizeof response.head, "%.*s", (int)head_len, client->text);
    const char *length = strstr(response.head, "Content-Length: ");
    response.body_len = has_body && length != NULL ? strtoul(length + 16, NULL, 10) : 0;
    while (client->len < head_len + response.body_len) {
        if (!client_more(client)) {
            return response;
        }
    }
    response.body = malloc(response.body_len + 1);
    memcpy(response.body, client->text + head_len, response.body_len);
    response.body[response.body_len] = '\0';
    client_take(client, head_len + response.body_len);
    response.status = atoi(response.head + 9);
    return response;
}

/* Whether the server has said good-bye with close_notify and nothing before it. */
static inline bool client_is_dismissed(struct client *client)
{
    char byte;
    int n = SSL_read(client->ssl, &byte, 1);
    return client->len == 0 && n == 0 && (SSL_get_shutdown(client->ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

/* Whether the certificate that the server has shown is the one in this file. */
static inline bool client_was_shown(const struct client *client, const char *path)
{
    FILE *file = fopen(path, "r");
    X509 *expected = PEM_read_X509(file, NULL, NULL, NULL);
    X509 *shown = SSL_get1_peer_certificate(client->ssl);
    fclose(file);
    bool same = X509_cmp(expected, shown) == 0;
    X509_free(expected);
    X509_free(shown);
    return same;
}

#endif
