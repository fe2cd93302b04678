/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid team …`: the organisation's tree. */
#include <stdio.h>

#include "command_db.h"
#include "command_run.h"
#include "store/organisation_store.h"
#include "team_file.h"
#include "team_history.h"

/* What came of a file. */
struct outcome {
    size_t of[CHANGE_UPDATED + 1]; /* rows by change */
    char opened[PERIOD_ID_SIZE];   /* the newest period that keeps its tree; empty: there is none */
};

/* Parents may come later in the file, so every team gets its identity first. */
static bool store_rows(struct db *db, const struct team_file *file, struct outcome *outcome,
                       struct error *err)
{
    for (size_t i = 0; i < file->n; i++) {
        if (!organisation_store_add_team(db, file->rows[i].version.code, err)) {
            return error_prefix(err, "%s:%zu", file->path, file->rows[i].line);
        }
    }
    for (size_t i = 0; i < file->n; i++) {
        enum store_change change;
        if (!organisation_store_put_version(db, &file->rows[i].version, &change, err)) {
            return error_prefix(err, "%s:%zu", file->path, file->rows[i].line);
        }
        outcome->of[change]++;
    }
    return true;
}

static bool import_teams(struct db *db, const struct team_file *file, struct outcome *outcome,
                         struct error *err)
{
    CLEANUP(free) struct team_version *stored = NULL;
    size_t n;
    return db_begin(db, err) && organisation_store_load_teams(db, &stored, &n, err) &&
           team_history_check(file, stored, n, err) && store_rows(db, file, outcome, err) &&
           organisation_store_newest_period(db, outcome->opened, err) && db_commit(db, err);
}

static void tell(const struct outcome *outcome)
{
    size_t changes = outcome->of[CHANGE_ADDED] + outcome->of[CHANGE_UPDATED];
    printf("%zu added, %zu changed, %zu as before\n", outcome->of[CHANGE_ADDED], outcome->of[CHANGE_UPDATED],
           outcome->of[CHANGE_NONE]);
    if (changes > 0 && outcome->opened[0] != '\0') {
        printf("note: %s and the periods before it that were opened keep the teams they opened with\n",
               outcome->opened);
    }
}

bool command_team_import(const struct command_input *input, struct error *err)
{
    CLEANUP(team_file_done) struct team_file file = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct outcome outcome = {0};
    if (!team_file_read(input->words[0], &file, err) || !command_db_open(input, COMMAND_STATS, &db, err) ||
        !import_teams(db, &file, &outcome, err)) {
        return false;
    }
    tell(&outcome);
    return true;
}

static bool read_day(const struct command_input *input, int32_t *ret_day, struct error *err)
{
    if (calendar_parse_day(span_text(command_option(input, "--on")), ret_day, err)) {
        return true;
    }
    err->code = ERROR_USAGE;
    return error_prefix(err, "--on");
}

bool command_team_list(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(table_free) struct table *table = NULL;
    bool is_of_day = command_option(input, "--on") != NULL;
    int32_t day;
    return (!is_of_day || read_day(input, &day, err)) && command_db_open(input, COMMAND_INGEST, &db, err) &&
           organisation_store_list_teams(db, is_of_day ? &day : NULL, &table, err) &&
           command_db_print_table(table, err);
}
