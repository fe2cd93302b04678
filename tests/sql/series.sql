-- SPDX-License-Identifier: GPL-3.0-or-later
-- The series of a team as a period freezes it, and the tree that a release shows ever after.
BEGIN;
SELECT no_plan();
\ir fixture.psql

-- A (unbounded) is another group of people from Wednesday of 2024-W37 on.
UPDATE pulssid.team_version SET valid_to = '2024-09-10' WHERE team_id = tap.team('A');
INSERT INTO pulssid.team_version (team_id, valid_from, valid_to, name, parent_id, headcount, starts_series) VALUES
    (tap.team('A'), '2024-09-11', '2024-09-22', 'A and C', tap.team('U'), 12, true),
    (tap.team('A'), '2024-09-23', DEFAULT, 'A', NULL, 12, false);
SELECT tap.open_week();
SELECT tap.open_week(2853, '2024-W37');
SELECT tap.open_week(2854, '2024-W38');
SELECT tap.open_week(2855, '2024-W39');
SELECT results_eq(format('SELECT period, series_from FROM pulssid.period_team WHERE team_id = %s ORDER BY period', tap.team('A')),
                  $$VALUES (2852, '-infinity'::date), (2853, '-infinity'), (2854, '2024-09-11'), (2855, '2024-09-11')$$,
                  'a series begins with the first period that opens with it, and goes on with the next version');
SELECT is((SELECT count(*) FROM pulssid.period_team WHERE team_id = tap.team('B') AND series_from = '-infinity'), 4::bigint,
          'no other team''s does');
SELECT pulssid.period_open(2856, '2024-W40', '2024-09-30', '2024-10-06', '2024-10-02', 5, 5, false);
UPDATE pulssid.team_version SET starts_series = false;
SELECT is((SELECT series_from FROM pulssid.period_team WHERE team_id = tap.team('A') AND period = 2856), '2024-09-11'::date,
          'what is corrected afterwards changes no period');

-- Released in another order than they lie.
INSERT INTO pulssid.release (release, period, document, sha256, previous)
    SELECT r, p, '', sha256(''), sha256('') FROM (VALUES (1, 2855), (2, 2853)) x(r, p);
SELECT results_eq('SELECT period, release, team, name, parent, headcount, leaf, series_from FROM report.period_teams
                    WHERE team IN (''A'', ''U'') ORDER BY release, team',
                  $$VALUES ('2024-W39', 1, 'A' COLLATE "C", 'A', NULL COLLATE "C", 12, true, '2024-09-11'::date),
                           ('2024-W39', 1, 'U', 'Unit', NULL, NULL, false, NULL),
                           ('2024-W37', 2, 'A', 'A', 'U', 6, true, NULL),
                           ('2024-W37', 2, 'U', 'Unit', NULL, NULL, false, NULL)$$,
                  'a release shows the tree that its period opened with');
SELECT is_empty($$SELECT FROM report.period_teams WHERE period IN ('2024-W36', '2024-W38', '2024-W40')$$,
                'a period that is not released shows none');
SELECT results_eq($$SELECT DISTINCT series FROM report.teams$$, $$VALUES ('same')$$, 'the versions tell what is stored now');
SET LOCAL ROLE pulssid_report;
SELECT isnt_empty('SELECT FROM report.period_teams', 'the report role reads it');
RESET ROLE;

-- What was frozen, no role changes.
SELECT is_empty($$
    SELECT r, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p
     WHERE has_table_privilege(r, 'pulssid.period_team', p) OR p IN ('INSERT', 'UPDATE') AND has_any_column_privilege(r, 'pulssid.period_team', p)
$$, 'no running role changes a frozen tree');

SELECT * FROM finish();
ROLLBACK;
