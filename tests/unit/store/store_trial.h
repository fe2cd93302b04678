/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_STORE_TRIAL_H
#define PULSSID_TESTS_STORE_TRIAL_H

/* What the tests of stores share: one PostgreSQL a program, emptied between tests, and a look at what is
 * stored there. */

#include <stdio.h>

#include "../unit.h"
#include "fixture_pg.h"

static inline int store_trial_clear(void **state)
{
    fixture_pg_clear(*state);
    return 0;
}

/* Empties the database and releases so many periods, each numbered as its release: 1, 2, … */
static inline void store_trial_release(const struct fixture_pg *fixture, int n)
{
    char sql[512];
    int len = snprintf(sql, sizeof sql,
                       "INSERT INTO pulssid.period SELECT p, 'W' || p, '1970-01-05'::date + 7 * p, "
                       "'1970-01-11'::date + 7 * p, 'published', 5, 5, false FROM generate_series(1, %d) p;"
                       "INSERT INTO pulssid.release SELECT p, p, '', sha256(''), sha256('') FROM "
                       "generate_series(1, %d) p",
                       n, n);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_clear(fixture);
    fixture_pg_run(fixture, sql);
}

/* The rows of a query, each as PostgreSQL writes a row, "(1,,x)", joined by spaces. */
static inline void assert_stored(const struct fixture_pg *fixture, const char *query, const char *expected)
{
    char sql[1024];
    int len = snprintf(sql, sizeof sql, "SELECT coalesce(string_agg(stored::text, ' '), '') FROM (%s) stored",
                       query);
    assert_in_range(len, 1, sizeof sql - 1);
    struct db *db CLEANUP(db_close) = fixture_pg_open(fixture, "postgres");
    struct db_result *rows CLEANUP(db_result_free) = NULL;
    struct error err = {0};
    if (!db_query(db, sql, DB_NO_PARAMS, &rows, &err)) {
        fail_msg("%s: %s", err.text, query);
    }
    assert_string_equal(db_text(rows, 0, 0), expected);
}

#endif
