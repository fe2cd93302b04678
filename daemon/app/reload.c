/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything is made first, then everybody is told. */
#include "reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app_check.h"

/* What each part will get. Arrays of n_workers. */
struct made {
    size_t n;
    struct worker_settings **settings; /* owned */
    struct schedule_terms *terms;      /* owned; NULL where there are no statistics */
};

static void made_free_local(struct made *made)
{
    for (size_t i = 0; i < made->n; i++) {
        worker_settings_free(made->settings[i]);
    }
    free(made->settings);
    free(made->terms);
}

/* Every worker gets a TLS context of its own. */
static bool make(const struct reload *reload, const struct config *config, struct made *made,
                 struct error *err)
{
    made->settings = calloc(reload->n_workers + 1, sizeof *made->settings);
    if (made->settings == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for settings");
    }
    while (made->n < reload->n_workers) {
        if (!worker_settings_new(config, &made->settings[made->n], err)) {
            return false;
        }
        made->n++;
    }
    return app_check_cycle(config, err) &&
           (reload->stats == NULL || stats_thread_terms(config, &made->terms, err));
}

static void tell(const struct reload *reload, struct made *made)
{
    while (made->n > 0) {
        made->n--;
        worker_set(reload->workers[made->n], made->settings[made->n]);
    }
    if (made->terms != NULL) {
        stats_thread_set(reload->stats, made->terms);
        made->terms = NULL;
    }
    reload->log->level = log_level_of(reload->config->log.level);
}

static void on_fixed(void *ctx, const char *section, const char *name)
{
    const struct reload *reload = ctx;
    char key[128];
    snprintf(key, sizeof key, "[%s] %s", section, name);
    log_event(reload->log, LOG_LEVEL_WARNING, "restart_needed", LOG_FIELDS(log_text("key", key)));
}

bool reload_run(const struct reload *reload, struct error *err)
{
    CLEANUP(config_free) struct config *fresh = NULL;
    CLEANUP(free) struct config *next = malloc(sizeof *next);
    CLEANUP(made_free) struct made made = {0};
    if (next == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the configuration");
    }
    if (reload->path != NULL && !config_load(reload->path, &fresh, err)) {
        return false;
    }
    *next = *reload->config;
    if (fresh != NULL) {
        config_take_live(next, fresh, NULL, NULL);
    }
    if (!make(reload, next, &made, err)) {
        return false;
    }
    if (fresh != NULL) {
        config_take_live(reload->config, fresh, on_fixed, (void *)reload);
    }
    tell(reload, &made);
    return true;
}
