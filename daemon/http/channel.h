/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_HTTP_CHANNEL_H
#define PULSSID_HTTP_CHANNEL_H

/*
 * One TLS connection as bytes in and bytes out, and what the event loop watches for it. It knows nothing of
 * HTTP.
 *
 *   socket ──► channel_fill ──► in        out ──► channel_flush ──► socket
 *
 * A verb that cannot go on arranges to be woken and says CHANNEL_BLOCKED: the owner calls it again when the
 * event comes. The event stays registered between requests and is only changed when needed, since every
 * change is a system call. One thread; owned through channel_close().
 */

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "tls/tls.h"

enum channel_result {
    CHANNEL_MOVED,   /* done, or bytes have come */
    CHANNEL_BLOCKED, /* the event will tell */
    CHANNEL_ENDED,   /* the peer has closed */
    CHANNEL_REFUSED, /* of no more use: TLS's alert has come from the peer */
    CHANNEL_FAILED   /* of no more use; TLS has sent its alert if it could */
};

struct channel {
    int fd;
    bool is_plain;   /* without TLS */
    struct tls *tls; /* NULL where there is none, and once the sending side is closed */
    struct event io;
    short watched; /* EV_READ, EV_WRITE or nothing */
    bool readable; /* the socket may have more, as far as is known without asking it */
    struct buffer in;
    struct buffer out;
};

/* Takes fd; tls NULL: without TLS. The owner's callback gets ctx when the socket is ready, and must call
 * channel_wake() first. False when memory is out; fd is closed. */
bool channel_open(struct channel *channel, struct event_base *base, struct tls_context *tls, int fd,
                  event_callback_fn on_ready, void *ctx) MUST_CHECK;
void channel_close(struct channel *channel);

void channel_wake(struct channel *channel);
/* Takes the socket out of the loop until the next blocked verb: the peer's bytes wait in the kernel. */
void channel_pause(struct channel *channel);
/* Expects that the peer is silent until it is answered: the next fill waits for the event instead of asking
 * the socket. */
void channel_expect_silence(struct channel *channel);

enum channel_result channel_handshake(struct channel *channel);
/* Makes room for `room` bytes and reads up to as many of them as one record holds. */
enum channel_result channel_fill(struct channel *channel, size_t room);
/* MOVED when nothing is left to send. */
enum channel_result channel_flush(struct channel *channel);
/* Gives the memory of empty buffers back. */
void channel_release(struct channel *channel);

/* Sends close_notify and closes the sending side; what is buffered is dropped. */
void channel_finish(struct channel *channel);
/* After channel_finish(): throws away what the peer still sends, so that closing does not destroy the answer
 * on its way (a reset would). ENDED when the peer has closed too. */
enum channel_result channel_drain(struct channel *channel);

#endif
