/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TLS bytes in and out on an event loop, both ends of the connection in one thread. */
#include "http/channel.h"

#include <openssl/ssl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "../tls/self_signed.h"
#include "../unit.h"
#include "fixture_loop.h"

struct scene {
    struct self_signed files;
    struct tls_context *context;
    struct event_base *base;
    struct channel channel;
    unsigned ready; /* calls of the owner's callback */
    int peer;
    SSL_CTX *client_context;
    SSL *client;
};

/* Reads nothing yet, so it is called again at the next turn of the loop. */
static void on_ready(evutil_socket_t fd, short what, void *ctx)
{
    struct scene *s = ctx;
    assert_int_equal(fd, s->channel.fd);
    assert_int_equal(what, s->channel.watched);
    s->ready++;
    channel_wake(&s->channel);
    event_base_loopbreak(s->base);
}

static void make_client(struct scene *s)
{
    s->client_context = SSL_CTX_new(TLS_client_method());
    s->client = SSL_new(s->client_context);
    SSL_set_fd(s->client, s->peer);
    SSL_set_connect_state(s->client);
}

/* A channel whose handshake is over, with whatever the client had to say to it read. */
static void shake(struct scene *s)
{
    enum channel_result result = CHANNEL_BLOCKED;
    for (int i = 0; i < 10 && result == CHANNEL_BLOCKED; i++) {
        SSL_do_handshake(s->client);
        channel_wake(&s->channel);
        result = channel_handshake(&s->channel);
    }
    assert_int_equal(result, CHANNEL_MOVED);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
}

static int set_up_unshaken(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct error err;
    int fds[2];
    self_signed_make(&s->files, 86400, NULL);
    assert_true(tls_context_new(s->files.certificate, s->files.key, &s->context, &err));
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    s->peer = fds[1];
    s->base = event_base_new();
    assert_true(channel_open(&s->channel, s->base, s->context, fds[0], on_ready, s));
    make_client(s);
    *state = s;
    return 0;
}

static int set_up(void **state)
{
    set_up_unshaken(state);
    shake(*state);
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    channel_close(&s->channel);
    SSL_free(s->client);
    SSL_CTX_free(s->client_context);
    if (s->peer >= 0) {
        close(s->peer);
    }
    event_base_free(s->base);
    tls_context_free(s->context);
    self_signed_remove(&s->files);
    free(s);
    return 0;
}

static void say(struct scene *s, const char *text)
{
    assert_int_equal(SSL_write(s->client, text, (int)strlen(text)), strlen(text));
}

/* What has come and is not consumed is this; consumes it. */
static void expect_in(struct scene *s, const char *text)
{
    struct span in = buffer_span(&s->channel.in);
    assert_int_equal(in.len, strlen(text));
    assert_memory_equal(in.data, text, in.len);
    buffer_consume(&s->channel.in, in.len);
}

static void a_blocked_fill_is_told_by_the_event(void **state)
{
    struct scene *s = *state;
    say(s, "ping");
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED); /* nobody has woken it */
    fixture_loop_until(s->base, &s->ready, 1);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "ping");
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
    say(s, "pong");
    fixture_loop_until(s->base, &s->ready, 2);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "pong");
}

/* What TLS holds back, no event tells of: neither the rest of a record nor the next one read ahead. */
static void fill_goes_on_with_what_is_read_ahead(void **state)
{
    struct scene *s = *state;
    say(s, "abcdefgh");
    say(s, "next");
    channel_wake(&s->channel);
    assert_int_equal(channel_fill(&s->channel, 3), CHANNEL_MOVED);
    expect_in(s, "abc");
    channel_expect_silence(&s->channel);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "defgh");
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "next");
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
}

/* A system call saved: the peer is not asked, though it has spoken. */
static void expected_silence_is_not_asked_for(void **state)
{
    struct scene *s = *state;
    channel_wake(&s->channel);
    channel_expect_silence(&s->channel);
    say(s, "early");
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
    fixture_loop_until(s->base, &s->ready, 1);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "early");
}

