/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One worker in its thread: what of the configuration reaches it, how it is told, and in which order it ends.
 */
#include "app/worker.h"

#include <dirent.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "daemon_trial.h"
#include "http/listen.h"

#define BODY_OF(length)                                                                                      \
    "POST /v1/withdrawals HTTP/1.1\r\nHost: a\r\nContent-Type: application/cbor\r\nContent-Length: " length  \
    "\r\n"
#define NOTHING "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"
/* A request that is answered at once, and half of the next: one record, so that both have come. */
#define ONE_AND_A_HALF NOTHING "GET /nothing HTTP/1.1\r\nHost"

struct scene {
    const struct fixture_pg *pg; /* the group's */
    struct daemon_trial trial;
    struct worker_opts opts;
    int fd;
    struct worker *worker;
};

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct error err;
    s->pg = *state;
    daemon_trial_open(&s->trial);
    assert_true(listen_open(s->trial.socket, &s->fd, &err));
    s->opts = (struct worker_opts){.config = s->trial.config,
                                   .log = &s->trial.log.log,
                                   .fds = &s->fd,
                                   .n_fds = 1,
                                   .max_connections = 64,
                                   .ingest = true,
                                   .query = true};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    if (s->worker != NULL) {
        worker_drain(s->worker);
        s->worker = worker_join(s->worker);
    }
    close(s->fd);
    daemon_trial_close(&s->trial);
    free(s);
    return 0;
}

static void run(struct scene *s)
{
    struct error err;
    if (!worker_start(&s->opts, &s->worker, &err)) {
        fail_msg("%s", err.text);
    }
}

static void await_ready(struct scene *s)
{
    for (int i = 0; i < 1000 && !worker_is_ready(s->worker); i++) {
        usleep(10000);
    }
    assert_true(worker_is_ready(s->worker));
}

static void halt(struct scene *s)
{
    worker_drain(s->worker);
    s->worker = worker_join(s->worker);
}

static void serves_the_pipes_it_was_given(void **state)
{
    struct scene *s = *state;
    for (int pipe = 0; pipe < 2; pipe++) {
        s->opts.ingest = pipe == 0;
        s->opts.query = pipe == 1;
        run(s);
        assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), pipe == 0 ? 503 : 404);
        assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/teams")), pipe == 1 ? 503 : 404);
        halt(s);
    }
}

/* Each pipe by its own connection string. */
static void is_ready_once_every_pipe_has_its_database(void **state)
{
    struct scene *s = *state;
    daemon_trial_use_database(&s->trial, s->pg);
    daemon_trial_use(s->trial.config->database.query, NULL, NULL);
    run(s);
    log_pipe_await(&s->trial.log, "catalog_loaded ");
    assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), 401);
    usleep(100000);
    assert_false(worker_is_ready(s->worker));
    halt(s);
    daemon_trial_use_database(&s->trial, s->pg);
    run(s);
    await_ready(s);
    assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), 401);
    assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/teams")), 401);
}

/* Nobody is told to come again only because the worker has not connected yet. */
static void the_first_client_waits_for_the_database(void **state)
{
    struct scene *s = *state;
    daemon_trial_use_database(&s->trial, s->pg);
    run(s);
    assert_int_equal(daemon_trial_ask(&s->trial, DAEMON_TRIAL_GET("/v1/surveys")), 401);
    assert_true(worker_is_ready(s->worker));
}

/* By another thread, while its own works; and that its loop turns. */
static void is_watched_from_outside(void **state)
{
    struct scene *s = *state;
    daemon_trial_use_database(&s->trial, s->pg);
    run(s);
    const struct worker_metrics metrics = worker_metrics(s->worker);
    await_ready(s);
    assert_int_equal(meter_get(&metrics.intake->ready), 1);
    assert_int_equal(meter_get(&metrics.query->ready), 1);
    assert_int_equal(daemon_trial_ask(&s->trial, NOTHING), 404);
    assert_int_equal(meter_get(&metrics.listen->responses[3]), 1);
    assert_in_range(meter_get(metrics.certificate_expires_s), time(NULL), time(NULL) + 86400);
    assert_in_range(worker_silence_ms(s->worker), 0, 5000);
    worker_drain(s->worker);
    usleep(3000000);
    assert_int_equal(worker_silence_ms(s->worker), 0); /* it has ended, and is not dead */
    s->worker = worker_join(s->worker);
    s->opts.ingest = false;
    run(s);
    assert_null(worker_metrics(s->worker).intake);
    assert_non_null(worker_metrics(s->worker).query);
}

