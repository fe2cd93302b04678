/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How connections begin and end in numbers: limits, draining, a new certificate. */
#include "../unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "http/listen_metrics.h"
#include "live_server.h"

#define KEY "Authorization: Bearer k\r\n"
#define SUBMIT "POST /v1/submissions HTTP/1.1\r\nHost: a\r\n" KEY "Content-Type: application/cbor\r\n"
#define TEAMS "GET /v1/teams HTTP/1.1\r\nHost: a\r\n" KEY "\r\n"

static int start(void **state, struct listen_opts opts)
{
    struct live_server *server = calloc(1, sizeof *server);
    live_server_start(server, opts);
    *state = server;
    return 0;
}

static int set_up(void **state)
{
    return start(state, live_server_usual_opts());
}

static int set_up_two_connections(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.max_connections = 2;
    return start(state, opts);
}

static int set_up_hasty_handshake(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.limits.handshake_ms = 300;
    return start(state, opts);
}

static int tear_down(void **state)
{
    struct live_server *server = *state;
    live_server_stop(server);
    free(server);
    return 0;
}

static int set_up_operator(void **state)
{
    static bool well = true;
    static struct ops_pipe ops;
    struct listen_opts opts = live_server_usual_opts();
    ops = fake_ops(&well);
    opts.ops = &ops;
    return start(state, opts);
}

static bool is_served(struct client *client)
{
    client_say(client, TEAMS);
    struct response response = client_read(client, true);
    free(response.body);
    return response.status == 200;
}

static void serves_many_at_once(void **state)
{
    struct live_server *server = *state;
    enum { N = 40 };
    struct client clients[N];
    for (int i = 0; i < N; i++) {
        assert_true(client_open(&clients[i], server, 20));
    }
    assert_int_equal(live_server_connections(server), N);
    for (int i = 0; i < N; i++) {
        assert_true(client_say(&clients[i], TEAMS));
    }
    for (int i = 0; i < N; i++) {
        struct response response = client_read(&clients[i], true);
        assert_int_equal(response.status, 200);
        free(response.body);
        client_close(&clients[i]);
    }
    assert_true(live_server_has(server, 0));
}

static void accepts_no_more_than_it_may(void **state)
{
    struct live_server *server = *state;
    struct client first, second, third;
    assert_true(client_open(&first, server, 20));
    assert_true(client_open(&second, server, 20));
    assert_false(client_open(&third, server, 1)); /* it waits in the kernel's queue */
    assert_int_equal(live_server_connections(server), 2);
    assert_true(is_served(&first));
    client_close(&third);
    client_close(&first);
    struct client fourth;
    assert_true(client_open(&fourth, server, 20));
    assert_true(is_served(&fourth));
    assert_true(is_served(&second));
    client_close(&second);
    client_close(&fourth);
    assert_true(live_server_has(server, 0));
    assert_true(live_server_faults(server, FAULT_CONNECTIONS_FULL) > 0);
    assert_int_equal(atomic_load(&server->log_lines), 1);
}

static void drain(struct live_server *server, void *ctx)
{
    (void)ctx;
    listen_drain(server->listen);
}

static int set_up_held(void **state)
{
    struct listen_opts opts = live_server_usual_opts();
    opts.held = true;
    return start(state, opts);
}

static void accept_now(struct live_server *server, void *ctx)
{
    (void)ctx;
    listen_accept(server->listen);
}

static void held_it_lets_clients_wait(void **state)
{
    struct live_server *server = *state;
    struct client early, client;
    assert_false(client_open(&early, server, 1));
    client_close(&early);
    assert_int_equal(live_server_connections(server), 0);
    live_server_call(server, accept_now, NULL);
    assert_true(client_open(&client, server, 20));
    assert_true(is_served(&client));
    client_close(&client);
    assert_true(live_server_has(server, 0));
    /* Not what a stop is taken back by. */
    live_server_call(server, drain, NULL);
    live_server_call(server, accept_now, NULL);
    assert_false(client_open(&client, server, 1));
    client_close(&client);
}

