/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_CLI_COMMAND_LINE_H
#define PULSSID_CLI_COMMAND_LINE_H

/*
 * The words and options of a command line, held against a table of commands. Options stand anywhere, as
 * "--name value" or "--name=value", which a value that begins with "-" needs; "--" ends them. Pure: reads
 * argv and writes help.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "command.h"

/* An option that a command takes. An option of one name takes a value in every command or in none. */
struct command_option_fact {
    const char *name;  /* "--as-of" */
    const char *value; /* what its value is, "DATE"; NULL: a switch */
    bool repeats;
    bool required;
};

#define COMMAND_MAX_OPTIONS 8

struct command {
    const char *name;  /* one word or two: "team import" */
    const char *words; /* what follows, for the usage line: "FILE.csv" */
    size_t min_words;
    size_t max_words;
    const char *help; /* lines; the first, one sentence, is shown in the list of commands */
    bool (*needs_config)(const struct command_input *input); /* NULL: always */
    struct command_option_fact options[COMMAND_MAX_OPTIONS]; /* ends at the first without a name */
    bool (*run)(const struct command_input *input, struct error *err);
};

/* Tables end with a command without a name. */
const struct command *command_table(void);

struct command_line {
    const struct command *command; /* NULL when help or the version alone is asked for */
    const char *group;             /* help of every command that begins with this word; NULL: not asked */
    bool wants_help;
    bool wants_version;
    const char *config_path; /* NULL: not given */
    const char **words;      /* behind the command's name */
    size_t n_words;
    struct command_option *options;
    size_t n_options;
    void *memory;
};

/* USAGE with a sentence that names the word. Owned through command_line_free(); the texts are argv's. */
bool command_line_parse(const struct command *table, int argc, char **argv, struct command_line *ret_line,
                        struct error *err) MUST_CHECK;
void command_line_free(struct command_line *line);

static inline void command_line_free_local(struct command_line *line)
{
    command_line_free(line);
}

/* "pulssid team list [-c FILE] [--on DATE]", without a newline. */
void command_line_usage(const struct command *command, FILE *out);

/* Usage and help of the command, of each command of the group, or the list of all. */
void command_line_help(const struct command *table, const struct command_line *line, FILE *out);

#endif
