/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TLS connection as bytes in and out, straight on libevent's events. */
#include "http/channel.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/plain.h"

static void watch(struct channel *channel, short what)
{
    if (channel->watched == what) {
        return;
    }
    struct event *io = &channel->io;
    event_del(io);
    channel->watched = what;
    if (what != 0) {
        event_assign(io, event_get_base(io), channel->fd, (short)(what | EV_PERSIST), event_get_callback(io),
                     event_get_callback_arg(io));
        event_add(io, NULL); /* a failure ends in the phase's deadline */
    }
}

static enum channel_result result_of(struct channel *channel, enum tls_result result)
{
    switch (result) {
    case TLS_DONE:
        return CHANNEL_MOVED;
    case TLS_WANT_READ:
        channel->readable = false;
        watch(channel, EV_READ);
        return CHANNEL_BLOCKED;
    case TLS_WANT_WRITE:
        watch(channel, EV_WRITE);
        return CHANNEL_BLOCKED;
    case TLS_END:
        return CHANNEL_ENDED;
    case TLS_REFUSED:
        return CHANNEL_REFUSED;
    case TLS_FAILED:
        break;
    }
    return CHANNEL_FAILED;
}

bool channel_open(struct channel *channel, struct event_base *base, struct tls_context *tls, int fd,
                  event_callback_fn on_ready, void *ctx)
{
    *channel = (struct channel){.fd = fd, .is_plain = tls == NULL};
    channel->tls = channel->is_plain ? NULL : tls_new(tls, fd);
    event_assign(&channel->io, base, fd, EV_READ | EV_PERSIST, on_ready, ctx);
    channel->watched = EV_READ;
    if ((!channel->is_plain && channel->tls == NULL) || event_add(&channel->io, NULL) != 0) {
        channel_close(channel);
        return false;
    }
    return true;
}

void channel_close(struct channel *channel)
{
    event_del(&channel->io);
    channel->tls = tls_free(channel->tls);
    close(channel->fd);
    buffer_free(&channel->in);
    buffer_free(&channel->out);
}

void channel_wake(struct channel *channel)
{
    channel->readable = true;
}

void channel_pause(struct channel *channel)
{
    watch(channel, 0);
}

void channel_expect_silence(struct channel *channel)
{
    channel->readable = false;
}

enum channel_result channel_handshake(struct channel *channel)
{
    return channel->is_plain ? CHANNEL_MOVED : result_of(channel, tls_handshake(channel->tls));
}

static bool has_pending(const struct channel *channel)
{
    return !channel->is_plain && tls_has_pending(channel->tls);
}

static enum tls_result receive(const struct channel *channel, void *data, size_t len, size_t *ret_len)
{
    return channel->is_plain ? plain_read(channel->fd, data, len, ret_len)
                             : tls_read(channel->tls, data, len, ret_len);
}

static enum tls_result transmit(const struct channel *channel, struct span data, size_t *ret_len)
{
    return channel->is_plain ? plain_write(channel->fd, data.data, data.len, ret_len)
                             : tls_write(channel->tls, data.data, data.len, ret_len);
}

enum channel_result channel_fill(struct channel *channel, size_t room)
{
    if (!channel->readable && !has_pending(channel)) {
        watch(channel, EV_READ);
        return CHANNEL_BLOCKED;
    }
    if (!buffer_reserve(&channel->in, room)) {
        return CHANNEL_FAILED;
    }
    size_t len = 0;
    enum tls_result result = receive(channel, buffer_tail(&channel->in), room, &len);
    if (result == TLS_DONE) {
        buffer_advance(&channel->in, len);
    }
    return result_of(channel, result);
}

enum channel_result channel_flush(struct channel *channel)
{
    if (channel->out.failed) {
        return CHANNEL_FAILED;
    }
    while (channel->out.len > 0) {
        struct span left = buffer_span(&channel->out);
        size_t len = 0;
        enum tls_result result = transmit(channel, left, &len);
        if (result != TLS_DONE) {
            return result_of(channel, result);
        }
        buffer_consume(&channel->out, len);
    }
    return CHANNEL_MOVED;
}

void channel_release(struct channel *channel)
{
    if (channel->in.len == 0) {
        buffer_free(&channel->in);
    }
    if (channel->out.len == 0) {
        buffer_free(&channel->out);
    }
}

void channel_finish(struct channel *channel)
{
    if (channel->tls != NULL) {
        tls_shutdown(channel->tls);
    }
    channel->tls = tls_free(channel->tls);
    buffer_free(&channel->in);
    buffer_free(&channel->out);
    shutdown(channel->fd, SHUT_WR);
    watch(channel, EV_READ);
}

enum channel_result channel_drain(struct channel *channel)
{
    uint8_t waste[4096];
    const int most_reads = 16; /* then the others' turn */
    for (int i = 0; i < most_reads; i++) {
        ssize_t got = recv(channel->fd, waste, sizeof waste, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            return CHANNEL_ENDED;
        }
        if (got < 0) {
            break;
        }
    }
    return CHANNEL_BLOCKED;
}
