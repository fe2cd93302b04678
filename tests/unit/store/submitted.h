/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SUBMITTED_H
#define PULSSID_TESTS_SUBMITTED_H

/* Submissions of two closed weeks, as the tests of items need them. */

#include "store_trial.h"

/* Empties the database and puts there rows of (n, team, period, survey, answers), n times each, of 2024-W36
 * (2852) and 2024-W37, which are closed then. */
static inline void submit(const struct fixture_pg *fixture, const char *rows)
{
    char sql[2048];
    fixture_pg_clear(fixture);
    int len = snprintf(
        sql, sizeof sql,
        "SELECT pulssid.period_open(2852, '2024-W36', '2024-09-02', '2024-09-08', '2024-09-02', 5, 5, false);"
        "SELECT pulssid.period_open(2853, '2024-W37', '2024-09-09', '2024-09-15', '2024-09-09', 5, 5, false);"
        "INSERT INTO pulssid.submission (team_id, period, id_hash, survey_id, answers)"
        " SELECT team, period, gen_random_uuid(), survey, a::smallint[] FROM (VALUES %s)"
        " v(n, team, period, survey, a), generate_series(1, n);"
        "SELECT pulssid.period_close(2852, '2024-09-12'), pulssid.period_close(2853, '2024-09-19')",
        rows);
    assert_in_range(len, 1, sizeof sql - 1);
    fixture_pg_run(fixture, sql);
}

#endif