static void ends_a_handshake_that_does_not_come(void **state)
{
    struct live_server *server = *state;
    int fd = client_connect(server, 20);
    char byte;
    int64_t began_ms = clock_monotonic_ms();
    assert_int_equal(recv(fd, &byte, 1, 0), 0);
    assert_in_range(clock_monotonic_ms() - began_ms, 250, 5000);
    close(fd);
    assert_true(live_server_has(server, 0));
    assert_int_equal(meter_get(&listen_metrics(server->listen)->handshakes[LISTEN_HANDSHAKE_LATE]), 1);
    assert_int_equal(live_server_faults(server, FAULT_TOO_SLOW), 1);
    assert_int_equal(atomic_load(&server->log_lines), 0); /* not of one */
}

/* Out of descriptors: it pauses, says so in a line or two instead of a million, and goes on. */
static void pauses_when_descriptors_are_out(void **state)
{
    struct live_server *server = *state;
    int fillers[64];
    size_t n_fillers = 0;
    int waiting = socket(AF_INET, SOCK_STREAM, 0);
    struct rlimit before;
    getrlimit(RLIMIT_NOFILE, &before);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){(rlim_t)waiting + 1, before.rlim_max});
    while (n_fillers < 64 && (fillers[n_fillers] = open("/dev/null", O_RDONLY)) >= 0) {
        n_fillers++; /* the holes below the limit */
    }
    int result = connect(waiting, (struct sockaddr *)&server->address, sizeof server->address);
    usleep(700000);
    unsigned lines = atomic_load(&server->log_lines);
    size_t accepted = live_server_connections(server);
    setrlimit(RLIMIT_NOFILE, &before);
    while (n_fillers > 0) {
        close(fillers[--n_fillers]);
    }
    assert_int_equal(result, 0);
    assert_int_equal(accepted, 0);
    assert_in_range(lines, 1, 2);
    assert_in_range(meter_get(&listen_metrics(server->listen)->pauses), lines, 10);
    struct client client;
    assert_true(client_open(&client, server, 20));
    assert_true(is_served(&client));
    client_close(&client);
    close(waiting);
    assert_true(live_server_has(server, 0));
}

/* Whoever has just come is served yet; whoever was served before is told at once. */
static void drains_newcomers_with_an_answer(void **state)
{
    struct live_server *server = *state;
    struct client served, newcomer, silent;
    assert_true(client_open(&served, server, 20));
    assert_true(is_served(&served));
    assert_true(client_open(&newcomer, server, 20));
    assert_true(client_open(&silent, server, 20));
    assert_true(live_server_has(server, 3));
    int64_t began_ms = clock_monotonic_ms();
    live_server_call(server, drain, NULL);
    assert_true(client_is_dismissed(&served));
    assert_in_range(clock_monotonic_ms() - began_ms, 0, 700);
    assert_true(is_served(&newcomer));
    assert_true(client_is_dismissed(&newcomer));
    assert_true(client_is_dismissed(&silent));
    assert_in_range(clock_monotonic_ms() - began_ms, 900, 5000);
    client_close(&served);
    client_close(&newcomer);
    client_close(&silent);
    assert_true(live_server_has(server, 0));
}

