/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operator's listener, asked over its socket while the parts it watches are well or ill. */
#include "app/ops.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"
#include "fake_parts.h"
#include "fixture_loop.h"
#include "fixture_pg.h"
#include "unit.h"

struct scene {
    const struct fixture_pg *pg; /* the group's */
    char path[64];
    struct config *config;
    struct sockets sockets;
    struct fake_parts fake;
    struct event_base *base;
    struct ops_opts opts;
    struct ops *ops;
};

static void open_socket(struct scene *s)
{
    struct error err;
    snprintf(s->path, sizeof s->path, "/tmp/pulssid-ops.%d", (int)getpid());
    assert_true(sockets_open(s->path, "ops", &s->sockets, &err));
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct error err;
    s->pg = *state;
    assert_true(config_load("/dev/null", &s->config, &err));
    fixture_pg_conninfo(s->pg, "pulssid_ingest", s->config->database.ingest);
    fixture_pg_conninfo(s->pg, "pulssid_stats", s->config->database.stats);
    fixture_pg_conninfo(s->pg, "pulssid_report", s->config->database.query);
    open_socket(s);
    fake_parts_make(&s->fake);
    s->base = event_base_new();
    s->opts = (struct ops_opts){.config = s->config,
                                .sockets = &s->sockets,
                                .parts = &s->fake.parts,
                                .ingest = true,
                                .max_connections = 128};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    ops_free(s->ops);
    event_base_free(s->base);
    sockets_close(&s->sockets);
    unlink(s->path);
    config_free(s->config);
    free(s);
    return 0;
}

static void run(struct scene *s)
{
    struct error err;
    assert_true(ops_start(s->base, &s->opts, &s->ops, &err));
}

/* The whole answer, for free(), while the loop turns in this thread. */
static char *ask(struct scene *s, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char *text = calloc(1, 65536);
    size_t len = 0;
    ssize_t n = -1;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", s->path);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    dprintf(fd, "GET %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", path);
    for (int i = 0; i < 500 && n != 0; i++) {
        fixture_loop_for(s->base, 10);
        n = recv(fd, text + len, 65535 - len, MSG_DONTWAIT);
        len += n > 0 ? (size_t)n : 0;
    }
    close(fd);
    return text;
}

static void expect(struct scene *s, const char *path, int status, const char *content)
{
    char *answer CLEANUP(free) = ask(s, path);
    char begin[16];
    snprintf(begin, sizeof begin, "HTTP/1.1 %d ", status);
    if (strncmp(answer, begin, strlen(begin)) != 0 || strstr(answer, content) == NULL) {
        fail_msg("%s gave no %d with \"%s\" but:\n%s", path, status, content, answer);
    }
}

/* The database has to be asked first. */
static void await_ready(struct scene *s)
{
    char *answer = ask(s, "/readyz");
    int64_t end_ms = clock_monotonic_ms() + 10000;
    while (strncmp(answer, "HTTP/1.1 200 ", 13) != 0 && clock_monotonic_ms() < end_ms) {
        free(answer);
        answer = ask(s, "/readyz");
    }
    free(answer);
    expect(s, "/readyz", 200, "\r\n\r\nready: 2 of 2 workers\nready: database\n");
}

static void health_is_that_of_the_loops(void **state)
{
    struct scene *s = *state;
    run(s);
    expect(s, "/healthz", 200, "\r\n\r\nworker 0 alive: silent for 0 ms\n");
    s->fake.workers[1].silence_ms = 30001;
    expect(s, "/healthz", 503, "worker 1 dead: silent for 30001 ms\n");
    expect(s, "/metrics", 200, "\npulssid_loops_dead 1\n");
    s->fake.workers[1].silence_ms = 0;
    s->fake.stats.silence_ms = 300001;
    expect(s, "/healthz", 503, "stats dead: ");
}

static void readiness_is_that_of_every_worker(void **state)
{
    struct scene *s = *state;
    run(s);
    await_ready(s);
    expect(s, "/metrics", 200, "\npulssid_ready 1\n");
    s->fake.workers[0].ready = false;
    expect(s, "/readyz", 503, "\r\n\r\nnot ready: 1 of 2 workers\nready: database\n");
    expect(s, "/metrics", 200, "\npulssid_ready 0\n");
    s->fake.workers[0].ready = true;
    expect(s, "/readyz", 200, "ready: 2 of 2 workers\n");
    ops_stop_begins(s->ops);
    expect(s, "/readyz", 503, "\r\n\r\nnot ready: stopping\n");
    expect(s, "/healthz", 200, "alive");
}

/* Of the three roles only the one that runs is tried, the one that writes submissions first. */
static void the_database_is_tried_by_the_role_that_runs(void **state)
{
    struct scene *s = *state;
    char *const infos[] = {s->config->database.ingest, s->config->database.stats, s->config->database.query};
    for (int role = 0; role < 3; role++) {
        char good[CONFIG_TEXT_SIZE];
        s->opts.ingest = role == 0;
        s->fake.parts.stats = role < 2 ? &s->fake.stats : NULL;
        run(s);
        await_ready(s);
        s->ops = ops_free(s->ops);
        snprintf(good, sizeof good, "%s", infos[role]);
        snprintf(infos[role], CONFIG_TEXT_SIZE, "host=/nonexistent");
        run(s);
        expect(s, "/readyz", 503, "not ready: the database cannot be reached\n");
        s->ops = ops_free(s->ops);
        snprintf(infos[role], CONFIG_TEXT_SIZE, "%s", good);
    }
}

static void limits_are_those_of_all_workers(void **state)
{
    struct scene *s = *state;
    s->config->ingest.queue_max = 111;
    run(s);
    expect(s, "/metrics", 200, "\npulssid_queue_limit_submissions 222\n");
    expect(s, "/metrics", 200, "\npulssid_connections_limit 128\n");
    s->config->ingest.queue_max = 333;
    ops_count_reload(s->ops, true);
    ops_count_reload(s->ops, false);
    ops_count_reload(s->ops, false);
    expect(s, "/metrics", 200, "\npulssid_queue_limit_submissions 666\n");
    expect(s, "/metrics", 200,
           "\npulssid_reloads_total{result=\"done\"} 1\npulssid_reloads_total{result=\"failed\"} 2\n");
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(health_is_that_of_the_loops),
        IN_SCENE(readiness_is_that_of_every_worker),
        IN_SCENE(the_database_is_tried_by_the_role_that_runs),
        IN_SCENE(limits_are_those_of_all_workers),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
