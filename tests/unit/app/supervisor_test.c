/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd hears of parts that come up, falter, hang and stop. */
#include "app/supervisor.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "fake_parts.h"
#include "fixture_loop.h"
#include "notify_socket.h"

struct scene {
    int systemd;
    struct fake_parts fake;
    struct event_base *base;
    struct supervisor *supervisor;
    char logged[256];
    struct log log;
    char heard[256];
};

static void keep_line(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    snprintf(ctx, sizeof((struct scene *)0)->logged, "%s", line);
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    s->systemd = notify_socket_open();
    s->base = event_base_new();
    s->log = (struct log){keep_line, s->logged, LOG_LEVEL_DEBUG};
    fake_parts_make(&s->fake);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    supervisor_free(s->supervisor);
    event_base_free(s->base);
    close(s->systemd);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    free(s);
    return 0;
}

static void run(struct scene *s)
{
    const struct supervisor_opts opts = {.parts = &s->fake.parts, .log = &s->log, .listen = ":8443"};
    struct error err;
    assert_true(supervisor_start(s->base, &opts, &s->supervisor, &err));
}

/* What has been said and was not read; an empty string when nothing was. */
static const char *heard(struct scene *s)
{
    ssize_t len = recv(s->systemd, s->heard, sizeof s->heard - 1, MSG_DONTWAIT);
    s->heard[len < 0 ? 0 : len] = '\0';
    return s->heard;
}

static void set_ready(struct scene *s, bool first, bool second)
{
    s->fake.workers[0].ready = first;
    s->fake.workers[1].ready = second;
}

static void ready_is_said_once_all_are(void **state)
{
    struct scene *s = *state;
    set_ready(s, true, false);
    run(s);
    fixture_loop_for(s->base, 200);
    assert_string_equal(heard(s), "");
    set_ready(s, true, true);
    fixture_loop_for(s->base, 200);
    assert_string_equal(heard(s), "READY=1\nSTATUS=Serving");
    assert_string_equal(s->logged, "serving listen=:8443 workers=2 database=ready");
    fixture_loop_for(s->base, 1500);
    assert_string_equal(heard(s), ""); /* nothing has changed */
}

static void a_database_that_is_away_holds_up_no_start(void **state)
{
    struct scene *s = *state;
    int64_t began_ms = clock_monotonic_ms();
    set_ready(s, false, false);
    run(s);
    while (heard(s)[0] == '\0' && clock_monotonic_ms() - began_ms < 15000) {
        fixture_loop_for(s->base, 20);
    }
    assert_string_equal(s->heard, "READY=1\nSTATUS=Serving; the database is away");
    assert_in_range(clock_monotonic_ms() - began_ms, 5000, 8000);
    assert_string_equal(s->logged, "serving listen=:8443 workers=2 database=away");
}

static void a_change_is_told_in_a_sentence(void **state)
{
    struct scene *s = *state;
    run(s);
    assert_string_equal(heard(s), "READY=1\nSTATUS=Serving");
    set_ready(s, true, false);
    fixture_loop_for(s->base, 1500);
    assert_string_equal(heard(s), "STATUS=Serving; 1 of 2 workers reach the database");
    set_ready(s, false, false);
    fixture_loop_for(s->base, 1500);
    assert_string_equal(heard(s), "STATUS=Serving; the database is away");
    s->fake.workers[1].silence_ms = 30001;
    fixture_loop_for(s->base, 1500);
    assert_string_equal(heard(s), "STATUS=1 of 3 threads hangs");
    set_ready(s, true, true);
    s->fake.workers[1].silence_ms = 0;
    fixture_loop_for(s->base, 1500);
    assert_string_equal(heard(s), "STATUS=Serving");
}

/* Of four signs in two seconds none is given while a loop has been silent for longer than systemd would be
 * patient. */
static void signs_of_life_are_those_of_every_loop(void **state)
{
    struct scene *s = *state;
    setenv("WATCHDOG_USEC", "1000000", 1);
    s->fake.workers[0].silence_ms = 1000;
    run(s);
    assert_string_equal(heard(s), "READY=1\nSTATUS=Serving");
    fixture_loop_for(s->base, 600);
    assert_string_equal(heard(s), "WATCHDOG=1");
    s->fake.workers[0].silence_ms = 1001;
    fixture_loop_for(s->base, 2100);
    assert_string_equal(heard(s), "");
    assert_string_equal(s->logged, "watchdog_not_fed dead=1");
    s->fake.workers[0].silence_ms = 0;
    s->fake.stats.silence_ms = 10001;
    fixture_loop_for(s->base, 1100);
    assert_string_equal(heard(s), "");
    s->fake.stats.silence_ms = 10000;
    fixture_loop_for(s->base, 600);
    assert_string_equal(heard(s), "WATCHDOG=1");
}

static void a_reload_has_a_beginning_and_an_end(void **state)
{
    struct scene *s = *state;
    long long us = 0;
    run(s);
    heard(s);
    supervisor_reload_begins(s->supervisor);
    assert_int_equal(sscanf(heard(s), "RELOADING=1\nMONOTONIC_USEC=%lld\n", &us), 1);
    assert_in_range(us, clock_monotonic_us() - 1000000, clock_monotonic_us());
    assert_non_null(strstr(s->heard, "\nSTATUS=Reading the configuration again"));
    supervisor_reload_ends(s->supervisor);
    assert_string_equal(heard(s), "READY=1\nSTATUS=Serving");
}

static void a_reload_makes_nobody_ready(void **state)
{
    struct scene *s = *state;
    set_ready(s, false, false);
    run(s);
    supervisor_reload_begins(s->supervisor);
    heard(s);
    supervisor_reload_ends(s->supervisor);
    assert_string_equal(heard(s), "");
    fixture_loop_for(s->base, 5500);
    assert_string_equal(heard(s), "READY=1\nSTATUS=Serving; the database is away");
}

/* Its sentence is the last; signs of life go on. */
static void a_stop_is_told_with_its_time(void **state)
{
    struct scene *s = *state;
    setenv("WATCHDOG_USEC", "1000000", 1);
    run(s);
    heard(s);
    supervisor_stop_begins(s->supervisor, 12345);
    assert_string_equal(heard(s),
                        "STOPPING=1\nEXTEND_TIMEOUT_USEC=12345000\nSTATUS=Finishing what was begun");
    set_ready(s, false, false);
    fixture_loop_for(s->base, 1300);
    assert_string_equal(heard(s), "WATCHDOG=1");
    assert_string_equal(heard(s), "WATCHDOG=1");
    assert_string_equal(heard(s), "");
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(ready_is_said_once_all_are),          IN_SCENE(a_database_that_is_away_holds_up_no_start),
        IN_SCENE(a_change_is_told_in_a_sentence),      IN_SCENE(signs_of_life_are_those_of_every_loop),
        IN_SCENE(a_reload_has_a_beginning_and_an_end), IN_SCENE(a_reload_makes_nobody_ready),
        IN_SCENE(a_stop_is_told_with_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
