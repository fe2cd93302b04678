/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid migrate`: brings the database up to this program. */
#include <stdio.h>
#include <string.h>

#include "base/embedded.h"
#include "command_db.h"
#include "command_run.h"
#include "command_survey.h"
#include "store/migrate.h"

static void on_applied(void *ctx, const char *name)
{
    size_t *applied = ctx;
    ++*applied;
    printf("applied %s\n", name);
}

static void on_role(void *ctx, bool done, const char *sentence)
{
    (void)ctx;
    if (done) {
        puts(sentence);
    } else {
        fprintf(stderr, "pulssid: warning: %s\n", sentence);
    }
}

static bool add_surveys(struct db *db, struct error *err)
{
    size_t n;
    const struct embedded_file *files = embedded_surveys(&n);
    for (size_t i = 0; i < n; i++) {
        struct survey_added added;
        if (!command_survey_add(db, files[i].content, &added, err)) {
            return error_prefix(err, "%s", files[i].name);
        }
        if (added.change == CHANGE_ADDED) {
            printf("loaded survey %s version %d\n", added.code, (int)added.version);
        }
    }
    return true;
}

static bool migrate(struct db *db, const enum period_kind *kind, size_t *applied, struct error *err)
{
    struct migrate_observer observer = {on_applied, applied, {on_role, NULL}};
    return db_begin(db, err) && migrate_run(db, kind, &observer, err) && add_surveys(db, err) &&
           db_commit(db, err);
}

/* NULL when the command line does not say. */
static bool wanted_kind(const char *period, enum period_kind *kind, const enum period_kind **ret_kind,
                        struct error *err)
{
    bool month = period != NULL && strcmp(period, "month") == 0;
    if (period != NULL && !month && strcmp(period, "week") != 0) {
        return error_set(err, ERROR_USAGE, "--period: expected week or month, not %s", period);
    }
    *kind = month ? PERIOD_MONTH : PERIOD_WEEK;
    *ret_kind = period == NULL ? NULL : kind;
    return true;
}

bool command_migrate(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    enum period_kind kind;
    const enum period_kind *wanted = NULL;
    size_t applied = 0;
    if (!wanted_kind(command_option(input, "--period"), &kind, &wanted, err) ||
        !command_db_open(input, COMMAND_ADMIN, &db, err) || !migrate(db, wanted, &applied, err)) {
        return false;
    }
    puts(applied == 0 ? "the schema is up to date" : "the schema is ready");
    return true;
}
