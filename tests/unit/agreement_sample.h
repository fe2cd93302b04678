/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_AGREEMENT_SAMPLE_H
#define PULSSID_TESTS_AGREEMENT_SAMPLE_H

/*
 * Eight published weeks, 2901 to 2908 as releases 1 to 8, of five teams of ten with an SD of 10 in a unit: on
 * wellbeing their means are 10 points apart and go up and down together, and their members agree; on safety
 * they are the same. csat follows wellbeing. In the last week team 5 is hidden. What was kept of wellbeing at
 * the close of each week has sums of two items, and allows dispersion to be shown in all weeks but the first.
 */

static const char agreement_sample[] =
    "INSERT INTO pulssid.team (code) SELECT 'T' || t FROM generate_series(1, 6) t;"
    "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill) "
    "SELECT p, '2025-W' || p - 2868, date '1970-01-05' + 7 * p, date '1970-01-11' + 7 * p, 'published', 5, "
    "5, "
    "false FROM generate_series(2901, 2908) p;"
    "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, role) SELECT t, p, 't', CASE WHEN t "
    "< "
    "6 THEN 6 END, 'normal' FROM generate_series(1, 6) t, generate_series(2901, 2908) p;"
    "INSERT INTO pulssid.release (release, period, document, sha256, previous) SELECT p - 2900, p, '', "
    "sha256(''), sha256('') FROM generate_series(2901, 2908) p;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses, invited) "
    "SELECT t, p, d, 'published', 'mean', CASE WHEN t = 0 THEN 50 ELSE 10 END, CASE d WHEN 'safety' THEN 50 "
    "ELSE 40 + 10 * t + 3 * (p % 3) END, 10, CASE WHEN d <> 'csat' THEN CASE WHEN t = 0 THEN 50 ELSE 10 END "
    "END, CASE WHEN t = 0 AND d <> 'csat' THEN 100 END FROM generate_series(0, 6) t, generate_series(2901, "
    "2908) p, unnest('{wellbeing,safety,csat}'::text[]) d;"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd, responses) SELECT 0, p, "
    "'enps', 'published', 'nps', 50, 10, 60, 50 FROM generate_series(2901, 2908) p;"
    "UPDATE pulssid.cell SET state = 'suppressed', n = NULL, mean = NULL, sd = NULL, responses = NULL WHERE "
    "team_id = 5 AND period = 2908;"
    "INSERT INTO pulssid.agreement_cell SELECT t, p, 'wellbeing', 2, 5, 10, 0.9 - t * 0.01, 0.8, 0.4, false "
    "FROM generate_series(1, 5) t, generate_series(2901, 2908) p WHERE (t, p) <> (5, 2908);"
    "INSERT INTO pulssid.dimension_pool SELECT p, 'wellbeing', p > 2901, 5, 50, 4000, 330000, 100, 50, 6, "
    "10, "
    "5, 44, '{a,b}', '{0,4}', '{4,0}', '{100,110}', '{400,300,450}' FROM generate_series(2901, 2907) p;";

#endif
