/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_FIXTURE_PG_H
#define PULSSID_TESTS_FIXTURE_PG_H

/*
 * A private PostgreSQL with this project's schema, for a test program: started once for all its tests (cmocka
 * group setup), removed at the end. Every function fails the running test when it cannot do its work.
 */

#include <stdint.h>

#include "store/db.h"

#define FIXTURE_CONNINFO_SIZE 256

struct fixture_pg;

/* For the group: a cluster that runs and holds an empty database with every migration applied, calendar in
 * weeks. */
struct fixture_pg *fixture_pg_new(void);
void fixture_pg_free(struct fixture_pg *fixture);
/* The same as cmocka's group setup and teardown, when the fixture is all the tests share. */
int fixture_pg_start_group(void **state);
int fixture_pg_stop_group(void **state);

/* Stops the server (fast) and starts it again. */
void fixture_pg_stop(const struct fixture_pg *fixture);
void fixture_pg_start(struct fixture_pg *fixture);

/* How a user reaches the database. */
void fixture_pg_conninfo(const struct fixture_pg *fixture, const char *user,
                         char ret_conninfo[FIXTURE_CONNINFO_SIZE]);
struct db *fixture_pg_open(const struct fixture_pg *fixture, const char *user);

/* Statements as superuser on a connection of their own; the second gives the number in the first cell. */
void fixture_pg_run(const struct fixture_pg *fixture, const char *sql);
int64_t fixture_pg_number(const struct fixture_pg *fixture, const char *sql);

/* Empties every table, drops every period's tables, and starts ids again at 1. */
void fixture_pg_clear(const struct fixture_pg *fixture);

#endif