/* Without a database, and without a key. */
static void the_notice_is_of_the_configuration(void **state)
{
    struct scene *s = *state;
    struct client client;
    s->trial.config->stats.k_employee = 6;
    s->trial.config->stats.k_customer = 7;
    s->trial.config->stats.grace_days = 8;
    s->trial.config->stats.retention = 9;
    s->trial.config->ingest.max_late_days = 10;
    s->trial.config->ingest.backfill_days = 11;
    run(s);
    daemon_trial_greet(&s->trial, &client);
    client_say(&client, "GET /v1/privacy HTTP/1.1\r\nHost: a\r\n\r\n");
    struct response response = client_read(&client, true);
    assert_int_equal(response.status, 200);
    assert_non_null(strstr(response.body, "\"thresholds\":{\"employee\":6,\"customer\":7,\"spread\":10}"));
    assert_non_null(strstr(response.body, "\"grace_days\":8,\"max_late_days\":10,\"backfill_days\":11,"
                                          "\"retention_days\":9,"));
    free(response.body);
    client_close(&client);
}

/* Said on a new connection, which is closed after it was answered so. */
static void expect_an_end(const struct scene *s, const char *said, int status)
{
    struct client client;
    daemon_trial_greet(&s->trial, &client);
    client_say(&client, said);
    assert_int_equal(daemon_trial_status(&client), status);
    assert_true(client_is_dismissed(&client));
    client_close(&client);
}

static void expect_an_end_of_silence(const struct scene *s)
{
    char byte;
    int fd = daemon_trial_connect(&s->trial, 20);
    assert_int_equal(recv(fd, &byte, 1, 0), 0);
    close(fd);
}

/* One is short and the others are longer than anybody waits here. */
static void every_phase_has_its_own_time(void **state)
{
    struct scene *s = *state;
    int64_t *times[] = {&s->trial.config->server.handshake_timeout_ms,
                        &s->trial.config->server.idle_timeout_ms, &s->trial.config->server.head_timeout_ms,
                        &s->trial.config->server.body_timeout_ms};
    static const char *const said[] = {NULL, NOTHING, "GET /", BODY_OF("9") "\r\nab"};
    static const int statuses[] = {0, 404, 408, 408};
    s->trial.config->server.write_timeout_ms = 60000;
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < 4; j++) {
            *times[j] = j == i ? 200 : 60000;
        }
        run(s);
        if (said[i] == NULL) {
            expect_an_end_of_silence(s);
        } else {
            expect_an_end(s, said[i], statuses[i]);
        }
        halt(s);
    }
}

static void bounds_of_the_configuration_are_kept(void **state)
{
    struct scene *s = *state;
    struct client client;
    struct client second;
    s->trial.config->server.max_requests = 2;
    s->trial.config->server.max_body_bytes = 8192;
    s->opts.max_connections = 1;
    run(s);
    daemon_trial_greet(&s->trial, &client);
    assert_false(client_start(&second, s->trial.client_context, daemon_trial_connect(&s->trial, 1)));
    client_close(&second);
    for (int i = 0; i < 2; i++) {
        client_say(&client, NOTHING);
        assert_int_equal(daemon_trial_status(&client), 404);
    }
    assert_true(client_is_dismissed(&client));
    client_close(&client);
    expect_an_end(s,
                  "POST /v1/submissions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n"
                  "Content-Type: application/cbor-seq\r\nContent-Length: 8193\r\n\r\n",
                  413);
}

/* Whoever may go on has its content counted. */
static void sixteen_of_the_largest_bodies_are_awaited(void **state)
{
    struct scene *s = *state;
    struct client clients[17];
    s->trial.config->server.max_body_bytes = 8192;
    s->trial.config->server.drain_timeout_ms = 0;
    run(s);
    for (int i = 0; i < 17; i++) {
        daemon_trial_greet(&s->trial, &clients[i]);
        client_say(&clients[i], BODY_OF("8192") "Expect: 100-continue\r\n\r\n");
        assert_int_equal(daemon_trial_status(&clients[i]), i < 16 ? 100 : 503);
    }
    halt(s);
    for (int i = 0; i < 17; i++) {
        client_close(&clients[i]);
    }
}

