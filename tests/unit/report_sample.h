/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_REPORT_SAMPLE_H
#define PULSSID_TESTS_REPORT_SAMPLE_H

/* Two published weeks and an open one, three teams, handoffs and ratings between them, the second week's as
 * of a large organisation, an analysis after each release; keys 1 (analyst), 2 (expired on 1970-01-11), 3
 * (submitter) and 4 (revoked), every secret being 32 zero bytes. */

#define REPORT_SAMPLE_SHA256 "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"

static const char report_sample[] =
    "INSERT INTO pulssid.team (code) VALUES ('A'), ('B'), ('C');"
    "INSERT INTO pulssid.team_version (team_id, valid_from, valid_to, name, parent_id, headcount) VALUES"
    " (1, DEFAULT, '2024-12-31', 'a', 3, 10), (1, '2025-01-01', DEFAULT, 'a new', NULL, 11), (2, DEFAULT, "
    "DEFAULT, 'b', 3, 9),"
    " (3, DEFAULT, DEFAULT, 'c', NULL, NULL);"
    "INSERT INTO pulssid.period (period, id, first_day, last_day, state, k_employee, k_customer, backfill) "
    "VALUES"
    " (2901, '2025-W33', '2025-08-11', '2025-08-17', 'published', 5, 5, false),"
    " (2902, '2025-W34', '2025-08-18', '2025-08-24', 'published', 5, 6, false),"
    " (2903, '2025-W35', '2025-08-25', '2025-08-31', 'open', 5, 5, false);"
    "INSERT INTO pulssid.team (code) VALUES ('D');"
    "INSERT INTO pulssid.period_team (team_id, period, name, parent_id, headcount, role, series_from) VALUES"
    " (1, 2901, 'a then', 3, 8, 'normal', '2025-08-04'), (2, 2901, 'b', 4, 9, 'router', DEFAULT),"
    " (3, 2901, 'c', NULL, NULL, 'normal', DEFAULT), (1, 2902, 'a', NULL, 10, 'normal', DEFAULT),"
    " (1, 2903, 'a', NULL, 10, 'normal', DEFAULT);"
    "INSERT INTO pulssid.release (release, period, document, sha256, previous, released_at) VALUES"
    " (1, 2901, E'first\\ndocument\\n', sha256('1'), sha256('0'), '2025-08-21 12:00:00+03'),"
    " (2, 2902, E'second\\n', sha256('2'), sha256('1'), '2025-08-28 09:00:00+00');"
    "INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, lo, hi) VALUES"
    " (0, 2901, 'wellbeing', 'published', 14, 61.0, 55.5, 66.5), (1, 2901, 'wellbeing', 'published', 8, "
    "62.50, NULL, NULL),"
    " (2, 2901, 'wellbeing', 'suppressed', NULL, NULL, NULL, NULL), (1, 2902, 'wellbeing', 'published', 9, "
    "70, NULL, NULL),"
    " (1, 2902, 'csat', 'published', 20, 80, NULL, NULL);"
    "INSERT INTO pulssid.cell (team_id, period, dimension, state, kind, n, mean, sd) VALUES"
    " (1, 2901, 'wellbeing', 'published', 'mean', 8, 62.0::float8 + 1.0::float8 / 3, 'NaN');"
    "INSERT INTO pulssid.handoff (team_id, period, to_id, n) VALUES (1, 2901, 2, 3), (2, 2901, 1, 12), (1, "
    "2902, 2, "
    "7);"
    "INSERT INTO pulssid.published_handoff (team_id, period, to_id, state, count) VALUES"
    " (1, 2901, 2, 'published', '<5'), (2, 2901, 1, 'published', '12'), (1, 2901, 3, 'suppressed', NULL),"
    " (3, 2902, 0, 'suppressed', NULL), (0, 2902, 3, 'suppressed', NULL);"
    "INSERT INTO pulssid.rating (team_id, period, dimension, rated_id, n, mean) VALUES"
    " (1, 2901, 'collaboration', 2, 6, 62.0::float8 + 1.0::float8 / 3);"
    "INSERT INTO pulssid.published_rating (team_id, period, dimension, rated_id, state, n, mean) VALUES"
    " (1, 2901, 'collaboration', 2, 'published', 6, 62), (2, 2901, 'collaboration', 1, 'suppressed', NULL, "
    "NULL),"
    " (0, 2902, 'collaboration', 0, 'no_data', NULL, NULL);"
    "INSERT INTO pulssid.linkage (release, employee, customer, state, k_star, lags, stouffer_z, stouffer_p, "
    "mismatch_p, pooled_dl_r,"
    " pooled_dl_ci_r) VALUES"
    " (1, 'wellbeing', 'csat', 'published', 1, '{-1,0,1}', '{0.5,NULL,NaN}', '{1,1,1}', 0.01, 0.2, "
    "'{0.1,0.3}'),"
    " (2, 'wellbeing', 'csat', 'published', 0, '{-1,0,1}', '{0.123456,0,2}', '{1,1,1}', 0.25, 0.4567, "
    "'{0.1,0.3}');"
    "INSERT INTO pulssid.linkage_team (team_id, release, employee, customer, status, n_pairs, min_series, "
    "n_white, min_pairs, r_best, eb_z, eb_se, eb_r) VALUES"
    " (1, 1, 'wellbeing', 'csat', 'published', 30, 20, 29, 16, 0.5, NULL, NULL, NULL),"
    " (3, 2, 'wellbeing', 'csat', 'published', 31, 20, 30, 16, 0.7, 0.8675, 0.125, 0.7),"
    " (2, 2, 'wellbeing', 'csat', 'insufficient', 3, 20, 2, 16, NULL, NULL, NULL, NULL),"
    " (1, 2, 'wellbeing', 'csat', 'published', 31, 20, 30, 16, 0.6, 0.6931, 0.25, 0.6);"
    "INSERT INTO pulssid.linkage_lag (team_id, release, employee, customer, lag, n, r) VALUES"
    " (1, 1, 'wellbeing', 'csat', 0, 30, 0.1), (1, 2, 'wellbeing', 'csat', -1, 30, 0.2), (1, 2, 'wellbeing', "
    "'csat', 10, 3, NULL),"
    " (1, 2, 'wellbeing', 'csat', 2, 30, 0.3), (3, 2, 'wellbeing', 'csat', 0, 30, 0.4);"
    "INSERT INTO pulssid.api_key (name, role, secret_sha256, expires, revoked)"
    " SELECT n, r, decode('" REPORT_SAMPLE_SHA256
    "', 'hex'), e, v FROM (VALUES ('hr', 'analyst', NULL, false),"
    " ('old', 'analyst', date '1970-01-11', false), ('app', 'submitter', NULL, false), ('gone', 'analyst', "
    "NULL, true)) k(n, r, e, v)";

#endif
