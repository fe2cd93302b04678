/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid serve`: refusals before anything runs; the pipes that --only names, from ready to an orderly end
 * in a process of their own. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "../tls/self_signed.h"
#include "cli/command.h"
#include "command_said.h"

#define READY "READY=1\nSTATUS=Serving"

static void each_unknown_pipe_is_refused(void **state)
{
    static const char *const lists[] = {"silo",         "",      "ingest,",   ",stats",
                                        "ingest stats", "Query", "statsquery"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        char option[32], sentence[96];
        snprintf(option, sizeof option, "--only=%s", lists[i]);
        snprintf(sentence, sizeof sentence, "--only: expected a list of ingest, stats and query, not %s",
                 lists[i]);
        ASSERT_USAGE(*state, sentence, "serve", option);
    }
}

static void without_a_certificate_nothing_starts(void **state)
{
    static const char begin[] = "pulssid: /nonexistent.pem: no certificate chain in PEM could be read: ";
    fixture_command_configure(
        *state, "[server]\nlisten = 127.0.0.1:0\ncertificate = /nonexistent.pem\n[log]\nlevel = error\n");
    const char *const only[] = {"--only=ingest,stats,query", "--only=query", "--only=ingest"};
    for (size_t i = 0; i < sizeof only / sizeof *only; i++) {
        assert_int_equal(FIXTURE_COMMAND(*state, "serve", only[i]), 1);
        assert_memory_equal(fixture_command_errors(*state), begin, strlen(begin));
    }
    fixture_command_configure(*state, "");
}

/* A daemon in a child, which tells systemd's socket of its state as it would in a unit. */
struct daemon {
    struct self_signed files;
    char address[64]; /* of its listening socket */
    int notify;
    struct sockaddr_un notify_address;
    pid_t pid;
};

static void open_notify(struct daemon *daemon)
{
    daemon->notify_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(daemon->notify_address.sun_path, sizeof daemon->notify_address.sun_path, "%s/notify",
             daemon->files.folder);
    daemon->notify = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_true(daemon->notify >= 0);
    assert_int_equal(
        bind(daemon->notify, (const struct sockaddr *)&daemon->notify_address, sizeof daemon->notify_address),
        0);
    const struct timeval patience = {30, 0};
    assert_int_equal(setsockopt(daemon->notify, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
}

/* Nothing of cmocka may run in the child: it would go on with the tests of its parent. */
static void run_child(const struct daemon *daemon, const char *config, const char *only)
{
    char *const words[] = {"pulssid", "serve", "-c", (char *)config, (char *)only, NULL};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (setenv("NOTIFY_SOCKET", daemon->notify_address.sun_path, 1) != 0) {
        _exit(99);
    }
    _exit(command_main(only == NULL ? 4 : 5, (char **)words));
}

static struct daemon start_daemon(struct fixture_command *fixture, const char *certificate, const char *only)
{
    struct daemon daemon;
    char conninfos[3][FIXTURE_CONNINFO_SIZE];
    char text[2048];
    static const char *const roles[] = {"pulssid_ingest", "pulssid_stats", "pulssid_report"};
    for (size_t i = 0; i < 3; i++) {
        fixture_pg_conninfo(fixture_command_pg(fixture), roles[i], conninfos[i]);
    }
    self_signed_make(&daemon.files, 3600, NULL);
    snprintf(daemon.address, sizeof daemon.address, "%s/https", daemon.files.folder);
    open_notify(&daemon);
    snprintf(text, sizeof text,
             "[server]\nlisten = %s\ncertificate = %s\nprivate_key = %s\nworkers = 2\n[database]\ningest = "
             "%s\nstats = %s\nquery = %s\n[log]\nlevel = error\n",
             daemon.address, certificate == NULL ? daemon.files.certificate : certificate, daemon.files.key,
             conninfos[0], conninfos[1], conninfos[2]);
    const char *config = fixture_command_file(fixture, "serve.conf", text);
    daemon.pid = fork();
    assert_true(daemon.pid >= 0);
    if (daemon.pid == 0) {
        run_child(&daemon, config, only);
    }
    return daemon;
}

/* Waits for the next word of the daemon. */
static void assert_notified(const struct daemon *daemon, const char *expected)
{
    char text[256];
    ssize_t len = recv(daemon->notify, text, sizeof text - 1, 0);
    text[len < 0 ? 0 : len] = '\0';
    assert_string_equal(text, expected);
}

/* 0, or why nobody is there. */
static int connect_to(const struct daemon *daemon)
{
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    snprintf(where.sun_path, sizeof where.sun_path, "%s", daemon->address);
    int fd CLEANUP(close) = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(fd, (const struct sockaddr *)&where, sizeof where) == 0 ? 0 : errno;
}

static void stop_daemon(struct daemon *daemon, int signal_number)
{
    int status = -1;
    assert_int_equal(kill(daemon->pid, signal_number), 0);
    assert_notified(daemon, "STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000\nSTATUS=Finishing what was begun");
    assert_int_equal(waitpid(daemon->pid, &status, 0), daemon->pid);
    assert_int_equal(status, 0);
    close(daemon->notify);
    unlink(daemon->notify_address.sun_path);
    unlink(daemon->address);
    self_signed_remove(&daemon->files);
}

static void serves_until_it_is_told_to_stop(void **state)
{
    static const int signals[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < 2; i++) {
        struct daemon daemon = start_daemon(*state, NULL, NULL);
        assert_notified(&daemon, READY);
        assert_int_equal(connect_to(&daemon), 0);
        stop_daemon(&daemon, signals[i]);
    }
}

static size_t count_threads(const struct daemon *daemon)
{
    char path[64];
    size_t n = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)daemon->pid);
    DIR *folder = opendir(path);
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        n += entry->d_name[0] != '.';
    }
    closedir(folder);
    return n;
}

/* It would be ready all the same, after seconds, but then with the word that its database is away. Computing
 * is a thread. */
static void a_pipe_that_is_not_named_does_not_run(void **state)
{
    static const char *const cases[][2] = {{"pulssid_ingest", "--only=query"},
                                           {"pulssid_report", "--only=stats,ingest"}};
    size_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        char sql[64];
        snprintf(sql, sizeof sql, "ALTER ROLE %s NOLOGIN", cases[i][0]);
        fixture_pg_run(fixture_command_pg(*state), sql);
        struct daemon daemon = start_daemon(*state, NULL, cases[i][1]);
        assert_notified(&daemon, READY);
        threads[i] = count_threads(&daemon);
        stop_daemon(&daemon, SIGTERM);
        snprintf(sql, sizeof sql, "ALTER ROLE %s LOGIN", cases[i][0]);
        fixture_pg_run(fixture_command_pg(*state), sql);
    }
    assert_int_equal(threads[1], threads[0] + 1);
}

static void computing_alone_neither_listens_nor_needs_a_certificate(void **state)
{
    struct daemon daemon = start_daemon(*state, "/nonexistent.pem", "--only=stats");
    assert_notified(&daemon, READY);
    assert_int_equal(connect_to(&daemon), ENOENT);
    stop_daemon(&daemon, SIGTERM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_unknown_pipe_is_refused),
        cmocka_unit_test(without_a_certificate_nothing_starts),
        cmocka_unit_test(serves_until_it_is_told_to_stop),
        cmocka_unit_test(a_pipe_that_is_not_named_does_not_run),
        cmocka_unit_test(computing_alone_neither_listens_nor_needs_a_certificate),
    };
    return cmocka_run_group_tests(tests, command_said_start, command_said_stop);
}
