/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bash function with one arm of a case for each command. */
#include "command_completion.h"

#include <stdbool.h>
#include <string.h>

/* Which words have been given before the one at the cursor, without options and their values. */
static const char before[] = "# SPDX-License-Identifier: GPL-3.0-or-later\n"
                             "# Completion of pulssid(8) for bash, made from its table of commands.\n"
                             "_pulssid()\n"
                             "{\n"
                             "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} "
                             "given='' words='' files='' i\n"
                             "    if [[ $cur = '=' ]]; then cur=''; fi\n"
                             "    if [[ $prev = '=' ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
                             "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                             "        case ${COMP_WORDS[i]} in\n"
                             "        -c | --config";

static const char between[] = ")\n"
                              "            if [[ ${COMP_WORDS[i + 1]} = '=' ]]; then ((i++)); fi\n"
                              "            ((i++)) ;;\n"
                              "        -* | '=') ;;\n"
                              "        *) given+=\"${COMP_WORDS[i]} \" ;;\n"
                              "        esac\n"
                              "    done\n"
                              "    case $given in\n";

static const char after[] =
    "    esac\n"
    "    case $prev in\n"
    "    value) ;;\n"
    "    -c | --config) words='' files=yes ;;\n"
    "    *) if [[ -n $files && $cur != -* ]]; then words=''; else words+=' -c --help'; fi ;;\n"
    "    esac\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\"; [[ -z $files ]] || compgen -f -- "
    "\"$cur\")\n"
    "    [[ -z $files ]] || compopt -o filenames 2>/dev/null\n"
    "}\n"
    "complete -F _pulssid pulssid\n";

/* Whether an earlier command of the table has the same first word. */
static bool is_repeated(const struct command *table, const struct command *command, size_t len)
{
    for (const struct command *c = table; c != command; c++) {
        if (strncmp(c->name, command->name, len) == 0 && (c->name[len] == ' ' || c->name[len] == '\0')) {
            return true;
        }
    }
    return false;
}

/* The arm before any command, and one for each first word that has a second: "team " has import and list. */
static void write_first_words(const struct command *table, FILE *out)
{
    fputs("    '') words='--version", out);
    for (const struct command *c = table; c->name != NULL; c++) {
        size_t len = strcspn(c->name, " ");
        if (!is_repeated(table, c, len)) {
            fprintf(out, " %.*s", (int)len, c->name);
        }
    }
    fputs("' ;;\n", out);
}

static void write_second_words(const struct command *table, FILE *out)
{
    for (const struct command *first = table; first->name != NULL; first++) {
        size_t len = strcspn(first->name, " ");
        if (first->name[len] == '\0' || is_repeated(table, first, len)) {
            continue;
        }
        fprintf(out, "    '%.*s ') words='", (int)len, first->name);
        for (const struct command *c = first; c->name != NULL; c++) {
            if (strncmp(c->name, first->name, len + 1) == 0) {
                fprintf(out, "%s ", c->name + len + 1);
            }
        }
        fputs("' ;;\n", out);
    }
}

/* After an option its values, where they are words to choose from. */
static void write_values(const struct command_option_fact *option, FILE *out)
{
    fprintf(out, "        %s) words='", option->name);
    if (strchr(option->value, '|') != NULL) {
        for (const char *at = option->value; *at != '\0'; at++) {
            fputc(*at == '|' ? ' ' : *at, out);
        }
    }
    fputs("' files='' prev=value ;;\n", out);
}

static void write_command(const struct command *command, FILE *out)
{
    fprintf(out, "    '%s '*)\n        words='", command->name);
    for (size_t i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name != NULL; i++) {
        fprintf(out, "%s ", command->options[i].name);
    }
    fprintf(out, "' files=%s\n        case $prev in\n",
            strstr(command->words, "FILE") == NULL ? "''" : "yes");
    for (size_t i = 0; i < COMMAND_MAX_OPTIONS && command->options[i].name != NULL; i++) {
        if (command->options[i].value != NULL) {
            write_values(&command->options[i], out);
        }
    }
    fputs("        esac ;;\n", out);
}

/* Options that take the next word, in whatever command. */
static void write_taking(const struct command *table, FILE *out)
{
    for (const struct command *c = table; c->name != NULL; c++) {
        for (size_t i = 0; i < COMMAND_MAX_OPTIONS && c->options[i].name != NULL; i++) {
            if (c->options[i].value != NULL) {
                fprintf(out, " | %s", c->options[i].name);
            }
        }
    }
}

void command_completion_write(const struct command *table, FILE *out)
{
    fputs(before, out);
    write_taking(table, out);
    fputs(between, out);
    write_first_words(table, out);
    write_second_words(table, out);
    for (const struct command *c = table; c->name != NULL; c++) {
        write_command(c, out);
    }
    fputs(after, out);
}
