/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS connection that sends prepared requests and reads the answers' status and length. */
#include "client.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const size_t read_bytes = 16384;

static void watch(struct client *client, int verb)
{
    struct epoll_event event = {.events = EPOLLIN | (client->wants_write ? EPOLLOUT : 0), .data.ptr = client};
    epoll_ctl(client->epoll, verb, client->fd, &event);
}

static void want_write(struct client *client, bool wanted)
{
    if (client->wants_write != wanted) {
        client->wants_write = wanted;
        watch(client, EPOLL_CTL_MOD);
    }
}

/* So that one address does not run out of ports. */
static bool bind_source(int fd, unsigned source)
{
    const int on = 1;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + source)};
    return setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) == 0 &&
           bind(fd, (struct sockaddr *)&from, sizeof from) == 0;
}

bool client_open(struct client *client, const struct plan *plan, SSL_CTX *context, int epoll, unsigned source)
{
    const int on = 1;
    *client = (struct client){.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), .epoll = epoll};
    if (client->fd < 0 || (plan->sources > 1 && !bind_source(client->fd, source))) {
        return false;
    }
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(client->fd, (const struct sockaddr *)&plan->address, sizeof plan->address) != 0 &&
        errno != EINPROGRESS) {
        return false;
    }
    client->tls = SSL_new(context);
    if (client->tls == NULL) {
        return false;
    }
    SSL_set_fd(client->tls, client->fd);
    SSL_set_connect_state(client->tls);
    client->wants_write = true;
    watch(client, EPOLL_CTL_ADD);
    return true;
}

void client_close(struct client *client)
{
    if (client->fd >= 0) {
        if (client->established) {
            SSL_shutdown(client->tls);
        }
        SSL_free(client->tls);
        close(client->fd);
        buffer_free(&client->out);
        buffer_free(&client->in);
        client->fd = -1;
    }
}

/* What SSL says when it did not do what was asked. */
static enum client_step blocked(struct client *client, int result)
{
    switch (SSL_get_error(client->tls, result)) {
    case SSL_ERROR_WANT_READ:
        want_write(client, false);
        return CLIENT_WAITING;
    case SSL_ERROR_WANT_WRITE:
        want_write(client, true);
        return CLIENT_WAITING;
    case SSL_ERROR_ZERO_RETURN:
        return client->n_in_flight == 0 ? CLIENT_CLOSED : CLIENT_LOST;
    default:
        return CLIENT_LOST;
    }
}

static enum client_step flush(struct client *client)
{
    while (client->out.len > 0) {
        struct span out = buffer_span(&client->out);
        size_t len = 0;
        int result = SSL_write_ex(client->tls, out.data, out.len, &len);
        if (result != 1) {
            return blocked(client, result);
        }
        buffer_consume(&client->out, len);
    }
    want_write(client, false);
    return CLIENT_READY;
}

enum client_step client_send(struct client *client, int64_t due_ns)
{
    client->times[(client->first + client->n_in_flight++) % PLAN_IN_FLIGHT_MAX] = due_ns;
    return flush(client);
}

/* The head of an answer, up to and with its empty line; 0 while it is not whole. */
static size_t head_length(struct span in)
{
    const uint8_t *end = memmem(in.data, in.len, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - in.data) + 4;
}

static size_t content_length(struct span head)
{
    static const char name[] = "\ncontent-length:";
    const size_t n = sizeof name - 1;
    for (size_t at = 0; at + n < head.len; at++) {
        if (head.data[at] == '\n' && strncasecmp((const char *)head.data + at, name, n) == 0) {
            size_t length = 0;
            for (at += n; at < head.len && head.data[at] != '\r'; at++) {
                length = head.data[at] == ' ' ? length : 10 * length + (size_t)(head.data[at] - '0');
            }
            return length;
        }
    }
    return 0;
}

/* Takes what is there of the content. True when there is no more of it. */
static bool skip_content(struct client *client)
{
    size_t len = client->skip < client->in.len ? client->skip : client->in.len;
    buffer_consume(&client->in, len);
    client->skip -= len;
    return client->skip == 0;
}

/* Takes an answer whose head and content have come. */
static bool take_answer(struct client *client)
{
    if (client->status == 0) {
        struct span in = buffer_span(&client->in);
        size_t len = head_length(in);
        if (len < sizeof "HTTP/1.1 200 \r\n\r\n" - 1) {
            return false;
        }
        const uint8_t *digits = in.data + strlen("HTTP/1.1 ");
        client->status = (unsigned)(100 * (digits[0] - '0') + 10 * (digits[1] - '0') + (digits[2] - '0'));
        client->skip = content_length(span_of(in.data, len));
        buffer_consume(&client->in, len);
    }
    return skip_content(client);
}

static enum client_step receive(struct client *client)
{
    for (;;) {
        if (client->n_in_flight > 0 && take_answer(client)) {
            client->due_ns = client->times[client->first];
            client->first = (client->first + 1) % PLAN_IN_FLIGHT_MAX;
            client->n_in_flight--;
            return CLIENT_ANSWERED;
        }
        size_t len = 0;
        if (!buffer_reserve(&client->in, read_bytes)) {
            return CLIENT_LOST;
        }
        int result = SSL_read_ex(client->tls, buffer_tail(&client->in), read_bytes, &len);
        if (result != 1) {
            return blocked(client, result);
        }
        buffer_advance(&client->in, len);
    }
}

enum client_step client_step(struct client *client)
{
    if (!client->established) {
        int result = SSL_do_handshake(client->tls);
        if (result != 1) {
            return blocked(client, result);
        }
        client->established = true;
        return CLIENT_READY;
    }
    client->status = client->skip > 0 ? client->status : 0;
    enum client_step step = flush(client);
    return step == CLIENT_READY ? receive(client) : step;
}
