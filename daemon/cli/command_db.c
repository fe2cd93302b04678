/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connections and output of the commands. */
#include "command_db.h"

#include <stdio.h>

#include "wire/table_out.h"

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
    return db_open(conninfos[role], input->log, ret_db, err) ||
           error_prefix(err, "[database] %s", names[role]);
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
