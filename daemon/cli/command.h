/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_H
#define PULSSID_CLI_COMMAND_H

/*
 * The commands: `pulssid COMMAND [-c FILE] …`, options anywhere on the line. One file a command, one row each
 * in the table of command.c: name, usage, help, function.
 */

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/log.h"
#include "config/config.h"

#define EXIT_DONE 0
#define EXIT_FAILED 1
#define EXIT_USAGE 2

/* What a command is given: its words without options, its options, the configuration, a log for diagnostics.
 */
struct command_option {
    const char *name;  /* "--as-of" */
    const char *value; /* "" for a switch that is present */
};

struct command_input {
    const char *const *words; /* behind the command's own name(s) */
    size_t n_words;
    const struct command_option *options;
    size_t n_options;
    const char *config_path;
    const struct config *config; /* NULL when the command said that it needs none */
    struct log *log;
};

/* The option's value, NULL when it is absent. The i-th of several (--survey A --survey B): command_option_at.
 */
const char *command_option(const struct command_input *input, const char *name);
const char *command_option_at(const struct command_input *input, const char *name, size_t i);

/* Runs the command that argv names and returns the process's exit status. */
int command_main(int argc, char **argv);

#endif
