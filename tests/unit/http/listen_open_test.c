/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "../unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "http/listen.h"

static int open_or_fail(const char *address)
{
    int fd = -1;
    struct error err = {0};
    if (!listen_open(address, &fd, &err)) {
        fail_msg("%s: %s", address, err.text);
    }
    return fd;
}

static uint16_t port_of(int fd)
{
    struct sockaddr_storage where;
    socklen_t len = sizeof where;
    getsockname(fd, (struct sockaddr *)&where, &len);
    return ntohs(where.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&where)->sin6_port
                                             : ((struct sockaddr_in *)(void *)&where)->sin_port);
}

static bool can_connect(int family, uint16_t port)
{
    struct sockaddr_in four = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in6 six = {
        .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int fd = socket(family, SOCK_STREAM, 0);
    bool connected = family == AF_INET ? connect(fd, (struct sockaddr *)&four, sizeof four) == 0
                                       : connect(fd, (struct sockaddr *)&six, sizeof six) == 0;
    close(fd);
    return connected;
}

static void sets_what_connections_inherit(void **state)
{
    (void)state;
    int fd = open_or_fail("127.0.0.1:0");
    int on = 0;
    socklen_t len = sizeof on;
    assert_int_equal(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
    assert_int_not_equal(on, 0);
    assert_true((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
    assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    assert_true(can_connect(AF_INET, port_of(fd)));
    close(fd);
}

static void takes_every_form_of_host(void **state)
{
    (void)state;
    int fd = open_or_fail("localhost:0");
    close(fd);
    fd = open_or_fail(":0");
    assert_true(can_connect(AF_INET, port_of(fd)));
    close(fd);
    int six = socket(AF_INET6, SOCK_STREAM, 0);
    struct sockaddr_in6 loopback = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    bool has_ipv6 = six >= 0 && bind(six, (struct sockaddr *)&loopback, sizeof loopback) == 0;
    if (six >= 0) {
        close(six);
    }
    if (has_ipv6) {
        fd = open_or_fail("[::1]:0");
        assert_true(can_connect(AF_INET6, port_of(fd)));
        close(fd);
    }
}

static void says_what_an_address_is(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "localhost",   "8443",  "localhost:", "localhost:https", "::1:8443", "a:65536",
        "a:99999999", "[::1]:8443x", "[::1]", "a:-1",       "relative/path",   "a:b:1",    ":"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int fd = -1;
        struct error err = {0};
        assert_false(listen_open(bad[i], &fd, &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_non_null(strstr(err.text, "HOST:PORT"));
        assert_int_equal(fd, -1);
    }
}

static void says_why_it_cannot(void **state)
{
    (void)state;
    int fd = open_or_fail("127.0.0.1:0");
    char address[32];
    snprintf(address, sizeof address, "127.0.0.1:%u", port_of(fd));
    int second = -1;
    struct error err = {0};
    assert_false(listen_open(address, &second, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, address));
    assert_non_null(strstr(err.text, strerror(EADDRINUSE)));
    assert_null(strstr(err.text, "systemd"));
    close(fd);
    assert_false(listen_open("192.0.2.1:0", &second, &err));
    assert_non_null(strstr(err.text, "cannot listen"));
    assert_false(listen_open("/no/such/folder/socket", &second, &err));
    assert_non_null(strstr(err.text, strerror(ENOENT)));
}

/* As RestrictAddressFamilies=AF_UNIX does in the unit that ships. */
static bool allow_unix_sockets_alone(void)
{
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EAFNOSUPPORT),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* In a process of its own, since what is forbidden stays so. */
static void listen_without_a_network(int answers)
{
    int fd = -1;
    struct error err = {.text = "it listens all the same"};
    if (!allow_unix_sockets_alone()) {
        error_set(&err, ERROR_CONFIG, "no filter: %s", strerror(errno));
    } else if (listen_open("127.0.0.1:9480", &fd, &err)) {
        close(fd);
    }
    _exit(write(answers, err.text, sizeof err.text) == sizeof err.text ? 0 : 1);
}

static void says_how_to_listen_without_a_network(void **state)
{
    (void)state;
    int answers[2];
    assert_int_equal(pipe(answers), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        listen_without_a_network(answers[1]);
    }
    char text[ERROR_TEXT_SIZE];
    assert_int_equal(read(answers[0], text, sizeof text), sizeof text);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(answers[0]);
    close(answers[1]);
    assert_ptr_equal(strstr(text, "127.0.0.1:9480: cannot listen: "), text);
    assert_non_null(strstr(text, strerror(EAFNOSUPPORT)));
    assert_non_null(strstr(text, "say listen = systemd and enable its socket unit"));
    assert_non_null(strstr(text, "tcp-database.conf"));
}

struct folder {
    char path[32];
    char socket[48];
};

static int make_folder(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    snprintf(folder->path, sizeof folder->path, "/tmp/listen_open.XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    snprintf(folder->socket, sizeof folder->socket, "%s/socket", folder->path);
    *state = folder;
    return 0;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;
    unlink(folder->socket);
    rmdir(folder->path);
    free(folder);
    return 0;
}

static void replaces_a_socket_left_behind(void **state)
{
    struct folder *folder = *state;
    int fd = open_or_fail(folder->socket);
    close(fd); /* and the path stays, as after a kill */
    fd = open_or_fail(folder->socket);
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    memcpy(where.sun_path, folder->socket, strlen(folder->socket));
    assert_int_equal(connect(client, (struct sockaddr *)&where, sizeof where), 0);
    close(client);
    close(fd);
}

static void leaves_a_living_socket_alone(void **state)
{
    struct folder *folder = *state;
    int fd = open_or_fail(folder->socket);
    int second = -1;
    struct error err = {0};
    assert_false(listen_open(folder->socket, &second, &err));
    assert_non_null(strstr(err.text, "something is there already"));
    assert_int_equal(access(folder->socket, F_OK), 0);
    close(fd);
}

static void leaves_a_plain_file_alone(void **state)
{
    struct folder *folder = *state;
    int file = open(folder->socket, O_CREAT | O_WRONLY, 0600);
    assert_int_equal(write(file, "precious", 8), 8);
    close(file);
    int fd = -1;
    struct error err = {0};
    assert_false(listen_open(folder->socket, &fd, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_int_equal(access(folder->socket, F_OK), 0);
}

static void bounds_the_path(void **state)
{
    (void)state;
    char path[200];
    memset(path, 'x', sizeof path);
    path[0] = '/';
    path[108] = '\0';
    int fd = -1;
    struct error err = {0};
    assert_false(listen_open(path, &fd, &err));
    assert_non_null(strstr(err.text, "107"));
}

static void checks_without_opening(void **state)
{
    (void)state;
    struct error err = {0};
    int fd = open_or_fail("127.0.0.1:0");
    char taken[32];
    snprintf(taken, sizeof taken, "127.0.0.1:%d", port_of(fd));
    const char *const good[] = {taken, "localhost:8443", "[::1]:8443", ":8443", "/run/pulssid/none/socket"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_true(listen_check(good[i], &err));
    }
    close(fd);
    const char *const wrong[] = {"8443", "127.0.0.1", "127.0.0.1:http", "::1:8443", "127.0.0.1:65536", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(listen_check(wrong[i], &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_non_null(strstr(err.text, "HOST:PORT"));
    }
    assert_false(listen_check("host.invalid:8443", &err));
    assert_non_null(strstr(err.text, "host.invalid:8443: the host is unknown"));
}

static void tells_who_is_local(void **state)
{
    (void)state;
    struct error err;
    static const char *const near[] = {"127.0.0.1:1", "127.3.2.1:1", "[::1]:1", "localhost:1", "/run/x"};
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        assert_true(listen_check_local(near[i], &err));
    }
    static const char *const far[] = {":1",          "0.0.0.0:1",   "[::]:1",
                                      "128.0.0.1:1", "[fe80::1]:1", "[::ffff:127.0.0.1]:1"};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        assert_false(listen_check_local(far[i], &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_non_null(strstr(err.text, ": expected a loopback address or a path"));
    }
    assert_false(listen_check_local("nonsense", &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_what_connections_inherit),
        cmocka_unit_test(takes_every_form_of_host),
        cmocka_unit_test(says_what_an_address_is),
        cmocka_unit_test(says_why_it_cannot),
        cmocka_unit_test(says_how_to_listen_without_a_network),
        cmocka_unit_test_setup_teardown(replaces_a_socket_left_behind, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(leaves_a_living_socket_alone, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(leaves_a_plain_file_alone, make_folder, remove_folder),
        cmocka_unit_test(bounds_the_path),
        cmocka_unit_test(checks_without_opening),
        cmocka_unit_test(tells_who_is_local),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
