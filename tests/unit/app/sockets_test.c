/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening sockets from addresses, and what is said when there is none. */
#include "app/sockets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit.h"

static void addresses_are_opened_in_order(void **state)
{
    (void)state;
    char path[64];
    char listen[128];
    snprintf(path, sizeof path, "/tmp/pulssid-sockets.%d", (int)getpid());
    snprintf(listen, sizeof listen, "127.0.0.1:0, %s", path);
    struct sockets sockets;
    struct error err;
    assert_true(sockets_open(listen, "https", &sockets, &err));
    assert_int_equal(sockets.n, 2);
    const int families[] = {AF_INET, AF_UNIX};
    for (size_t i = 0; i < 2; i++) {
        struct sockaddr_storage name;
        socklen_t len = sizeof name;
        assert_int_equal(getsockname(sockets.fds[i], (struct sockaddr *)&name, &len), 0);
        assert_int_equal(name.ss_family, families[i]);
        int listening = 0;
        len = sizeof listening;
        assert_int_equal(getsockopt(sockets.fds[i], SOL_SOCKET, SO_ACCEPTCONN, &listening, &len), 0);
        assert_int_equal(listening, 1);
    }
    sockets_close(&sockets);
    assert_int_equal(sockets.n, 0);
    unlink(path);
}

static void refuse(const char *listen, const char *because)
{
    struct sockets sockets = {.n = 7};
    struct error err = {0};
    assert_false(sockets_open(listen, "https", &sockets, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, because));
    assert_int_equal(sockets.n, 7); /* untouched */
}

static void what_cannot_be_listened_on_is_told(void **state)
{
    (void)state;
    refuse("", "no address");
    refuse("127.0.0.1", "127.0.0.1");
    refuse("127.0.0.1:0, nowhere", "nowhere");
    unsetenv("LISTEN_FDS");
    refuse("systemd", "no socket named https");
    setenv("LISTEN_PID", "1", 1); /* handed to somebody else */
    setenv("LISTEN_FDS", "1", 1);
    refuse("systemd", "no socket named https");
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
}

static void more_than_can_be_kept_are_refused(void **state)
{
    (void)state;
    char listen[(SOCKETS_MAX + 1) * 16] = "";
    for (size_t i = 0; i <= SOCKETS_MAX; i++) {
        strcat(listen, i == 0 ? "127.0.0.1:0" : ",127.0.0.1:0");
    }
    refuse(listen, "more than 16 addresses");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_opened_in_order),
        cmocka_unit_test(what_cannot_be_listened_on_is_told),
        cmocka_unit_test(more_than_can_be_kept_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
