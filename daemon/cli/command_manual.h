/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_MANUAL_H
#define PULSSID_CLI_COMMAND_MANUAL_H

/* The manual page pulssid(8), made from the table of commands as --help is. */

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"
#include "command_line.h"

/* Writes the page in man(7). OUT_OF_MEMORY. */
bool command_manual_write(const struct command *table, FILE *out, struct error *err) MUST_CHECK;

#endif