/* While its owner is busy with a request, the next one waits in the kernel and turns no loop. */
static void a_paused_channel_hears_nothing(void **state)
{
    struct scene *s = *state;
    channel_pause(&s->channel);
    say(s, "more");
    fixture_loop_for(s->base, 30);
    assert_int_equal(s->ready, 0);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
    fixture_loop_until(s->base, &s->ready, 1);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    expect_in(s, "more");
}

/* Reads what is there, and checks that the bytes go on where they stopped. */
static size_t take(struct scene *s, size_t already)
{
    uint8_t got[16384];
    size_t total = already;
    for (int n; (n = SSL_read(s->client, got, sizeof got)) > 0;) {
        for (int i = 0; i < n; i++) {
            assert_int_equal(got[i], (uint8_t)(total++ % 251));
        }
    }
    return total;
}

static void a_large_answer_waits_for_room(void **state)
{
    struct scene *s = *state;
    enum { SIZE = 3 << 20 };
    assert_true(buffer_reserve(&s->channel.out, SIZE));
    for (size_t i = 0; i < SIZE; i++) {
        buffer_tail(&s->channel.out)[i] = (uint8_t)(i % 251);
    }
    buffer_advance(&s->channel.out, SIZE);
    assert_int_equal(channel_flush(&s->channel), CHANNEL_BLOCKED);
    assert_in_range(s->channel.out.len, 1, SIZE - 1); /* some is gone */
    fixture_loop_for(s->base, 20);
    assert_int_equal(s->ready, 0);
    size_t taken = take(s, 0);
    for (unsigned rounds = 1; taken < SIZE && rounds < 10000; rounds++) {
        fixture_loop_until(s->base, &s->ready, rounds);
        enum channel_result result = channel_flush(&s->channel);
        assert_int_equal(result, s->channel.out.len > 0 ? CHANNEL_BLOCKED : CHANNEL_MOVED);
        taken = take(s, taken);
    }
    assert_int_equal(taken, SIZE);
    assert_int_equal(channel_flush(&s->channel), CHANNEL_MOVED);
    unsigned told = s->ready;
    channel_wake(&s->channel);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_BLOCKED);
    fixture_loop_for(s->base, 20);
    assert_int_equal(s->ready, told); /* that there is room is no news any more */
    say(s, "thanks");
    fixture_loop_until(s->base, &s->ready, told + 1);
}

/* Out of memory while the answer was written: half of it must not go out. */
static void half_an_answer_is_not_sent(void **state)
{
    struct scene *s = *state;
    buffer_append_text(&s->channel.out, "half");
    s->channel.out.failed = true;
    assert_int_equal(channel_flush(&s->channel), CHANNEL_FAILED);
    assert_int_equal(take(s, 0), 0);
}

static void release_keeps_what_waits(void **state)
{
    struct scene *s = *state;
    say(s, "request");
    channel_wake(&s->channel);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_MOVED);
    buffer_append_text(&s->channel.out, "answer");
    channel_release(&s->channel);
    expect_in(s, "request");
    assert_int_equal(s->channel.out.len, 6);
    assert_non_null(s->channel.in.data);
    buffer_consume(&s->channel.out, 6);
    channel_release(&s->channel);
    assert_null(s->channel.in.data);
    assert_null(s->channel.out.data);
}

static void an_end_is_no_failure(void **state)
{
    struct scene *s = *state;
    SSL_shutdown(s->client);
    channel_wake(&s->channel);
    assert_int_equal(channel_fill(&s->channel, 64), CHANNEL_ENDED);
    assert_int_equal(s->channel.in.len, 0);
}

static void what_is_not_tls_fails(void **state)
{
    struct scene *s = *state;
    static const char plain[] = "GET / HTTP/1.1\r\n\r\n";
    assert_int_equal(channel_handshake(&s->channel), CHANNEL_BLOCKED);
    assert_int_equal(send(s->peer, plain, sizeof plain - 1, 0), sizeof plain - 1);
    assert_int_equal(channel_handshake(&s->channel), CHANNEL_FAILED);
}