static void drains(void **state)
{
    struct live_server *server = *state;
    struct client idle, busy, half;
    assert_true(client_open(&idle, server, 20));
    assert_true(client_open(&busy, server, 20));
    assert_true(client_open(&half, server, 20));
    int silent = client_connect(server, 20);
    client_say(&busy, SUBMIT "Content-Length: 4\r\n\r\nhold" TEAMS);
    client_say(&half, SUBMIT "Content-Length: 4\r\n\r\nab");
    assert_true(live_server_has(server, 4));
    usleep(50000);
    live_server_call(server, drain, NULL);
    assert_true(client_is_dismissed(&idle));
    char byte;
    assert_int_equal(recv(silent, &byte, 1, 0), 0);
    client_say(&half, "cd");
    struct client *under_way[] = {&busy, &half};
    for (int i = 0; i < 2; i++) {
        struct response response = client_read(under_way[i], true);
        assert_int_equal(response.status, 201);
        assert_non_null(strstr(response.head, "Connection: close\r\n"));
        free(response.body);
        assert_true(client_is_dismissed(under_way[i]));
    }
    assert_int_equal(server->query.calls, 0); /* the pipelined request is not begun */
    client_close(&idle);
    client_close(&busy);
    client_close(&half);
    close(silent);
    assert_true(live_server_has(server, 0));
    struct client late;
    assert_false(client_open(&late, server, 1));
    client_close(&late);
}

static void set_tls(struct live_server *server, void *ctx)
{
    listen_set_tls(server->listen, ctx);
}

static void changes_its_certificate_under_way(void **state)
{
    struct live_server *server = *state;
    struct self_signed renewed;
    struct tls_context *context;
    struct error err;
    struct client old, new;
    assert_true(client_open(&old, server, 20));
    self_signed_make(&renewed, 86400, NULL);
    assert_true(tls_context_new(renewed.certificate, renewed.key, &context, &err));
    live_server_call(server, set_tls, context);
    assert_true(client_open(&new, server, 20));
    assert_true(client_was_shown(&old, server->files.certificate));
    assert_true(client_was_shown(&new, renewed.certificate));
    assert_true(is_served(&old));
    assert_true(is_served(&new));
    client_close(&old);
    client_close(&new);
    self_signed_remove(&renewed);
}

static void set_limits(struct live_server *server, void *ctx)
{
    listen_set_limits(server->listen, ctx);
}

/* Also for connections that are there, and by less than what they have sent already. */
static void takes_other_limits_under_way(void **state)
{
    struct live_server *server = *state;
    struct listen_limits limits = live_server_usual_opts().limits;
    struct client client;
    struct client half;
    assert_true(client_open(&half, server, 20));
    client_say(&half, SUBMIT "Content-Length: 4\r\n\r\nab");
    assert_true(client_open(&client, server, 20));
    assert_true(is_served(&client));
    limits.max_pending_bytes = 2;
    limits.max_body_bytes = 10;
    live_server_call(server, set_limits, &limits);
    client_say(&client, SUBMIT "Content-Length: 1\r\n\r\n"); /* its content does not come at once */
    struct response response = client_read(&client, true);
    assert_int_equal(response.status, 503);
    free(response.body);
    client_close(&client);
    client_say(&half, "cd");
    response = client_read(&half, true);
    assert_int_equal(response.status, 201);
    free(response.body);
    client_close(&half);
    assert_true(client_open(&client, server, 20));
    client_say(&client, "POST /v1/submissions HTTP/1.1\r\nHost: a\r\n" KEY
                        "Content-Type: application/cbor-seq\r\nContent-Length: 11\r\n\r\n");
    response = client_read(&client, true);
    assert_int_equal(response.status, 413);
    free(response.body);
    client_close(&client);
}

/* A handshake that is refused, one that nobody begins, and two connections with three answers between them.
 */
