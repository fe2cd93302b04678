/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon as a whole, in a process of its own: start, signals, what systemd is told, and the end. */
#include "app/app.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "daemon_trial.h"

struct scene {
    const struct fixture_pg *pg; /* the group's */
    struct daemon_trial trial;
    struct app_opts opts;
    int systemd; /* a socket in systemd's place */
    char heard[256];
    pid_t pid; /* 0: it does not run */
};

static int start(void **state)
{
    *state = fixture_pg_new();
    return 0;
}

static int stop(void **state)
{
    fixture_pg_free(*state);
    return 0;
}

/* The name in the abstract namespace is the kernel's choice. */
static void stand_in_for_systemd(struct scene *s)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t len = sizeof address.sun_family;
    char name[sizeof address.sun_path + 1] = "@";
    s->systemd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->systemd, (struct sockaddr *)&address, len), 0);
    len = sizeof address;
    assert_int_equal(getsockname(s->systemd, (struct sockaddr *)&address, &len), 0);
    memcpy(name + 1, address.sun_path + 1, len - sizeof address.sun_family - 1);
    setsockopt(s->systemd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){20, 0}, sizeof(struct timeval));
    setenv("NOTIFY_SOCKET", name, 1);
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->pg = *state;
    daemon_trial_open(&s->trial);
    daemon_trial_use_database(&s->trial, s->pg);
    s->opts = (struct app_opts){
        .config = s->trial.config, .log = &s->trial.log.log, .ingest = true, .stats = true, .query = true};
    stand_in_for_systemd(s);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    if (s->pid != 0) {
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    close(s->systemd);
    daemon_trial_close(&s->trial);
    free(s);
    return 0;
}

/* Its exit status tells of an orderly end, and of what a sanitizer or valgrind has found until then. */
static void launch(struct scene *s)
{
    fflush(NULL);
    s->pid = fork();
    assert_true(s->pid >= 0);
    if (s->pid == 0) {
        struct error err;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        exit(app_run(&s->opts, &err) ? 0 : 2);
    }
}

/* Within 20 seconds, or the test fails. */
static void expect_orderly_end(struct scene *s)
{
    int status = -1;
    for (int i = 0; i < 2000 && waitpid(s->pid, &status, WNOHANG) == 0; i++) {
        usleep(10000);
    }
    assert_true(WIFEXITED(status));
    s->pid = 0;
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* What it says next; an empty string when it says nothing for 20 seconds. */
static const char *hear(struct scene *s)
{
    ssize_t len = recv(s->systemd, s->heard, sizeof s->heard - 1, 0);
    s->heard[len < 0 ? 0 : len] = '\0';
    return s->heard;
}

static void expect_serving(struct scene *s, const char *listen, const char *rest)
{
    char line[256];
    snprintf(line, sizeof line, "serving listen=\"%s\" %s", listen, rest);
    assert_string_equal(log_pipe_await(&s->trial.log, "serving "), line);
}

static void serves_until_it_is_told_to_stop(void **state)
{
    struct scene *s = *state;
    static const int signals[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < 2; i++) {
        struct client client;
        char line[32];
        launch(s);
        expect_serving(s, s->trial.socket, "workers=2 database=ready");
        assert_string_equal(hear(s), "READY=1\nSTATUS=Serving");
        assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), 401);
        assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/teams")), 401);
        daemon_trial_greet(&s->trial, &client);
        client_say(&client, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_int_equal(daemon_trial_status(&client), 404);
        kill(s->pid, signals[i]);
        snprintf(line, sizeof line, "stopping signal=%d", signals[i]);
        assert_string_equal(log_pipe_await(&s->trial.log, "stopping "), line);
        assert_true(client_is_dismissed(&client));
        client_close(&client);
        assert_string_equal(hear(s), "STOPPING=1\nSTATUS=Finishing what was begun");
        expect_orderly_end(s);
    }
}

static void publishes_what_is_due(void **state)
{
    struct scene *s = *state;
    fixture_pg_run(s->pg, "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08',"
                          " '2024-09-02', 5, 5, false)");
    s->opts.ingest = s->opts.query = false;
    snprintf(s->trial.config->server.listen, CONFIG_TEXT_SIZE, "nowhere"); /* of no matter now */
    launch(s);
    expect_serving(s, "none", "workers=0 database=ready");
    log_pipe_await(&s->trial.log, "period_published period=2024-W36 ");
    kill(s->pid, SIGTERM);
    expect_orderly_end(s);
}

static void rename_over(const char *from, const char *to)
{
    assert_int_equal(rename(from, to), 0);
}

/* Whether each of a number of new connections is shown this certificate. */
static bool all_are_shown(const struct scene *s, const char *certificate)
{
    bool all = true;
    for (int i = 0; i < 8 && all; i++) {
        struct client client;
        daemon_trial_greet(&s->trial, &client);
        all = client_was_shown(&client, certificate);
        client_close(&client);
    }
    return all;
}

/* Each worker takes it on its own. */
static void await_shown(const struct scene *s, const char *certificate)
{
    int64_t end_ms = clock_monotonic_ms() + 20000;
    while (!all_are_shown(s, certificate)) {
        assert_true(clock_monotonic_ms() < end_ms);
    }
}