/* It has not been told whom to trust. */
static void a_peer_may_refuse(void **state)
{
    struct scene *s = *state;
    SSL_set_verify(s->client, SSL_VERIFY_PEER, NULL);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(channel_handshake(&s->channel), CHANNEL_BLOCKED);
        SSL_do_handshake(s->client);
    }
    assert_int_equal(channel_handshake(&s->channel), CHANNEL_REFUSED);
}

/* The peer may send on for a while: thrown away, a share at a time, or the kernel would answer with a reset.
 */
static void finishing_says_so_and_hears_the_peer_out(void **state)
{
    struct scene *s = *state;
    static const uint8_t waste[100000];
    char got[8];
    buffer_append_text(&s->channel.out, "never sent");
    channel_pause(&s->channel);
    channel_finish(&s->channel);
    assert_null(s->channel.tls);
    assert_int_equal(s->channel.out.len, 0);
    assert_int_equal(SSL_read(s->client, got, sizeof got), 0);
    assert_int_equal(SSL_get_shutdown(s->client) & SSL_RECEIVED_SHUTDOWN, SSL_RECEIVED_SHUTDOWN);
    assert_int_equal(recv(s->peer, got, sizeof got, 0), 0); /* closed, not only said to be */
    assert_int_equal(send(s->peer, waste, sizeof waste, 0), sizeof waste);
    fixture_loop_until(s->base, &s->ready, 1);
    int left = 0;
    assert_int_equal(channel_drain(&s->channel), CHANNEL_BLOCKED);
    assert_int_equal(ioctl(s->channel.fd, FIONREAD, &left), 0);
    assert_in_range(left, 1, sizeof waste - 1); /* the others' turn */
    fixture_loop_until(s->base, &s->ready, 2);
    assert_int_equal(channel_drain(&s->channel), CHANNEL_BLOCKED);
    close(s->peer);
    s->peer = -1;
    fixture_loop_until(s->base, &s->ready, 3);
    assert_int_equal(channel_drain(&s->channel), CHANNEL_ENDED);
}

/* The same verbs without TLS, which has nothing to shake and nothing to take leave of. */
static void bytes_go_without_tls(void **state)
{
    (void)state;
    struct scene s = {.base = event_base_new()};
    int fds[2];
    char got[8] = "";
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
    assert_true(channel_open(&s.channel, s.base, NULL, fds[0], on_ready, &s));
    assert_int_equal(channel_handshake(&s.channel), CHANNEL_MOVED);
    assert_int_equal(channel_fill(&s.channel, 64), CHANNEL_BLOCKED);
    assert_int_equal(send(fds[1], "ping", 4, 0), 4);
    fixture_loop_until(s.base, &s.ready, 1);
    assert_int_equal(channel_fill(&s.channel, 64), CHANNEL_MOVED);
    expect_in(&s, "ping");
    assert_int_equal(channel_fill(&s.channel, 64), CHANNEL_BLOCKED);
    buffer_append_text(&s.channel.out, "pong");
    assert_int_equal(channel_flush(&s.channel), CHANNEL_MOVED);
    channel_finish(&s.channel);
    assert_int_equal(recv(fds[1], got, sizeof got, 0), 4);
    assert_string_equal(got, "pong");
    assert_int_equal(recv(fds[1], got, sizeof got, 0), 0);
    close(fds[1]);
    assert_int_equal(channel_drain(&s.channel), CHANNEL_ENDED);
    channel_close(&s.channel);
    event_base_free(s.base);
}

#define SHAKEN(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        SHAKEN(a_blocked_fill_is_told_by_the_event),
        SHAKEN(fill_goes_on_with_what_is_read_ahead),
        SHAKEN(expected_silence_is_not_asked_for),
        SHAKEN(a_paused_channel_hears_nothing),
        SHAKEN(a_large_answer_waits_for_room),
        SHAKEN(half_an_answer_is_not_sent),
        SHAKEN(release_keeps_what_waits),
        SHAKEN(an_end_is_no_failure),
        cmocka_unit_test_setup_teardown(what_is_not_tls_fails, set_up_unshaken, tear_down),
        cmocka_unit_test_setup_teardown(a_peer_may_refuse, set_up_unshaken, tear_down),
        cmocka_unit_test(bytes_go_without_tls),
        SHAKEN(finishing_says_so_and_hears_the_peer_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
