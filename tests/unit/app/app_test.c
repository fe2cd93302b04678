/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon as a whole, in a process of its own: start, signals, what systemd is told, and the end. */
#include "app/app.h"

#include <dirent.h>
#include <signal.h>
#include <sys/ptrace.h>

#include "app_process.h"
#include "base/clock.h"

static int set_up(void **state)
{
    struct app_process *p = malloc(sizeof *p);
    assert_non_null(p);
    app_process_open(p, *state);
    *state = p;
    return 0;
}

static int tear_down(void **state)
{
    app_process_close(*state);
    free(*state);
    return 0;
}

static void expect_serving(struct app_process *p, const char *listen, const char *rest)
{
    char line[256];
    snprintf(line, sizeof line, "serving listen=%s %s", listen, rest);
    assert_string_equal(log_pipe_await(&p->trial.log, "serving "), line);
}

/* Ten seconds for what was begun, and ten for the rest. */
#define STOPPING "STOPPING=1\nEXTEND_TIMEOUT_USEC=20000000\nSTATUS=Finishing what was begun"

static void serves_until_it_is_told_to_stop(void **state)
{
    struct app_process *p = *state;
    static const int signals[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < 2; i++) {
        struct client client;
        char line[32];
        app_process_launch(p);
        expect_serving(p, p->trial.socket, "workers=3 database=ready");
        assert_string_equal(app_process_hear(p), "READY=1\nSTATUS=Serving");
        assert_int_equal(daemon_trial_ask(&p->trial, DAEMON_TRIAL_GET("/v1/surveys")), 401);
        assert_int_equal(daemon_trial_ask(&p->trial, DAEMON_TRIAL_GET("/v1/teams")), 401);
        daemon_trial_greet(&p->trial, &client);
        client_say(&client, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
        assert_int_equal(daemon_trial_status(&client), 404);
        kill(p->pid, signals[i]);
        snprintf(line, sizeof line, "stopping signal=%d", signals[i]);
        assert_string_equal(log_pipe_await(&p->trial.log, "stopping "), line);
        assert_true(client_is_dismissed(&client));
        client_close(&client);
        assert_string_equal(app_process_hear(p), STOPPING);
        app_process_end(p);
    }
}

static void runs_the_pipes_it_was_given(void **state)
{
    struct app_process *p = *state;
    p->opts.stats = false;
    daemon_trial_open_period(p->pg);
    for (int pipe = 0; pipe < 2; pipe++) {
        p->opts.ingest = pipe == 0;
        p->opts.query = pipe == 1;
        app_process_launch(p);
        expect_serving(p, p->trial.socket, "workers=3 database=ready");
        assert_int_equal(daemon_trial_ask(&p->trial, DAEMON_TRIAL_GET("/v1/surveys")), pipe == 0 ? 401 : 404);
        assert_int_equal(daemon_trial_ask(&p->trial, DAEMON_TRIAL_GET("/v1/teams")), pipe == 1 ? 401 : 404);
        kill(p->pid, SIGTERM);
        app_process_end(p);
    }
    assert_int_equal(fixture_pg_number(p->pg, "SELECT count(*) FROM pulssid.period WHERE state = 'open'"), 1);
}

static void publishes_what_is_due(void **state)
{
    struct app_process *p = *state;
    daemon_trial_open_period(p->pg);
    p->opts.ingest = p->opts.query = false;
    snprintf(p->trial.config->server.listen, CONFIG_TEXT_SIZE, "nowhere"); /* of no matter now */
    app_process_launch(p);
    expect_serving(p, "none", "workers=0 database=ready");
    log_pipe_await(&p->trial.log, "period_published period=2024-W36 ");
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

/* The cycle waits for a batch that holds the period, and would for ever; its thread is not left behind. */
static void stops_in_the_middle_of_a_cycle(void **state)
{
    struct app_process *p = *state;
    struct error err;
    struct db *batch CLEANUP(db_close) = fixture_pg_open(p->pg, "pulssid_ingest");
    daemon_trial_open_period(p->pg);
    assert_true(db_script(
        batch, "BEGIN; SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), 2852)", &err));
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
    while (fixture_pg_number(p->pg, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
    }
    kill(p->pid, SIGTERM);
    app_process_end(p);
    log_pipe_await(&p->trial.log, "cycle_failed ");
    fixture_pg_clear(p->pg);
}

/* A mask of signals in /proc, of the process or of one of its threads. */
static uint64_t mask_of(const char *path, const char *name)
{
    FILE *file CLEANUP(fclose) = fopen(path, "r");
    char line[256];
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, name, strlen(name)) == 0) {
            return strtoull(line + strlen(name), NULL, 16);
        }
    }
    fail_msg("no %s in %s", name, path);
    return 0;
}

