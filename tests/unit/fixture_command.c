/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands of the program, run in the test's own process. */
#include "fixture_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "caught.h"
#include "cli/command.h"
#include "unit.h"

#define WORDS_MAX 24

struct fixture_command {
    struct fixture_pg *pg;
    char folder[64];
    char path[128];
    const char *roles[4]; /* of the connections, in the order of `connections` */
    char *output;
    char *errors;
};

static const char *const connections[] = {"admin", "ingest", "stats", "query"};

struct fixture_command *fixture_command_new(void)
{
    struct fixture_command *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture_command_log_in(fixture, "admin", "postgres");
    fixture_command_log_in(fixture, "ingest", "pulssid_ingest");
    fixture_command_log_in(fixture, "stats", "pulssid_stats");
    fixture_command_log_in(fixture, "query", "pulssid_report");
    strcpy(fixture->folder, "/tmp/pulssid-command.XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    fixture->pg = fixture_pg_new();
    fixture_command_configure(fixture, "");
    return fixture;
}

void fixture_command_free(struct fixture_command *fixture)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", fixture->folder);
    assert_int_equal(system(command), 0);
    fixture_pg_free(fixture->pg);
    free(fixture->output);
    free(fixture->errors);
    free(fixture);
}

const struct fixture_pg *fixture_command_pg(const struct fixture_command *fixture)
{
    return fixture->pg;
}

static FILE *open_in_folder(const struct fixture_command *fixture, const char *name, const char *mode)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *file = fopen(path, mode);
    assert_non_null(file);
    return file;
}

void fixture_command_log_in(struct fixture_command *fixture, const char *connection, const char *role)
{
    size_t i = 0;
    while (strcmp(connections[i], connection) != 0) {
        i++;
    }
    fixture->roles[i] = role;
}

void fixture_command_configure(const struct fixture_command *fixture, const char *lines)
{
    FILE *file CLEANUP(fclose) = open_in_folder(fixture, "pulssid.conf", "w");
    fputs("[database]\n", file);
    for (size_t i = 0; i < sizeof connections / sizeof *connections; i++) {
        char conninfo[FIXTURE_CONNINFO_SIZE];
        fixture_pg_conninfo(fixture->pg, fixture->roles[i], conninfo);
        fprintf(file, "%s = %s\n", connections[i], conninfo);
    }
    assert_true(fputs(lines, file) >= 0);
}

const char *fixture_command_file(struct fixture_command *fixture, const char *name, const char *text)
{
    FILE *file CLEANUP(fclose) = open_in_folder(fixture, name, "w");
    assert_true(fputs(text, file) >= 0);
    snprintf(fixture->path, sizeof fixture->path, "%s/%s", fixture->folder, name);
    return fixture->path;
}

int fixture_command_run(struct fixture_command *fixture, const char *const *words)
{
    char config[128];
    char *argv[WORDS_MAX] = {"pulssid"};
    int argc = 1;
    for (; words[argc - 1] != NULL; argc++) {
        assert_true(argc < WORDS_MAX - 3);
        argv[argc] = (char *)words[argc - 1];
    }
    snprintf(config, sizeof config, "%s/pulssid.conf", fixture->folder);
    argv[argc++] = "-c";
    argv[argc++] = config;
    struct caught output = caught_begin(stdout, NULL);
    struct caught errors = caught_begin(stderr, NULL);
    int status = command_main(argc, argv);
    free(fixture->errors);
    free(fixture->output);
    fixture->errors = caught_end(&errors);
    fixture->output = caught_end(&output);
    return status;
}

const char *fixture_command_output(const struct fixture_command *fixture)
{
    return fixture->output;
}

const char *fixture_command_errors(const struct fixture_command *fixture)
{
    return fixture->errors;
}

void fixture_command_organisation(struct fixture_command *fixture)
{
    const char *teams = fixture_command_file(fixture, "teams.csv",
                                             "code,name,parent,headcount,role,valid_from,valid_to\n"
                                             "U1,Asiakaspalvelu,,24,normal,,\n"
                                             "T01,Kassa,U1,12,normal,,\n"
                                             "T02,Tuki,U1,12,normal,,\n");
    if (FIXTURE_COMMAND(fixture, "migrate") != 0 || FIXTURE_COMMAND(fixture, "team", "import", teams) != 0) {
        fail_msg("%s", fixture->errors);
    }
}
