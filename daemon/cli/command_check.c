/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid check`: what is wrong, before it hurts. */
#include <stdio.h>
#include <string.h>

#include "app/app_check.h"
#include "base/clock.h"
#include "command_db.h"
#include "command_run.h"
#include "model/calendar.h"
#include "store/database_check.h"
#include "store/log_settings.h"
#include "store/role_check.h"

#define RENEW_DAYS 21

struct findings {
    size_t wrong;
    size_t warnings;
};

static void on_found(void *ctx, bool wrong, const char *sentence)
{
    struct findings *findings = ctx;
    findings->wrong += wrong;
    findings->warnings += !wrong;
    printf("%s: %s\n", wrong ? "wrong" : "warning", sentence);
}

static void check_config(const struct command_input *input, struct findings *findings)
{
    struct error err;
    size_t wrong = findings->wrong;
    if (!app_check_listen(input->config, &err)) {
        on_found(findings, true, err.text);
    }
    if (!app_check_ops(input->config, &err)) {
        on_found(findings, true, err.text);
    }
    if (!app_check_cycle(input->config, &err)) {
        on_found(findings, true, err.text);
    }
    if (findings->wrong == wrong) {
        printf("ok: configuration %s\n", input->config_path);
    }
}

static void check_certificate(const struct config *config, struct findings *findings)
{
    struct error err;
    int32_t expires;
    char day[DAY_TEXT_SIZE];
    char sentence[64];
    if (!app_check_tls(config, &expires, &err)) {
        on_found(findings, true, err.text);
        return;
    }
    calendar_format_day(expires, day);
    int32_t today = clock_today();
    if (expires >= today + RENEW_DAYS) {
        printf("ok: certificate, until %s\n", day);
        return;
    }
    snprintf(sentence, sizeof sentence, "the certificate %s on %s", expires < today ? "expired" : "expires",
             day);
    on_found(findings, expires < today, sentence);
}

/* The role that a pipe works as. */
struct pipe {
    enum command_role role;
    const char *name;
    const char *made_as; /* what migrations call the role; the login may be another */
    struct db *db;       /* owned; NULL: err says why */
    char role_name[ROLE_CHECK_NAME_SIZE];
    struct error err;
};

#define N_PIPES 3

static void open_pipe(const struct command_input *input, struct pipe *pipe)
{
    if (command_db_open(input, pipe->role, &pipe->db, &pipe->err) &&
        !role_check_name(pipe->db, pipe->role_name, &pipe->err)) {
        error_prefix(&pipe->err, "[database] %s", pipe->name);
        pipe->db = db_close(pipe->db);
    }
}

static void tell_shared(const struct pipe *a, const struct pipe *b, struct findings *findings)
{
    char sentence[ROLE_CHECK_NAME_SIZE + 128];
    snprintf(sentence, sizeof sentence,
             "[database] %s and %s log in as the same role, %s: give each pipe its own", a->name, b->name,
             a->role_name);
    on_found(findings, true, sentence);
}

/* Two pipes that share a role are told once, with the later. */
static bool check_apart(const struct pipe pipes[N_PIPES], size_t i, const struct finding_sink *sink,
                        struct error *err)
{
    for (size_t other = 0; other < N_PIPES; other++) {
        bool shared = pipes[other].db != NULL && strcmp(pipes[other].role_name, pipes[i].role_name) == 0;
        if (other < i && shared) {
            tell_shared(&pipes[other], &pipes[i], sink->ctx);
        } else if (!role_check_apart(pipes[i].db, pipes[other].role_name, sink, err)) {
            return false;
        }
    }
    return true;
}

static void check_pipe(const struct pipe pipes[N_PIPES], size_t i, struct findings *findings)
{
    const struct pipe *pipe = &pipes[i];
    const struct finding_sink sink = {on_found, findings};
    struct error err;
    size_t wrong = findings->wrong;
    if (pipe->db == NULL) {
        on_found(findings, true, pipe->err.text);
    } else if (!role_check_run(pipe->db, pipe->made_as, &sink, &err) || !check_apart(pipes, i, &sink, &err) ||
               !log_settings_check(pipe->db, pipe->role != COMMAND_QUERY, &sink, &err)) {
        error_prefix(&err, "[database] %s", pipe->name);
        on_found(findings, true, err.text);
    } else if (findings->wrong == wrong) {
        printf("ok: [database] %s\n", pipe->name);
    }
}

/* Through the first pipe that there is. */
static void check_database(const struct pipe pipes[N_PIPES], struct findings *findings)
{
    const struct finding_sink sink = {on_found, findings};
    struct error err;
    size_t i = 0;
    while (i < N_PIPES && pipes[i].db == NULL) {
        i++;
    }
    if (i < N_PIPES && !database_check_run(pipes[i].db, &sink, &err)) {
        on_found(findings, true, err.text);
    }
}

static void check_pipes(const struct command_input *input, struct findings *findings)
{
    struct pipe pipes[N_PIPES] = {{.role = COMMAND_INGEST, .name = "ingest", .made_as = "pulssid_ingest"},
                                  {.role = COMMAND_STATS, .name = "stats", .made_as = "pulssid_stats"},
                                  {.role = COMMAND_QUERY, .name = "query", .made_as = "pulssid_report"}};
    for (size_t i = 0; i < N_PIPES; i++) {
        open_pipe(input, &pipes[i]);
    }
    for (size_t i = 0; i < N_PIPES; i++) {
        check_pipe(pipes, i, findings);
    }
    check_database(pipes, findings);
    for (size_t i = 0; i < N_PIPES; i++) {
        db_close(pipes[i].db);
    }
}

bool command_check(const struct command_input *input, struct error *err)
{
    struct findings findings = {0};
    if (command_option(input, "--print-defaults") != NULL) {
        config_write_reference(stdout);
        return true;
    }
    check_config(input, &findings);
    check_certificate(input->config, &findings);
    check_pipes(input, &findings);
    return findings.wrong == 0 ||
           error_set(err, ERROR_CONFIG, "check: %zu wrong, %zu warnings", findings.wrong, findings.warnings);
}
