/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a command line apart by the table of commands. */
#include "command_line.h"

#include <stdlib.h>
#include <string.h>

static const struct command_option_fact common_options[] = {
    {.name = "--config", .value = "FILE"},
    {.name = "-c", .value = "FILE"},
    {.name = "--help"},
    {.name = "-h"},
    {.name = "--version"},
};

/* The part of an argument that names the option: "--name" of "--name=value". */
static size_t name_length(const char *argument)
{
    return strncmp(argument, "--", 2) == 0 ? strcspn(argument, "=") : strlen(argument);
}

static const struct command_option_fact *find_option(const struct command_option_fact *options, size_t max,
                                                     const char *argument)
{
    size_t len = name_length(argument);
    for (size_t i = 0; i < max && options[i].name != NULL; i++) {
        if (strlen(options[i].name) == len && strncmp(options[i].name, argument, len) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static const struct command_option_fact *find_common(const char *argument)
{
    return find_option(common_options, sizeof common_options / sizeof common_options[0], argument);
}

/* The option of that name in any command: it tells whether the next argument is its value. */
static const struct command_option_fact *find_anywhere(const struct command *table, const char *argument)
{
    const struct command_option_fact *found = find_common(argument);
    for (const struct command *c = table; found == NULL && c->name != NULL; c++) {
        found = find_option(c->options, COMMAND_MAX_OPTIONS, argument);
    }
    return found;
}

static bool looks_like_option(const char *argument)
{
    return argument[0] == '-' && argument[1] != '\0';
}

static bool take_value(const struct command_option_fact *fact, int argc, char **argv, int *at,
                       const char **ret_value, struct error *err)
{
    const char *behind = argv[*at] + name_length(argv[*at]);
    const char *inside = *behind == '=' ? behind + 1 : NULL;
    if (fact->value == NULL) {
        *ret_value = "";
        return inside == NULL || error_set(err, ERROR_USAGE, "%s takes no value", fact->name);
    }
    if (inside == NULL && (*at + 1 >= argc || looks_like_option(argv[*at + 1]))) {
        return error_set(err, ERROR_USAGE, "%s needs a value: %s", fact->name, fact->value);
    }
    *ret_value = inside != NULL ? inside : argv[++*at];
    return true;
}

static bool take_option(const struct command *table, int argc, char **argv, int *at,
                        struct command_line *line, struct error *err)
{
    const char *argument = argv[*at];
    const struct command_option_fact *fact = find_anywhere(table, argument);
    const char *value;
    if (fact == NULL) {
        return error_set(err, ERROR_USAGE, "there is no option %.*s", (int)name_length(argument), argument);
    }
    if (!take_value(fact, argc, argv, at, &value, err)) {
        return false;
    }
    if (strcmp(fact->name, "--help") == 0 || strcmp(fact->name, "-h") == 0) {
        line->wants_help = true;
    } else if (strcmp(fact->name, "--version") == 0) {
        line->wants_version = true;
    } else if (strcmp(fact->name, "--config") == 0 || strcmp(fact->name, "-c") == 0) {
        if (line->config_path != NULL) {
            return error_set(err, ERROR_USAGE, "%s is given twice", fact->name);
        }
        line->config_path = value;
    } else {
        line->options[line->n_options++] = (struct command_option){fact->name, value};
    }
    return true;
}

static bool split(const struct command *table, int argc, char **argv, struct command_line *line,
                  struct error *err)
{
    bool options_end = false;
    for (int at = 1; at < argc; at++) {
        bool is_option = !options_end && looks_like_option(argv[at]);
        if (is_option && strcmp(argv[at], "--") == 0) {
            options_end = true;
        } else if (!is_option) {
            line->words[line->n_words++] = argv[at];
        } else if (!take_option(table, argc, argv, &at, line, err)) {
            return false;
        }
    }
    return true;
}

/* How many of the words are the command's name; 0 when they are not. */
static size_t match_name(const struct command *command, const struct command_line *line)
{
    const char *second = strchr(command->name, ' ');
    size_t first = second == NULL ? strlen(command->name) : (size_t)(second - command->name);
    if (line->n_words == 0 || strlen(line->words[0]) != first ||
        strncmp(line->words[0], command->name, first) != 0) {
        return 0;
    }
    if (second == NULL) {
        return 1;
    }
    return line->n_words > 1 && strcmp(line->words[1], second + 1) == 0 ? 2 : 0;
}

/* Whether the command is one of a group's: "team list" of "team". */
static bool is_of_group(const struct command *command, const char *group)
{
    size_t len = strlen(group);
    return strncmp(command->name, group, len) == 0 && command->name[len] == ' ';
}

static bool is_group(const struct command *table, const char *word)
{
    while (table->name != NULL && !is_of_group(table, word)) {
        table++;
    }
    return table->name != NULL;
}

/* Says what is wrong with words that name no command: "team" alone has two to choose from. */
static bool fail_unknown(const struct command *table, const struct command_line *line, struct error *err)
{
    char choices[128] = "";
    size_t len = strlen(line->words[0]);
    for (const struct command *c = table; c->name != NULL; c++) {
        if (is_of_group(c, line->words[0])) {
            size_t used = strlen(choices);
            snprintf(choices + used, sizeof choices - used, "%s%s", used == 0 ? "" : ", ", c->name + len + 1);
        }
    }
    if (choices[0] == '\0') {
        return error_set(err, ERROR_USAGE, "there is no command %s; pulssid --help lists them",
                         line->words[0]);
    }
    return line->n_words < 2 ? error_set(err, ERROR_USAGE, "%s needs one of: %s", line->words[0], choices)
                             : error_set(err, ERROR_USAGE, "%s has no %s, only: %s", line->words[0],
                                         line->words[1], choices);
}

static bool find_command(const struct command *table, struct command_line *line, struct error *err)
{
    for (const struct command *c = table; c->name != NULL; c++) {
        size_t used = match_name(c, line);
        if (used > 0) {
            line->command = c;
            line->words += used;
            line->n_words -= used;
            return true;
        }
    }
    return fail_unknown(table, line, err);
}

static bool is_given(const struct command_line *line, const char *name)
{
    size_t i = 0;
    while (i < line->n_options && strcmp(line->options[i].name, name) != 0) {
        i++;
    }
    return i < line->n_options;
}

static bool check_required(const struct command_line *line, struct error *err)
{
    const struct command_option_fact *options = line->command->options;
    for (size_t i = 0; i < COMMAND_MAX_OPTIONS && options[i].name != NULL; i++) {
        if (options[i].required && !is_given(line, options[i].name)) {
            return error_set(err, ERROR_USAGE, "%s needs %s %s", line->command->name, options[i].name,
                             options[i].value);
        }
    }
    return true;
}

static bool check_options(const struct command_line *line, struct error *err)
{
    for (size_t i = 0; i < line->n_options; i++) {
        const char *name = line->options[i].name;
        const struct command_option_fact *fact =
            find_option(line->command->options, COMMAND_MAX_OPTIONS, name);
        if (fact == NULL) {
            return error_set(err, ERROR_USAGE, "%s has no option %s", line->command->name, name);
        }
        for (size_t j = 0; j < i; j++) {
            if (!fact->repeats && strcmp(line->options[j].name, name) == 0) {
                return error_set(err, ERROR_USAGE, "%s is given twice", name);
            }
        }
    }
    return check_required(line, err);
}

static bool check_words(const struct command_line *line, struct error *err)
{
    const struct command *command = line->command;
    if (line->n_words < command->min_words) {
        return error_set(err, ERROR_USAGE, "%s needs %s", command->name, command->words);
    }
    if (line->n_words > command->max_words) {
        return error_set(err, ERROR_USAGE, "%s: %s is one word too many", command->name,
                         line->words[command->max_words]);
    }
    return true;
}

static bool understand(const struct command *table, struct command_line *line, struct error *err)
{
    if (line->wants_version || (line->n_words == 0 && line->wants_help)) {
        return true;
    }
    if (line->n_words == 0) {
        return error_set(err, ERROR_USAGE, "a command is needed; pulssid --help lists them");
    }
    if (line->wants_help && line->n_words == 1 && is_group(table, line->words[0])) {
        line->group = line->words[0];
        return true;
    }
    return find_command(table, line, err) &&
           (line->wants_help || (check_options(line, err) && check_words(line, err)));
}

bool command_line_parse(const struct command *table, int argc, char **argv, struct command_line *ret_line,
                        struct error *err)
{
    size_t room = argc > 0 ? (size_t)argc : 1;
    struct command_line line = {.memory = calloc(room, sizeof(char *) + sizeof(struct command_option))};
    if (line.memory == NULL) {
        return error_set(err, ERROR_OUT_OF_MEMORY, "no memory for the command line");
    }
    line.options = line.memory;
    line.words = (const char **)(line.options + room);
    if (!split(table, argc, argv, &line, err) || !understand(table, &line, err)) {
        command_line_free(&line);
        return false;
    }
    *ret_line = line;
    return true;
}

void command_line_free(struct command_line *line)
{
    free(line->memory);
    line->memory = NULL;
}

static void print_options(const struct command *command, FILE *out)
{
    for (size_t i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name != NULL; i++) {
        const struct command_option_fact *o = &command->options[i];
        fprintf(out, " %s%s%s%s%s%s", o->required ? "" : "[", o->name, o->value == NULL ? "" : " ",
                o->value == NULL ? "" : o->value, o->required ? "" : "]", o->repeats ? "…" : "");
    }
}

void command_line_usage(const struct command *command, FILE *out)
{
    fprintf(out, "pulssid %s [-c FILE]", command->name);
    print_options(command, out);
    fprintf(out, "%s%s", command->words[0] == '\0' ? "" : " ", command->words);
}

static void print_command(const struct command *command, FILE *out)
{
    fputs("usage: ", out);
    command_line_usage(command, out);
    fprintf(out, "\n\n%s\n", command->help);
}

static void print_group(const struct command *table, const char *group, FILE *out)
{
    const char *between = "";
    for (const struct command *c = table; c->name != NULL; c++) {
        if (is_of_group(c, group)) {
            fputs(between, out);
            print_command(c, out);
            between = "\n";
        }
    }
}

static void print_list(const struct command *table, FILE *out)
{
    fputs("usage: pulssid COMMAND [-c FILE] …\n\n", out);
    for (const struct command *c = table; c->name != NULL; c++) {
        fprintf(out, "  %-14s %.*s\n", c->name, (int)strcspn(c->help, "\n"), c->help);
    }
    fputs("\npulssid COMMAND --help tells more.\n"
          "-c FILE names the configuration; without it " CONFIG_DEFAULT_PATH ".\n"
          "Exit status: 0 done, 1 failed, 2 wrong usage.\n",
          out);
}

void command_line_help(const struct command *table, const struct command_line *line, FILE *out)
{
    if (line->command != NULL) {
        print_command(line->command, out);
    } else if (line->group != NULL) {
        print_group(table, line->group, out);
    } else {
        print_list(table, out);
    }
}
