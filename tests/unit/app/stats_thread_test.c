/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread of the statistics: that it works by itself, and that it ends when it is told to. */
#include "app/stats_thread.h"

#include <dirent.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "daemon_trial.h"

struct scene {
    const struct fixture_pg *pg; /* the group's */
    struct daemon_trial trial;
    struct stats_thread *thread;
};

/* Only the connection string of the statistics leads to a database. */
static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->pg = *state;
    daemon_trial_open(&s->trial);
    daemon_trial_use(s->trial.config->database.stats, s->pg, "pulssid_stats");
    s->trial.config->stats.cycle_interval_s = 86400;
    daemon_trial_open_period(s->pg);
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    stats_thread_join(s->thread);
    daemon_trial_close(&s->trial);
    free(s);
    return 0;
}

static void run(struct scene *s)
{
    struct error err;
    const struct stats_thread_opts opts = {.config = s->trial.config, .log = &s->trial.log.log};
    if (!stats_thread_start(&opts, &s->thread, &err)) {
        fail_msg("%s", err.text);
    }
}

static void publishes_by_itself(void **state)
{
    struct scene *s = *state;
    run(s);
    const char *line = log_pipe_await(&s->trial.log, "period_published ");
    assert_non_null(strstr(line, "period=2024-W36 "));
    assert_int_equal(meter_get(&stats_thread_metrics(s->thread)->published), 1);
    s->thread = stats_thread_join(s->thread);
    assert_null(s->thread);
    assert_int_equal(
        fixture_pg_number(s->pg, "SELECT count(*) FROM pulssid.period WHERE state = 'published'"), 1);
}

static void looks_again_after_its_interval(void **state)
{
    struct scene *s = *state;
    s->trial.config->stats.cycle_interval_s = 1;
    daemon_trial_use_database(&s->trial, NULL);
    run(s);
    log_pipe_await(&s->trial.log, "cycle_failed ");
    int64_t began_ms = clock_monotonic_ms();
    log_pipe_await(&s->trial.log, "cycle_failed ");
    assert_in_range(clock_monotonic_ms() - began_ms, 500, 10000);
}

/* The nice value of a thread of this process by its name; fails when there is none. */
static int nice_of(const char *name)
{
    DIR *tasks = opendir("/proc/self/task");
    assert_non_null(tasks);
    for (const struct dirent *task; (task = readdir(tasks)) != NULL;) {
        char path[300];
        char comm[32] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/comm", task->d_name);
        FILE *file = fopen(path, "re");
        if (file != NULL && fgets(comm, sizeof comm, file) != NULL) {
            comm[strcspn(comm, "\n")] = '\0';
        }
        if (file != NULL) {
            fclose(file);
        }
        if (strcmp(comm, name) == 0) {
            id_t id = (id_t)strtoul(task->d_name, NULL, 10);
            closedir(tasks);
            return getpriority(PRIO_PROCESS, id);
        }
    }
    closedir(tasks);
    fail_msg("there is no thread %s", name);
    return 0;
}

static void stands_behind_the_others(void **state)
{
    struct scene *s = *state;
    int own = getpriority(PRIO_PROCESS, 0);
    daemon_trial_use_database(&s->trial, NULL);
    run(s);
    log_pipe_await(&s->trial.log, "cycle_failed ");
    assert_int_equal(nice_of("stats"), 19);
    assert_int_equal(getpriority(PRIO_PROCESS, 0), own);
}

/* The next look is a day away. */
static void ends_while_it_waits(void **state)
{
    struct scene *s = *state;
    daemon_trial_use_database(&s->trial, NULL);
    run(s);
    log_pipe_await(&s->trial.log, "cycle_failed ");
    usleep(100000); /* nothing tells that it has set its timer */
    int64_t began_ms = clock_monotonic_ms();
    s->thread = stats_thread_join(s->thread);
    assert_true(clock_monotonic_ms() - began_ms < 10000);
    assert_false(log_pipe_next(&s->trial.log, 0));
}

/* The cycle waits for a batch that holds the period, and would for ever. */
static void ends_in_the_middle_of_a_run(void **state)
{
    struct scene *s = *state;
    struct error err;
    struct db *batch CLEANUP(db_close) = fixture_pg_open(s->pg, "pulssid_ingest");
    assert_true(db_script(
        batch, "BEGIN; SELECT pg_advisory_xact_lock_shared(pulssid.period_lock_class(), 2852)", &err));
    run(s);
    while (fixture_pg_number(s->pg, "SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
    }
    usleep(2500000);
    assert_in_range(stats_thread_silence_ms(s->thread), 0, 1000); /* it waits, and is not dead */
    s->thread = stats_thread_join(s->thread);
    log_pipe_await(&s->trial.log, "cycle_failed ");
    assert_int_equal(fixture_pg_number(s->pg, "SELECT count(*) FROM pulssid.period WHERE state = 'open'"), 1);
}

/* Its thread may not have begun yet. */
static void ends_before_it_has_begun(void **state)
{
    struct scene *s = *state;
    for (int i = 0; i < 20; i++) {
        run(s);
        s->thread = stats_thread_join(s->thread);
        assert_null(s->thread);
    }
}

static void what_makes_no_cycle_starts_no_thread(void **state)
{
    struct scene *s = *state;
    struct error err;
    snprintf(s->trial.config->stats.links, CONFIG_TEXT_SIZE, "wellbeing");
    const struct stats_thread_opts opts = {.config = s->trial.config, .log = &s->trial.log.log};
    assert_false(stats_thread_start(&opts, &s->thread, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_non_null(strstr(err.text, "[stats] links: "));
    assert_null(s->thread);
    assert_null(stats_thread_join(NULL));
}

#define TRIED(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIED(publishes_by_itself),      TRIED(looks_again_after_its_interval),
        TRIED(ends_while_it_waits),      TRIED(ends_in_the_middle_of_a_run),
        TRIED(ends_before_it_has_begun), TRIED(what_makes_no_cycle_starts_no_thread),
        TRIED(stands_behind_the_others),
    };
    return cmocka_run_group_tests(tests, fixture_pg_start_group, fixture_pg_stop_group);
}
