/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pulssid team …`: the organisation's tree. */
#include <stdio.h>

#include "command_db.h"
#include "command_run.h"
#include "store/organisation_store.h"
#include "team_file.h"

struct tally_of_changes {
    size_t of[CHANGE_UPDATED + 1];
};

/* Parents may come later in the file, so every team gets its identity first. */
static bool store_rows(struct db *db, const struct team_file *file, struct tally_of_changes *tally,
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
        tally->of[change]++;
    }
    return true;
}

static bool import_teams(struct db *db, const struct team_file *file, struct tally_of_changes *tally,
                         struct error *err)
{
    CLEANUP(free) struct team_version *stored = NULL;
    size_t n;
    return db_begin(db, err) && organisation_store_load_teams(db, &stored, &n, err) &&
           team_file_check(file, stored, n, err) && store_rows(db, file, tally, err) && db_commit(db, err);
}

bool command_team_import(const struct command_input *input, struct error *err)
{
    CLEANUP(team_file_done) struct team_file file = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct tally_of_changes tally = {{0}};
    if (!team_file_read(input->words[0], &file, err) || !command_db_open(input, COMMAND_STATS, &db, err) ||
        !import_teams(db, &file, &tally, err)) {
        return false;
    }
    printf("%zu added, %zu changed, %zu as before\n", tally.of[CHANGE_ADDED], tally.of[CHANGE_UPDATED],
           tally.of[CHANGE_NONE]);
    return true;
}

bool command_team_list(const struct command_input *input, struct error *err)
{
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(table_free) struct table *table = NULL;
    return command_db_open(input, COMMAND_INGEST, &db, err) &&
           organisation_store_list_teams(db, &table, err) && command_db_print_table(table, err);
}
