/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid serve`: the daemon. */
#include <string.h>

#include "app/app.h"
#include "base/span.h"
#include "command_run.h"

/* Sets the pipes that a list names. */
static bool choose_pipes(const char *list, struct app_opts *opts, struct error *err)
{
    opts->ingest = opts->stats = opts->query = false;
    for (const char *at = list;;) {
        struct span name = span_of(at, strcspn(at, ","));
        if (span_is(name, "ingest")) {
            opts->ingest = true;
        } else if (span_is(name, "stats")) {
            opts->stats = true;
        } else if (span_is(name, "query")) {
            opts->query = true;
        } else {
            return error_set(err, ERROR_USAGE, "--only: expected a list of ingest, stats and query, not %s",
                             list);
        }
        at += name.len;
        if (*at == '\0') {
            return true;
        }
        at++;
    }
}

bool command_serve(const struct command_input *input, struct error *err)
{
    const char *only = command_option(input, "--only");
    struct app_opts opts = {.config = input->config,
                            .config_path = input->config_path,
                            .log = input->log,
                            .ingest = true,
                            .stats = true,
                            .query = true};
    return (only == NULL || choose_pipes(only, &opts, err)) && app_run(&opts, err);
}