/* What all threads of the process use while this one sleeps. */
static int64_t used_in_a_while_ms(void)
{
    struct timespec before;
    struct timespec after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    usleep(200000);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    return (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
}

/* Those of the configuration as it is now. */
static struct worker_settings *settings_of(const struct scene *s)
{
    struct worker_settings *settings;
    struct error err;
    assert_true(worker_settings_new(s->trial.config, &settings, &err));
    return settings;
}

static struct worker_settings *settings_with(const struct scene *s, const struct self_signed *files)
{
    snprintf(s->trial.config->server.certificate, CONFIG_TEXT_SIZE, "%s", files->certificate);
    snprintf(s->trial.config->server.private_key, CONFIG_TEXT_SIZE, "%s", files->key);
    return settings_of(s);
}

/* Of two that come at once the second counts; the last comes too late for anybody and is freed. */
static void takes_the_newest_certificate(void **state)
{
    struct scene *s = *state;
    struct self_signed renewed;
    struct worker_settings *settings[3];
    struct client old;
    run(s);
    self_signed_make(&renewed, 86400, NULL);
    for (int i = 0; i < 3; i++) {
        settings[i] = settings_with(s, i == 1 ? &renewed : &s->trial.files);
    }
    daemon_trial_greet(&s->trial, &old);
    worker_set(s->worker, settings[0]);
    worker_set(s->worker, settings[1]);
    bool was_shown = false;
    for (int i = 0; i < 100 && !was_shown; i++) {
        struct client new;
        daemon_trial_greet(&s->trial, &new);
        was_shown = client_was_shown(&new, renewed.certificate);
        client_close(&new);
    }
    assert_true(was_shown);
    client_say(&old, DAEMON_TRIAL_GET("/v1/surveys"));
    assert_int_equal(daemon_trial_status(&old), 503);
    client_close(&old);
    assert_true(used_in_a_while_ms() < 100); /* woken once, not for ever */
    worker_drain(s->worker);
    usleep(100000); /* by now its thread has ended */
    worker_set(s->worker, settings[2]);
    s->worker = worker_join(s->worker);
    self_signed_remove(&renewed);
}

/* What the notice tells is at the far end of the way of the write pipe's terms. */
static void await_in_notice(const struct scene *s, const char *text)
{
    bool told = false;
    for (int i = 0; i < 200 && !told; i++) {
        struct client client;
        daemon_trial_greet(&s->trial, &client);
        client_say(&client, "GET /v1/privacy HTTP/1.1\r\nHost: a\r\n\r\n");
        struct response response = client_read(&client, true);
        told = strstr(response.body, text) != NULL;
        free(response.body);
        client_close(&client);
    }
    assert_true(told);
}

/* Limits hold for connections that are there as well. */
static void works_by_new_settings(void **state)
{
    struct scene *s = *state;
    struct client old;
    s->trial.config->server.drain_timeout_ms = 60000;
    run(s);
    daemon_trial_greet(&s->trial, &old);
    client_say(&old, NOTHING);
    assert_int_equal(daemon_trial_status(&old), 404);
    s->trial.config->stats.retention = 31;
    s->trial.config->server.max_requests = 2;
    s->trial.config->server.head_timeout_ms = 200;
    s->trial.config->server.drain_timeout_ms = 300;
    worker_set(s->worker, settings_of(s));
    await_in_notice(s, "\"retention_days\":31,");
    client_say(&old, NOTHING);
    assert_int_equal(daemon_trial_status(&old), 404);
    assert_true(client_is_dismissed(&old));
    client_close(&old);
    expect_an_end(s, "GET /", 408);
    struct client busy;
    s->trial.config->server.head_timeout_ms = 60000;
    worker_set(s->worker, settings_of(s));
    usleep(100000);
    daemon_trial_greet(&s->trial, &busy);
    client_say(&busy, "GET /");
    usleep(100000);
    int64_t began_ms = clock_monotonic_ms();
    halt(s);
    assert_in_range(clock_monotonic_ms() - began_ms, 300, 4000);
    client_close(&busy);
}

static void drains_to_the_end_of_what_is_under_way(void **state)
{
    struct scene *s = *state;
    struct client idle;
    struct client busy;
    run(s);
    daemon_trial_greet(&s->trial, &idle);
    daemon_trial_greet(&s->trial, &busy);
    client_say(&idle, NOTHING);
    client_say(&busy, ONE_AND_A_HALF);
    assert_int_equal(daemon_trial_status(&idle), 404);
    assert_int_equal(daemon_trial_status(&busy), 404);
    worker_drain(s->worker);
    assert_true(client_is_dismissed(&idle));
    client_say(&busy, ": a\r\n\r\n");
    struct response response = client_read(&busy, true);
    assert_int_equal(response.status, 404);
    assert_non_null(strstr(response.head, "\r\nConnection: close\r\n"));
    free(response.body);
    assert_true(client_is_dismissed(&busy));
    client_close(&idle);
    client_close(&busy);
    s->worker = worker_join(s->worker);
}

static void drains_no_longer_than_it_may(void **state)
{
    struct scene *s = *state;
    struct client busy;
    s->trial.config->server.drain_timeout_ms = 300;
    run(s);
    daemon_trial_greet(&s->trial, &busy);
    client_say(&busy, ONE_AND_A_HALF);
    assert_int_equal(daemon_trial_status(&busy), 404);
    int64_t began_ms = clock_monotonic_ms();
    halt(s);
    assert_in_range(clock_monotonic_ms() - began_ms, 300, 4000);
    assert_false(client_more(&busy));
    client_close(&busy);
}

/* The database does not answer: the question is refused to its client's face, not dropped. */
static void answers_what_is_left_when_it_ends(void **state)
{
    struct scene *s = *state;
    struct client client;
    struct error err;
    struct db *db CLEANUP(db_close) = fixture_pg_open(s->pg, "postgres");
    daemon_trial_use_database(&s->trial, s->pg);
    s->trial.config->server.drain_timeout_ms = 0;
    run(s);
    await_ready(s);
    assert_true(db_begin(db, &err));
    assert_true(db_script(db, "LOCK TABLE pulssid.api_key IN ACCESS EXCLUSIVE MODE", &err));
    daemon_trial_greet(&s->trial, &client);
    client_say(&client, DAEMON_TRIAL_GET("/v1/teams"));
    while (fixture_pg_number(s->pg, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
    }
    halt(s);
    struct response response = client_read(&client, true);
    assert_int_equal(response.status, 503);
    assert_non_null(strstr(response.body, "shutting_down"));
    free(response.body);
    client_close(&client);
}

static size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t n = 0;
    while (readdir(folder) != NULL) {
        n++;
    }
    closedir(folder);
    return n;
}

static void what_cannot_start_leaves_nothing(void **state)
{
    struct scene *s = *state;
    struct worker *worker = NULL;
    struct error err;
    size_t before = count_descriptors();
    snprintf(s->trial.config->server.private_key, CONFIG_TEXT_SIZE, "/nonexistent/key.pem");
    assert_false(worker_start(&s->opts, &worker, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "/nonexistent/key.pem"));
    assert_null(worker);
    assert_int_equal(count_descriptors(), before);
    assert_null(worker_join(NULL));
}

#define TRIED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        TRIED(serves_the_pipes_it_was_given),
        TRIED(is_ready_once_every_pipe_has_its_database),
        TRIED(the_first_client_waits_for_the_database),
        TRIED(is_watched_from_outside),
        TRIED(the_notice_is_of_the_configuration),
        TRIED(every_phase_has_its_own_time),
        TRIED(bounds_of_the_configuration_are_kept),
        TRIED(sixteen_of_the_largest_bodies_are_awaited),
        TRIED(works_by_new_settings),
        TRIED(takes_the_newest_certificate),
        TRIED(drains_to_the_end_of_what_is_under_way),
        TRIED(drains_no_longer_than_it_may),
        TRIED(answers_what_is_left_when_it_ends),
        TRIED(what_cannot_start_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
