/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid check`: what is wrong, before it hurts. */
#include <stdio.h>

#include "app/app_check.h"
#include "base/clock.h"
#include "command_db.h"
#include "command_run.h"
#include "model/calendar.h"
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

static void check_role(const struct command_input *input, enum command_role role, const char *name,
                       struct findings *findings)
{
    CLEANUP(db_close) struct db *db = NULL;
    struct error err;
    size_t wrong = findings->wrong;
    if (!command_db_open(input, role, &db, &err)) {
        on_found(findings, true, err.text);
    } else if (!role_check_run(db, role == COMMAND_STATS, on_found, findings, &err)) {
        error_prefix(&err, "[database] %s", name);
        on_found(findings, true, err.text);
    } else if (findings->wrong == wrong) {
        printf("ok: [database] %s\n", name);
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
    check_role(input, COMMAND_INGEST, "ingest", &findings);
    check_role(input, COMMAND_STATS, "stats", &findings);
    check_role(input, COMMAND_QUERY, "query", &findings);
    return findings.wrong == 0 ||
           error_set(err, ERROR_CONFIG, "check: %zu wrong, %zu warnings", findings.wrong, findings.warnings);
}
