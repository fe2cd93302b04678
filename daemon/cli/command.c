/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of commands, and the way from argv to one of them. */
#include "command.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "app/journal.h"
#include "base/clock.h"
#include "command_line.h"
#include "command_run.h"

static bool checks(const struct command_input *input)
{
    return command_option(input, "--print-defaults") == NULL;
}

/* Files are for whoever has them, on any machine. */
static bool verifies_database(const struct command_input *input)
{
    return input->n_words == 0;
}

static const struct command commands[] = {
    {.name = "serve",
     .words = "",
     .help = "The daemon: takes answers, publishes periods, tells analysts.\n"
             "--only PIPES runs some of its pipes: a comma-separated list of ingest, stats\n"
             "and query.",
     .options = {{.name = "--only", .value = "PIPES"}},
     .run = command_serve},
    {.name = "migrate",
     .words = "",
     .help = "Creates or upgrades the database's schema, and loads surveys.\n"
             "The surveys are those that ship. Each time it makes those of the three roles\n"
             "that are missing, and gives all three their rights and what keeps answers out\n"
             "of PostgreSQL's log.\n"
             "Connects as [database] admin. A new database counts in ISO weeks, or in months\n"
             "with --period month; that is fixed afterwards. Harmless when there is nothing\n"
             "to do.",
     .options = {{.name = "--period", .value = "week|month"}},
     .run = command_migrate},
    {.name = "check",
     .words = "",
     .help = "Says what is wrong, and changes nothing.\n"
             "It looks at the configuration, the certificate and the database.\n"
             "--print-defaults prints the configuration file with every key and its default\n"
             "instead.",
     .needs_config = checks,
     .options = {{.name = "--print-defaults"}},
     .run = command_check},
    {.name = "team import",
     .words = "FILE.csv",
     .min_words = 1,
     .max_words = 1,
     .help = "Reads teams from a file.\n"
             "Columns are code,name,parent,headcount,role,valid_from,valid_to and, if it is\n"
             "there, series. role is normal or router; an empty valid_from or valid_to is\n"
             "unbounded; series is new where the team is another group of people from then\n"
             "on.\n"
             "A row replaces the version of the same code and valid_from; teams that are not\n"
             "in the file stay as they are. One bad row, and nothing is stored. Periods that\n"
             "are open keep the tree they opened with.",
     .run = command_team_import},
    {.name = "team list",
     .words = "",
     .help = "Prints every version of the teams.\n"
             "In the columns of team import. --on DATE prints those of that day.",
     .options = {{.name = "--on", .value = "DATE"}},
     .run = command_team_list},
    {.name = "survey import",
     .words = "FILE.json",
     .min_words = 1,
     .max_words = 1,
     .help = "Stores a new version of a survey.\n"
             "A version never changes.",
     .run = command_survey_import},
    {.name = "survey list",
     .words = "",
     .help = "Prints the surveys and their versions.",
     .run = command_survey_list},
    {.name = "key create",
     .words = "",
     .help = "Makes a key and prints it.\n"
             "It cannot be shown again, since only its SHA-256 is stored.\n"
             "--survey CODE, once or more, lets a submitter send to these surveys alone.\n"
             "--expires DATE is the last day it works.",
     .options = {{.name = "--role", .value = "submitter|analyst", .required = true},
                 {.name = "--name", .value = "NAME", .required = true},
                 {.name = "--survey", .value = "CODE", .repeats = true},
                 {.name = "--expires", .value = "DATE"}},
     .run = command_key_create},
    {.name = "key revoke",
     .words = "ID",
     .min_words = 1,
     .max_words = 1,
     .help = "Ends a key for ever.\n"
             "ID is the number before the dot.",
     .run = command_key_revoke},
    {.name = "key list",
     .words = "",
     .help = "Prints the keys, without their secrets.",
     .run = command_key_list},
    {.name = "invite import",
     .words = "FILE.csv",
     .min_words = 1,
     .max_words = 1,
     .help = "Reads how many were invited, for response rates.\n"
             "Columns are period,team,survey,invited. A row replaces the one of the same\n"
             "period, team and survey. Published periods do not change.",
     .run = command_invite_import},
    {.name = "import",
     .words = "FILE",
     .min_words = 1,
     .max_words = 1,
     .help = "Loads submissions of the past.\n"
             "FILE.cborseq, or FILE.csv with survey,version,team,on, perhaps\n"
             "path,reasons,topic, and questions. Path is T01>T05>T02, its reasons\n"
             "skill>choice, ratings of teams are T02=5 T07=3, an empty field is no answer.\n"
             "One rejected row, and nothing is stored. Into periods that were never\n"
             "published; until they are, the same file again gives duplicates alone.",
     .run = command_import},
    {.name = "verify",
     .words = "[FILE…]",
     .max_words = SIZE_MAX,
     .help = "Checks the chain of releases in the database, or in files.\n"
             "In the database it also says at which line and cell the first broken release\n"
             "differs. For files of exported releases it needs no configuration, and prints\n"
             "the SHA-256 of the last, which no other file holds: it is to be compared with\n"
             "the ledger.",
     .needs_config = verifies_database,
     .run = command_verify},
    {.name = "cycle",
     .words = "",
     .help = "Closes every due period, publishes it, and computes.\n"
             "It also drops answers whose retention is over, and says what it did.\n"
             "Submissions are told as at least so many, in steps of ten, lest one tell of a\n"
             "hidden team.\n"
             "--as-of DATE takes that day, today or before, for today.",
     .options = {{.name = "--as-of", .value = "DATE"}},
     .run = command_cycle},
    {.name = "report",
     .words = "[REPORT]",
     .max_words = 1,
     .help = "Prints a report of what was published.\n"
             "REPORT is scores (or none named), linkage, changes, silos, handoffs, ratings,\n"
             "agreement, metrics, periods, teams, releases, or release (a document).\n"
             "--part picks teams, lags, periods, organisation, claims, topics or reasons for\n"
             "text and csv. --exact, for operators, reads as the stats role what is not\n"
             "rounded. --period, --team, --dimension and --release filter.",
     .options = {{.name = "--part", .value = "PART"},
                 {.name = "--format", .value = "text|csv|json"},
                 {.name = "--exact"},
                 {.name = "--period", .value = "PERIOD"},
                 {.name = "--team", .value = "TEAM"},
                 {.name = "--dimension", .value = "DIMENSION"},
                 {.name = "--release", .value = "NUMBER"}},
     .run = command_report},
    {.name = NULL},
};

