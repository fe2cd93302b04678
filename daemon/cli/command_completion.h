/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_COMPLETION_H
#define PULSSID_CLI_COMMAND_COMPLETION_H

/* The completion of bash for pulssid, made from the table of commands: commands, their options, values that
 * are one of several words, and files where a command or -c wants one. */

#include <stdio.h>

#include "command_line.h"

/* Writes the script. */
void command_completion_write(const struct command *table, FILE *out);

#endif