static uint64_t bit_of(int number)
{
    return UINT64_C(1) << (number - 1);
}

/* Those of the workers and of the statistics take none; a client that has gone kills nobody. */
static void signals_come_to_the_main_thread_alone(void **state)
{
    struct app_process *p = *state;
    char path[300];
    int blocked = 0;
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
    snprintf(path, sizeof path, "/proc/%d/task", (int)p->pid);
    DIR *folder = opendir(path);
    for (const struct dirent *task; (task = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/status", (int)p->pid, task->d_name);
        if (task->d_name[0] != '.' && atoi(task->d_name) != p->pid) {
            uint64_t all = bit_of(SIGTERM) | bit_of(SIGINT) | bit_of(SIGHUP);
            assert_true((mask_of(path, "SigBlk:") & all) == all);
            blocked++;
        }
    }
    closedir(folder);
    assert_true(blocked >= 4); /* a sanitizer has more */
    snprintf(path, sizeof path, "/proc/%d/status", (int)p->pid);
    assert_true((mask_of(path, "SigIgn:") & bit_of(SIGPIPE)) != 0);
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

static void rename_over(const char *from, const char *to)
{
    assert_int_equal(rename(from, to), 0);
}

/* Whether so many new connections, all there at once, are shown this certificate. */
static bool all_are_shown(const struct app_process *p, const char *certificate)
{
    enum { N = 5 };
    struct client clients[N];
    int shown = 0;
    for (int i = 0; i < N; i++) {
        daemon_trial_greet(&p->trial, &clients[i]);
        shown += client_was_shown(&clients[i], certificate);
    }
    for (int i = 0; i < N; i++) {
        client_close(&clients[i]);
    }
    return shown == N;
}

/* No worker takes more than two connections: five come to every one of them. */
static void launch_with_little_room(struct app_process *p)
{
    p->trial.config->server.max_connections = 6;
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
}

static void workers_share_the_connections_allowed(void **state)
{
    struct app_process *p = *state;
    struct client clients[7];
    launch_with_little_room(p);
    for (int i = 0; i < 6; i++) {
        daemon_trial_greet(&p->trial, &clients[i]);
    }
    assert_false(client_start(&clients[6], p->trial.client_context, daemon_trial_connect(&p->trial, 1)));
    for (int i = 0; i < 7; i++) {
        client_close(&clients[i]);
    }
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

/* Each worker takes it on its own. */
static void await_shown(const struct app_process *p, const char *certificate)
{
    int64_t end_ms = clock_monotonic_ms() + 20000;
    while (!all_are_shown(p, certificate)) {
        assert_true(clock_monotonic_ms() < end_ms);
    }
}

static void reads_the_certificate_again(void **state)
{
    struct app_process *p = *state;
    struct self_signed renewed;
    struct client old;
    launch_with_little_room(p);
    daemon_trial_greet(&p->trial, &old);
    self_signed_make(&renewed, 86400, NULL);
    rename_over(renewed.certificate, p->trial.files.certificate);
    rename_over(renewed.key, p->trial.files.key);
    assert_false(client_was_shown(&old, p->trial.files.certificate));
    kill(p->pid, SIGHUP);
    log_pipe_await(&p->trial.log, "reloaded");
    await_shown(p, p->trial.files.certificate);
    client_say(&old, DAEMON_TRIAL_GET("/v1/surveys"));
    assert_int_equal(daemon_trial_status(&old), 401);
    client_close(&old);
    self_signed_remove(&renewed);
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

/* A key that is missing, or of another certificate: those in use go on. */
static void keeps_the_certificate_when_it_can_read_none(void **state)
{
    struct app_process *p = *state;
    struct self_signed other;
    char kept[96];
    snprintf(kept, sizeof kept, "%s/kept.pem", p->trial.files.folder);
    self_signed_make(&other, 86400, NULL);
    launch_with_little_room(p);
    rename_over(p->trial.files.certificate, kept);
    rename_over(other.certificate, p->trial.files.certificate);
    for (int i = 0; i < 2; i++) {
        kill(p->pid, SIGHUP);
        assert_non_null(strstr(log_pipe_await(&p->trial.log, "reload_failed reason=\""), p->trial.files.key));
        assert_true(all_are_shown(p, kept));
        unlink(p->trial.files.key);
    }
    kill(p->pid, SIGTERM);
    app_process_end(p);
    unlink(kept);
    self_signed_remove(&other);
}

/* At half the time that systemd allows. */
static void tells_systemd_that_it_is_alive(void **state)
{
    struct app_process *p = *state;
    p->opts.ingest = p->opts.query = p->opts.stats = false;
    setenv("WATCHDOG_USEC", "3000000", 1);
    app_process_launch(p);
    assert_string_equal(app_process_hear(p), "READY=1\nSTATUS=Serving");
    int64_t began_ms = clock_monotonic_ms();
    for (int i = 1; i <= 2; i++) {
        assert_string_equal(app_process_hear(p), "WATCHDOG=1");
        assert_in_range(clock_monotonic_ms() - began_ms, i * 1500 - 300, i * 3000 - 1);
    }
    kill(p->pid, SIGTERM);
    while (strcmp(app_process_hear(p), "WATCHDOG=1") == 0) {
    }
    assert_string_equal(p->heard, STOPPING);
    app_process_end(p);
}

/* So that a start is not held up, and clients hear why they are not served. */
static void serves_while_the_database_is_away(void **state)
{
    struct app_process *p = *state;
    daemon_trial_use_database(&p->trial, NULL);
    int64_t began_ms = clock_monotonic_ms();
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=away");
    assert_in_range(clock_monotonic_ms() - began_ms, 5000, 15000);
    assert_string_equal(app_process_hear(p), "READY=1\nSTATUS=Serving; the database is away");
    assert_int_equal(daemon_trial_ask(&p->trial, DAEMON_TRIAL_GET("/v1/surveys")), 503);
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

static void write_conf(const struct app_process *p, const char *path, const char *more)
{
    const struct config *config = p->trial.config;
    FILE *file CLEANUP(fclose) = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "[server]\nlisten = %s\ncertificate = %s\nprivate_key = %s\nworkers = 3\n"
            "[database]\ningest = %s\nstats = %s\nquery = %s\n%s",
            config->server.listen, config->server.certificate, config->server.private_key,
            config->database.ingest, config->database.stats, config->database.query, more);
}

static void reload(struct app_process *p, const char *path, const char *more)
{
    write_conf(p, path, more);
    kill(p->pid, SIGHUP);
    assert_memory_equal(app_process_hear(p), "RELOADING=1\nMONOTONIC_USEC=", 27);
    assert_string_equal(app_process_hear(p), "READY=1\nSTATUS=Serving");
}

static bool notice_says(const struct app_process *p, const char *text)
{
    struct client client;
    daemon_trial_greet(&p->trial, &client);
    client_say(&client, "GET /v1/privacy HTTP/1.1\r\nHost: a\r\n\r\n");
    struct response response = client_read(&client, true);
    bool says = strstr(response.body, text) != NULL;
    free(response.body);
    client_close(&client);
    return says;
}

/* By every worker, the statistics and the log; what needs a restart is told, and what is wrong changes
 * nothing.
 */
static void reads_its_configuration_again(void **state)
{
    struct app_process *p = *state;
    char path[96];
    snprintf(path, sizeof path, "%s/pulssid.conf", p->trial.files.folder);
    p->opts.config_path = path;
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
    assert_string_equal(app_process_hear(p), "READY=1\nSTATUS=Serving");
    daemon_trial_open_period(p->pg);
    reload(p, path,
           "[stats]\nretention = 31\ncycle_interval_s = 1\ntimezone = Europe/Helsinki\n"
           "[ingest]\nbatch_max = 7\n");
    log_pipe_await(&p->trial.log, "restart_needed key=\"[ingest] batch_max\"");
    log_pipe_await(&p->trial.log, "restart_needed key=\"[stats] timezone\"");
    log_pipe_await(&p->trial.log, "reloaded");
    log_pipe_await(&p->trial.log, "period_published period=2024-W36 "); /* a minute later by default */
    for (int i = 0; i < 20; i++) {
        while (!notice_says(p, "\"retention_days\":31,")) {
        }
    }
    reload(p, path, "[stats]\nretention = 32\nlinks = wellbeing\n");
    log_pipe_await(&p->trial.log, "reload_failed reason=\"[stats] links: ");
    reload(p, path, "nonsense\n");
    log_pipe_await(&p->trial.log, "reload_failed reason=\"");
    assert_non_null(strstr(p->trial.log.line, path));
    usleep(100000);
    for (int i = 0; i < 20; i++) {
        assert_true(notice_says(p, "\"retention_days\":31,"));
    }
    reload(p, path, "[log]\nlevel = error\n");
    kill(p->pid, SIGTERM);
    app_process_end(p);
    while (log_pipe_next(&p->trial.log, 0)) {
        assert_int_not_equal(strncmp(p->trial.log.line, "stopping ", 9), 0);
    }
    unlink(path);
}

/* Asked on a connection of its own. */
static void ask_operator(const char *path, const char *request, char *ret_answer, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    dprintf(fd, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", request);
    ssize_t len = recv(fd, ret_answer, size - 1, 0);
    assert_true(len > 0);
    ret_answer[len] = '\0';
    close(fd);
}

/* Meanwhile systemd hears that it lives, and a balancer that it goes. */
static void is_watched_while_it_stops(void **state)
{
    struct app_process *p = *state;
    struct client busy;
    char ops[96];
    char answer[512];
    setenv("WATCHDOG_USEC", "1000000", 1);
    snprintf(ops, sizeof ops, "%s/ops", p->trial.files.folder);
    snprintf(p->trial.config->ops.listen, CONFIG_TEXT_SIZE, "%s", ops);
    p->trial.config->server.drain_timeout_ms = 3000;
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
    daemon_trial_greet(&p->trial, &busy);
    client_say(&busy, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\nGET /");
    assert_int_equal(daemon_trial_status(&busy), 404);
    kill(p->pid, SIGTERM);
    kill(p->pid, SIGTERM); /* once is enough */
    log_pipe_await(&p->trial.log, "stopping ");
    int64_t began_ms = clock_monotonic_ms();
    ask_operator(ops, "/readyz", answer, sizeof answer);
    assert_memory_equal(answer, "HTTP/1.1 503 ", 13);
    assert_non_null(strstr(answer, "not ready: stopping\n"));
    app_process_end(p);
    assert_in_range(clock_monotonic_ms() - began_ms, 2500, 10000);
    client_close(&busy);
    unsigned signs = 0;
    while (strncmp(app_process_hear(p), "STOPPING=1\n", 11) != 0) {
    }
    while (recv(p->systemd, p->heard, sizeof p->heard, MSG_DONTWAIT) > 0) {
        assert_memory_equal(p->heard, "WATCHDOG=1", 10);
        signs++;
    }
    assert_in_range(signs, 4, 12);
    unlink(ops);
}

/* A thread by its name, which is told to whoever looks at threads. */
static pid_t find_thread(const struct app_process *p, const char *name)
{
    char path[300];
    char line[32] = "";
    pid_t found = 0;
    snprintf(path, sizeof path, "/proc/%d/task", (int)p->pid);
    DIR *folder = opendir(path);
    for (const struct dirent *task; found == 0 && (task = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/comm", (int)p->pid, task->d_name);
        FILE *file CLEANUP(fclose) = fopen(path, "r");
        if (file != NULL && fgets(line, sizeof line, file) != NULL) {
            line[strcspn(line, "\n")] = '\0';
            found = strcmp(line, name) == 0 ? atoi(task->d_name) : 0;
        }
    }
    closedir(folder);
    assert_true(found > 0);
    return found;
}

/* Whether this is heard in that time. */
static bool hears_within(struct app_process *p, const char *word, int ms)
{
    int64_t end_ms = clock_monotonic_ms() + ms;
    bool heard = false;
    while (!heard && clock_monotonic_ms() < end_ms) {
        ssize_t len = recv(p->systemd, p->heard, sizeof p->heard - 1, MSG_DONTWAIT);
        p->heard[len < 0 ? 0 : len] = '\0';
        heard = strcmp(p->heard, word) == 0;
        if (len < 0) {
            usleep(10000);
        }
    }
    return heard;
}

static void forget_what_was_heard(struct app_process *p)
{
    while (recv(p->systemd, p->heard, sizeof p->heard, MSG_DONTWAIT) > 0) {
    }
}

/* One of its threads is held; the main thread turns as before. */
static void a_loop_that_hangs_is_not_hidden(void **state)
{
    struct app_process *p = *state;
    setenv("WATCHDOG_USEC", "2000000", 1);
    app_process_launch(p);
    expect_serving(p, p->trial.socket, "workers=3 database=ready");
    assert_true(hears_within(p, "WATCHDOG=1", 5000));
    pid_t worker = find_thread(p, "worker");
    assert_int_equal(ptrace(PTRACE_SEIZE, worker, 0, 0), 0);
    assert_int_equal(ptrace(PTRACE_INTERRUPT, worker, 0, 0), 0);
    log_pipe_await(&p->trial.log, "watchdog_not_fed dead=1");
    forget_what_was_heard(p);
    assert_false(hears_within(p, "WATCHDOG=1", 3000));
    assert_int_equal(waitpid(worker, NULL, __WALL), worker);
    assert_int_equal(ptrace(PTRACE_DETACH, worker, 0, 0), 0);
    assert_true(hears_within(p, "WATCHDOG=1", 5000));
    kill(p->pid, SIGTERM);
    app_process_end(p);
}

/* In this process, in which no signal is awaited. */
static void refuse(struct app_process *p, char *value, const char *bad, const char *because)
{
    char good[CONFIG_TEXT_SIZE];
    struct error err = {0};
    memcpy(good, value, sizeof good);
    snprintf(value, CONFIG_TEXT_SIZE, "%s", bad);
    assert_false(app_run(&p->opts, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, because));
    memcpy(value, good, sizeof good);
}

static void says_why_it_cannot_start(void **state)
{
    struct app_process *p = *state;
    struct config *config = p->trial.config;
    refuse(p, config->stats.timezone, "Mars/Base", "[stats] timezone: there is no time zone Mars/Base");
    refuse(p, config->server.listen, " , ", "[server] listen: no address");
    refuse(p, config->server.certificate, "/nonexistent/certificate.pem", "/nonexistent/certificate.pem");
    refuse(p, config->stats.links, "wellbeing", "[stats] links: "); /* the workers run by then */
    while (log_pipe_next(&p->trial.log, 0)) {
        assert_int_not_equal(strncmp(p->trial.log.line, "serving ", 8), 0);
    }
}

#define TRIED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TRIED(serves_until_it_is_told_to_stop),
        TRIED(runs_the_pipes_it_was_given),
        TRIED(publishes_what_is_due),
        TRIED(stops_in_the_middle_of_a_cycle),
        TRIED(signals_come_to_the_main_thread_alone),
        TRIED(workers_share_the_connections_allowed),
        TRIED(reads_the_certificate_again),
        TRIED(keeps_the_certificate_when_it_can_read_none),
        TRIED(tells_systemd_that_it_is_alive),
        TRIED(reads_its_configuration_again),
        TRIED(is_watched_while_it_stops),
        TRIED(a_loop_that_hangs_is_not_hidden),
        TRIED(serves_while_the_database_is_away),
        TRIED(says_why_it_cannot_start),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
