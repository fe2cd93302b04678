/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A socket without TLS: what moves, what blocks, and how an end looks. */
#include "http/plain.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static int set_up(void **state)
{
    static int fds[2];
    *state = fds;
    return socketpair(AF_UNIX, SOCK_STREAM, 0, fds);
}

static int tear_down(void **state)
{
    const int *fds = *state;
    close(fds[0]);
    if (fds[1] >= 0) {
        close(fds[1]);
    }
    return 0;
}

static void hang_up(int *fds)
{
    close(fds[1]);
    fds[1] = -1;
}

static void bytes_go_both_ways(void **state)
{
    const int *fds = *state;
    char got[8] = "";
    size_t len = 0;
    assert_int_equal(plain_write(fds[0], "ping!", 4, &len), TLS_DONE);
    assert_int_equal(len, 4);
    assert_int_equal(recv(fds[1], got, sizeof got, 0), 4);
    assert_string_equal(got, "ping");
    assert_int_equal(send(fds[1], "answer", 6, 0), 6);
    assert_int_equal(plain_read(fds[0], got, 4, &len), TLS_DONE);
    assert_int_equal(len, 4);
    assert_memory_equal(got, "answ", 4);
    assert_int_equal(plain_read(fds[0], got, sizeof got, &len), TLS_DONE);
    assert_int_equal(len, 2);
}

/* Though the socket itself would block. */
static void nothing_is_waited_for(void **state)
{
    const int *fds = *state;
    static char much[1 << 16];
    char byte;
    size_t len = 99;
    size_t sent = 0;
    assert_int_equal(plain_read(fds[0], &byte, 1, &len), TLS_WANT_READ);
    assert_int_equal(len, 99);
    enum tls_result result = TLS_DONE;
    while (result == TLS_DONE && sent < 64 << 20) {
        result = plain_write(fds[0], much, sizeof much, &len);
        sent += len;
    }
    assert_int_equal(result, TLS_WANT_WRITE);
}

static void an_end_is_told(void **state)
{
    int *fds = *state;
    char byte;
    size_t len;
    hang_up(fds);
    assert_int_equal(plain_read(fds[0], &byte, 1, &len), TLS_END);
}

/* And raises no signal. */
static void what_nobody_reads_fails(void **state)
{
    int *fds = *state;
    size_t len;
    hang_up(fds);
    assert_int_equal(plain_write(fds[0], "x", 1, &len), TLS_FAILED);
    assert_int_equal(plain_read(-1, &(char){0}, 1, &len), TLS_FAILED);
}

#define ON_A_PAIR(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_A_PAIR(bytes_go_both_ways),
        ON_A_PAIR(nothing_is_waited_for),
        ON_A_PAIR(an_end_is_told),
        ON_A_PAIR(what_nobody_reads_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
