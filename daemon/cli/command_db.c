/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections and output of the commands. */
#include "command_db.h"

#include <stdio.h>

#include "store/migrate.h"
#include "wire/table_out.h"

/* The owner's connection is there to bring the schema up, and the report role may not see its history. */
static bool is_schema_ours(struct db *db, enum command_role role, struct error *err)
{
    return role == COMMAND_ADMIN || role == COMMAND_QUERY || migrate_check(db, err);
}

bool command_db_open(const struct command_input *input, enum command_role role, struct db **ret_db,
                     struct error *err)
{
    static const char *const names[] = {"admin", "ingest", "stats", "query"};
    const struct config *config = input->config;
    const char *const conninfos[] = {config->database.admin, config->database.ingest, config->database.stats,
                                     config->database.query};
    if (role == COMMAND_ADMIN && conninfos[role][0] == '\0') {
        return error_set(
            err, ERROR_CONFIG,
            "%s: [database] admin: this command needs the connection string of the schema's owner",
            input->config_path);
    }
    CLEANUP(db_close) struct db *db = NULL;
    if (!db_open(conninfos[role], input->log, &db, err) || !is_schema_ours(db, role, err)) {
        return error_prefix(err, "[database] %s", names[role]);
    }
    *ret_db = db;
    db = NULL;
    return true;
}

bool command_db_print(const struct buffer *text, struct error *err)
{
    struct span bytes = buffer_span(text);
    if (text->failed) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the output");
    }
    bool whole = fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len;
    if (bytes.len > 0 && bytes.data[bytes.len - 1] != '\n') {
        whole = putchar('\n') != EOF && whole;
    }
    return whole || error_set(err, ERROR_IO, "standard output: %m");
}

bool command_db_print_table(const struct table *table, struct error *err)
{
    CLEANUP(buffer_free) struct buffer text = {0};
    table_out_text(table, &text);
    return command_db_print(&text, err);
}
