/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FIXTURE_COMMAND_H
#define PULSSID_TESTS_FIXTURE_COMMAND_H

/*
 * Commands run inside a test program as a shell would run them: against a private PostgreSQL, with a
 * configuration file, standard output and standard error caught. Every function fails the running test when
 * it cannot do its work.
 */

#include "fixture_pg.h"

struct fixture_command;

/* For the group: the database of fixture_pg, and a folder with the configuration of its four roles. */
struct fixture_command *fixture_command_new(void);
void fixture_command_free(struct fixture_command *fixture);

const struct fixture_pg *fixture_command_pg(const struct fixture_command *fixture);

/* Which role a connection ("admin", "ingest", "stats", "query") logs in as, from the next configuration on.
 */
void fixture_command_log_in(struct fixture_command *fixture, const char *connection, const char *role);

/* Writes the configuration again: the four connection strings, then these lines (sections and keys). */
void fixture_command_configure(const struct fixture_command *fixture, const char *lines);

/* Writes a file into the folder; the path is good until the next call. */
const char *fixture_command_file(struct fixture_command *fixture, const char *name, const char *text);

/* Runs `pulssid WORD… -c FILE`, the words ended by NULL; returns the exit status. */
int fixture_command_run(struct fixture_command *fixture, const char *const *words);
#define FIXTURE_COMMAND(fixture, ...) fixture_command_run((fixture), (const char *const[]){__VA_ARGS__, NULL})

/* What the last one wrote. */
const char *fixture_command_output(const struct fixture_command *fixture);
const char *fixture_command_errors(const struct fixture_command *fixture);

/* Three teams (T01 "Kassa" and T02 "Tuki" below U1 "Asiakaspalvelu"), valid since ever, and the surveys that
 * ship. */
void fixture_command_organisation(struct fixture_command *fixture);

#endif
