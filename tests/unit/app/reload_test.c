/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file that was read again: who is told what, and that nobody is when anything is wrong. */
#include "app/reload.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../tls/self_signed.h"
#include "app/cycle_config.h"
#include "unit.h"

/* Parts that keep what they are told. */
struct worker {
    struct worker_settings *settings;
};

struct stats_thread {
    struct schedule_terms *terms;
};

void worker_set(struct worker *worker, struct worker_settings *settings)
{
    worker_settings_free(worker->settings);
    worker->settings = settings;
}

bool stats_thread_terms(const struct config *config, struct schedule_terms **ret_terms, struct error *err)
{
    struct schedule_terms *terms = calloc(1, sizeof *terms);
    terms->interval_s = (unsigned)config->stats.cycle_interval_s;
    assert_true(cycle_opts_from_config(config, &terms->cycle, err));
    *ret_terms = terms;
    return true;
}

void stats_thread_set(struct stats_thread *thread, struct schedule_terms *terms)
{
    free(thread->terms);
    thread->terms = terms;
}

struct scene {
    struct self_signed files;
    char path[64];
    struct config *config;
    char logged[512];
    struct log log;
    struct worker workers[2];
    struct worker *of_workers[2];
    struct stats_thread stats;
    struct reload reload;
};

static void keep_lines(void *ctx, enum log_level level, const char *line)
{
    (void)level;
    char *logged = ctx;
    size_t len = strlen(logged);
    snprintf(logged + len, sizeof((struct scene *)0)->logged - len, "%s\n", line);
}

static void write_file(const struct scene *s, const char *text)
{
    FILE *file CLEANUP(fclose) = fopen(s->path, "w");
    assert_non_null(file);
    fprintf(file, "[server]\ncertificate = %s\nprivate_key = %s\n%s", s->files.certificate, s->files.key,
            text);
}

static int set_up(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    struct error err;
    self_signed_make(&s->files, 86400, NULL);
    snprintf(s->path, sizeof s->path, "%s/conf", s->files.folder);
    write_file(s, "");
    assert_true(config_load(s->path, &s->config, &err));
    s->log = (struct log){keep_lines, s->logged, LOG_LEVEL_INFO};
    for (int i = 0; i < 2; i++) {
        s->of_workers[i] = &s->workers[i];
    }
    s->reload = (struct reload){.path = s->path,
                                .config = s->config,
                                .log = &s->log,
                                .workers = s->of_workers,
                                .n_workers = 2,
                                .stats = &s->stats};
    *state = s;
    return 0;
}

static int tear_down(void **state)
{
    struct scene *s = *state;
    for (int i = 0; i < 2; i++) {
        worker_settings_free(s->workers[i].settings);
    }
    free(s->stats.terms);
    config_free(s->config);
    unlink(s->path);
    self_signed_remove(&s->files);
    free(s);
    return 0;
}

static void everybody_is_told(void **state)
{
    struct scene *s = *state;
    struct error err;
    write_file(s, "idle_timeout_ms = 4321\nworkers = 9\n[stats]\nretention = 77\ncycle_interval_s = 5\n"
                  "[log]\nlevel = debug\n");
    assert_true(reload_run(&s->reload, &err));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(s->workers[i].settings->limits.idle_ms, 4321);
        assert_int_equal(s->workers[i].settings->terms.notice.retention_days, 77);
    }
    assert_ptr_not_equal(s->workers[0].settings->tls, s->workers[1].settings->tls);
    assert_int_equal(s->stats.terms->interval_s, 5);
    assert_int_equal(s->stats.terms->cycle.retention_days, 77);
    assert_int_equal(s->config->server.idle_timeout_ms, 4321);
    assert_int_equal(s->config->server.workers, 0);
    assert_int_equal(s->log.level, LOG_LEVEL_DEBUG);
    assert_string_equal(s->logged, "restart_needed key=\"[server] workers\"\n");
}

/* Each of them last in its file, behind a key that could be taken into use. */
static void nobody_is_told_of_what_is_wrong(void **state)
{
    struct scene *s = *state;
    static const char *const wrong[] = {
        "idle_timeout_ms = 4321\nnonsense\n", "idle_timeout_ms = 4321\n[stats]\nlinks = wellbeing\n",
        "idle_timeout_ms = 4321\n[stats]\nmax_lag_weeks = 26\nwindow_weeks = 26\n",
        "idle_timeout_ms = 4321\n[stats]\nk_employee = 4\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct error err = {0};
        write_file(s, wrong[i]);
        assert_false(reload_run(&s->reload, &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_null(s->workers[0].settings);
        assert_null(s->stats.terms);
        assert_int_equal(s->config->server.idle_timeout_ms, 60000);
        assert_string_equal(s->logged, "");
    }
}

static void a_certificate_that_is_wrong_changes_nothing(void **state)
{
    struct scene *s = *state;
    struct error err;
    write_file(s, "idle_timeout_ms = 4321\n");
    unlink(s->files.key);
    assert_false(reload_run(&s->reload, &err));
    assert_non_null(strstr(err.text, s->files.key));
    assert_null(s->workers[0].settings);
    assert_null(s->workers[1].settings);
    assert_int_equal(s->config->server.idle_timeout_ms, 60000);
}

static void without_a_file_the_certificate_is_read(void **state)
{
    struct scene *s = *state;
    struct error err;
    s->reload.path = NULL;
    s->reload.stats = NULL;
    s->config->server.idle_timeout_ms = 999;
    assert_true(reload_run(&s->reload, &err));
    assert_int_equal(s->workers[1].settings->limits.idle_ms, 999);
    assert_null(s->stats.terms);
    assert_string_equal(s->logged, "");
}

#define IN_SCENE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(everybody_is_told),
        IN_SCENE(nobody_is_told_of_what_is_wrong),
        IN_SCENE(a_certificate_that_is_wrong_changes_nothing),
        IN_SCENE(without_a_file_the_certificate_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