static void counts_connections_and_answers(void **state)
{
    struct live_server *server = *state;
    const struct listen_metrics *metrics = listen_metrics(server->listen);
    struct client clients[2];
    int no_tls = client_connect(server, 20);
    int silent = client_connect(server, 20);
    assert_int_equal(send(no_tls, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
    for (int i = 0; i < 2; i++) {
        assert_true(client_open(&clients[i], server, 20));
        assert_true(is_served(&clients[i]));
    }
    client_say(&clients[0], "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
    struct response response = client_read(&clients[0], true);
    free(response.body);
    assert_int_equal(meter_get(&metrics->responses[1]), 2);
    assert_int_equal(meter_get(&metrics->responses[3]), 1);
    assert_int_equal(meter_get(&metrics->handshakes[LISTEN_HANDSHAKE_DONE]), 2);
    close(no_tls);
    assert_true(live_server_has(server, 3));
    assert_int_equal(meter_get(&metrics->connections), 3);
    close(silent);
    client_close(&clients[0]);
    client_close(&clients[1]);
    assert_true(live_server_has(server, 0));
    assert_int_equal(meter_get(&metrics->connections), 0);
    assert_int_equal(meter_get(&metrics->accepted), 4);
    assert_int_equal(meter_get(&metrics->handshakes[LISTEN_HANDSHAKE_FAILED]), 1);
    assert_int_equal(meter_get(&metrics->handshakes[LISTEN_HANDSHAKE_CLOSED]), 1);
    assert_int_equal(meter_get(&metrics->pauses), 0);
}

/* What comes on a socket up to its end. */
static char *say_and_hear(struct live_server *server, const char *said)
{
    int fd = client_connect(server, 20);
    static char text[4096];
    size_t len = 0;
    ssize_t n;
    assert_int_equal(send(fd, said, strlen(said), 0), strlen(said));
    while ((n = recv(fd, text + len, sizeof text - 1 - len, 0)) > 0) {
        len += (size_t)n;
    }
    text[len] = '\0';
    close(fd);
    return text;
}

#define CLOSING " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

/* In plain HTTP, by the same strict parser and with the same fields. */
static void serves_the_operator_without_tls(void **state)
{
    struct live_server *server = *state;
    const char *said = say_and_hear(server, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics" CLOSING);
    assert_memory_equal(said, "HTTP/1.1 200 OK\r\n", 17);
    assert_non_null(strstr(said, "\r\n\r\nwell\nHTTP/1.1 200 OK\r\n"));
    assert_non_null(strstr(said, "\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    assert_non_null(strstr(said, "\r\nCache-Control: no-store\r\n"));
    assert_string_equal(said + strlen(said) - 9, "\r\n\r\nup 1\n");
    assert_memory_equal(say_and_hear(server, "GET /metrics HTTP/1.0\r\n\r\n"), "HTTP/1.1 505 ", 13);
    assert_true(live_server_has(server, 0));
}

/* Dropped in every state that waits for a client. */
static void goes_with_connections_open(void **state)
{
    struct live_server *server = *state;
    struct client clients[3];
    static const char *const said[] = {"", "GET /", SUBMIT "Content-Length: 4\r\n\r\nab"};
    for (int i = 0; i < 3; i++) {
        assert_true(client_open(&clients[i], server, 20));
        client_say(&clients[i], said[i]);
    }
    int silent = client_connect(server, 20);
    assert_true(live_server_has(server, 4));
    usleep(50000);
    live_server_halt(server);
    for (int i = 0; i < 3; i++) {
        assert_false(client_more(&clients[i]));
        client_close(&clients[i]);
    }
    close(silent);
}

#define LIVE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    evthread_use_pthreads();
    const struct CMUnitTest tests[] = {
        LIVE(serves_many_at_once),
        cmocka_unit_test_setup_teardown(accepts_no_more_than_it_may, set_up_two_connections, tear_down),
        cmocka_unit_test_setup_teardown(ends_a_handshake_that_does_not_come, set_up_hasty_handshake,
                                        tear_down),
        cmocka_unit_test_setup_teardown(held_it_lets_clients_wait, set_up_held, tear_down),
        LIVE(pauses_when_descriptors_are_out),
        LIVE(drains),
        LIVE(drains_newcomers_with_an_answer),
        LIVE(changes_its_certificate_under_way),
        LIVE(takes_other_limits_under_way),
        LIVE(counts_connections_and_answers),
        cmocka_unit_test_setup_teardown(serves_the_operator_without_tls, set_up_operator, tear_down),
        LIVE(goes_with_connections_open),
    };
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    libevent_global_shutdown();
    return result;
}