static void reads_the_certificate_again(void **state)
{
    struct scene *s = *state;
    struct self_signed renewed;
    struct client old;
    launch(s);
    expect_serving(s, s->trial.socket, "workers=2 database=ready");
    daemon_trial_greet(&s->trial, &old);
    self_signed_make(&renewed, 86400, NULL);
    rename_over(renewed.certificate, s->trial.files.certificate);
    rename_over(renewed.key, s->trial.files.key);
    assert_false(client_was_shown(&old, s->trial.files.certificate));
    kill(s->pid, SIGHUP);
    log_pipe_await(&s->trial.log, "certificate reloaded");
    await_shown(s, s->trial.files.certificate);
    client_say(&old, DAEMON_TRIAL_GET("/v1/surveys"));
    assert_int_equal(daemon_trial_status(&old), 401);
    client_close(&old);
    self_signed_remove(&renewed);
    kill(s->pid, SIGTERM);
    expect_orderly_end(s);
}

/* A key that is missing, or of another certificate: those in use go on. */
static void keeps_the_certificate_when_it_can_read_none(void **state)
{
    struct scene *s = *state;
    struct self_signed other;
    char kept[96];
    snprintf(kept, sizeof kept, "%s/kept.pem", s->trial.files.folder);
    self_signed_make(&other, 86400, NULL);
    launch(s);
    expect_serving(s, s->trial.socket, "workers=2 database=ready");
    rename_over(s->trial.files.certificate, kept);
    rename_over(other.certificate, s->trial.files.certificate);
    for (int i = 0; i < 2; i++) {
        kill(s->pid, SIGHUP);
        assert_non_null(strstr(log_pipe_await(&s->trial.log, "reload failed reason=\""), s->trial.files.key));
        assert_true(all_are_shown(s, kept));
        unlink(s->trial.files.key);
    }
    kill(s->pid, SIGTERM);
    expect_orderly_end(s);
    unlink(kept);
    self_signed_remove(&other);
}

/* At half the time that systemd allows. */
static void tells_systemd_that_it_is_alive(void **state)
{
    struct scene *s = *state;
    s->opts.ingest = s->opts.query = s->opts.stats = false;
    setenv("WATCHDOG_USEC", "2200000", 1);
    launch(s);
    assert_string_equal(hear(s), "READY=1\nSTATUS=Serving");
    int64_t began_ms = clock_monotonic_ms();
    for (int i = 1; i <= 2; i++) {
        assert_string_equal(hear(s), "WATCHDOG=1");
        assert_in_range(clock_monotonic_ms() - began_ms, i * 1100 - 500, i * 2200 - 1);
    }
    kill(s->pid, SIGTERM);
    while (strcmp(hear(s), "WATCHDOG=1") == 0) {
    }
    assert_string_equal(s->heard, "STOPPING=1\nSTATUS=Finishing what was begun");
    expect_orderly_end(s);
}

/* So that a start is not held up, and clients hear why they are not served. */
static void serves_while_the_database_is_away(void **state)
{
    struct scene *s = *state;
    daemon_trial_use_database(&s->trial, NULL);
    int64_t began_ms = clock_monotonic_ms();
    launch(s);
    expect_serving(s, s->trial.socket, "workers=2 database=away");
    assert_in_range(clock_monotonic_ms() - began_ms, 5000, 15000);
    assert_string_equal(hear(s), "READY=1\nSTATUS=Serving; the database is away");
    assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), 503);
    kill(s->pid, SIGTERM);
    expect_orderly_end(s);
}

/* In this process, in which no signal is awaited. */
static void refuse(struct scene *s, char *value, const char *bad, const char *because)
{
    char good[CONFIG_TEXT_SIZE];
    struct error err = {0};
    memcpy(good, value, sizeof good);
    snprintf(value, CONFIG_TEXT_SIZE, "%s", bad);
    assert_false(app_run(&s->opts, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, because));
    memcpy(value, good, sizeof good);
}

static void says_why_it_cannot_start(void **state)
{
    struct scene *s = *state;
    struct config *config = s->trial.config;
    refuse(s, config->stats.timezone, "Mars/Base", "[stats] timezone: there is no time zone Mars/Base");
    refuse(s, config->server.listen, " , ", "listen: no address");
    refuse(s, config->server.certificate, "/nonexistent/certificate.pem", "/nonexistent/certificate.pem");
    refuse(s, config->stats.links, "wellbeing", "[stats] links: "); /* the workers run by then */
    while (log_pipe_next(&s->trial.log, 0)) {
        assert_int_not_equal(strncmp(s->trial.log.line, "serving ", 8), 0);
    }
}

#define TRIED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TRIED(serves_until_it_is_told_to_stop), TRIED(publishes_what_is_due),
        TRIED(reads_the_certificate_again),     TRIED(keeps_the_certificate_when_it_can_read_none),
        TRIED(tells_systemd_that_it_is_alive),  TRIED(serves_while_the_database_is_away),
        TRIED(says_why_it_cannot_start),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
