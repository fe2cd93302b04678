/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_DB_H
#define PULSSID_CLI_COMMAND_DB_H

/* What commands share: connecting as one of the roles of [database], and writing a table or text to standard
 * output. */

#include "base/buffer.h"
#include "command.h"
#include "model/table.h"
#include "store/db.h"

enum command_role { COMMAND_ADMIN, COMMAND_INGEST, COMMAND_STATS, COMMAND_QUERY };

/* Connects; errors begin with the key, "[database] admin". CONFLICT when the schema is older or newer than
 * this program, which must then neither write to it nor publish; roles admin and query are not asked. */
bool command_db_open(const struct command_input *input, enum command_role role, struct db **ret_db,
                     struct error *err) MUST_CHECK;

/* Writes what was gathered, with a line break at its end. OUT_OF_MEMORY when gathering failed, IO. */
bool command_db_print(const struct buffer *text, struct error *err) MUST_CHECK;
bool command_db_print_table(const struct table *table, struct error *err) MUST_CHECK;

#endif