const struct command *command_table(void)
{
    return commands;
}

const char *command_option(const struct command_input *input, const char *name)
{
    return command_option_at(input, name, 0);
}

const char *command_option_at(const struct command_input *input, const char *name, size_t i)
{
    for (size_t at = 0; at < input->n_options; at++) {
        if (strcmp(input->options[at].name, name) == 0 && i-- == 0) {
            return input->options[at].value;
        }
    }
    return NULL;
}

/* Everything that counts days does so in the configured zone. */
static bool load_config(const char *path, struct config **ret_config, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    if (!config_load(path, &config, err)) {
        return false;
    }
    if (!clock_set_zone(config->stats.timezone)) {
        return error_set(err, ERROR_CONFIG, "%s: [stats] timezone: there is no time zone %s", path,
                         config->stats.timezone);
    }
    *ret_config = config;
    config = NULL;
    return true;
}

static bool run_command(const struct command_line *line, struct error *err)
{
    CLEANUP(config_free) struct config *config = NULL;
    struct command_input input = {.words = line->words,
                                  .n_words = line->n_words,
                                  .options = line->options,
                                  .n_options = line->n_options,
                                  .config_path =
                                      line->config_path == NULL ? CONFIG_DEFAULT_PATH : line->config_path};
    bool needed = line->command->needs_config == NULL || line->command->needs_config(&input);
    if (needed && !load_config(input.config_path, &config, err)) {
        return false;
    }
    struct log log = {.sink = journal_is_stderr() ? journal_sink : log_to_stderr,
                      .level = config == NULL ? LOG_LEVEL_WARNING : log_level_of(config->log.level)};
    input.config = config;
    input.log = &log;
    return line->command->run(&input, err);
}

static bool run_line(const struct command_line *line, struct error *err)
{
    if (line->wants_version) {
        puts("pulssid " PULSSID_VERSION);
    } else if (line->wants_help) {
        command_line_help(commands, line, stdout);
    } else if (!run_command(line, err)) {
        return false;
    }
    /* A line that was flushed on the way may have failed before. */
    return (fflush(stdout) == 0 && !ferror(stdout)) || error_set(err, ERROR_IO, "standard output: %m");
}

int command_main(int argc, char **argv)
{
    CLEANUP(command_line_free) struct command_line line = {0};
    struct error err = {0};
    if (command_line_parse(commands, argc, argv, &line, &err) && run_line(&line, &err)) {
        return EXIT_DONE;
    }
    fflush(stdout);
    fprintf(stderr, "pulssid: %s\n", err.text);
    return err.code == ERROR_USAGE ? EXIT_USAGE : EXIT_FAILED;
}
