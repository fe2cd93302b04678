-- SPDX-License-Identifier: GPL-3.0-or-later
-- Changes: who may read and write them, the columns that people rely on, and what is shown of each.
BEGIN;
SELECT no_plan();
\ir fixture.psql

SELECT columns_are(s, 'changes', ARRAY['release', 'dimension', 'team', 'period', 'state', 'reason', 'alarm', 'direction', 'change',
                                       'u', 'cp', 'cm', 'size', 'size_lo', 'size_hi', 'n', 'residuals', 'warm', 'grade',
                                       'text_fi', 'text_en', 'text_sv'], s || '.changes')
  FROM unnest(ARRAY['report', 'exact']) s;
SELECT columns_are(s, 'changes_organisation', ARRAY['release', 'dimension', 'state', 'phi_pooled', 'k', 'h', 'warm', 'periods',
                                                    'teams', 'judged', 'alarms'], s || '.changes_organisation')
  FROM unnest(ARRAY['report', 'exact']) s;
SELECT is_empty($$
    SELECT a.attrelid::regclass, a.attname FROM pg_attribute a
     WHERE a.attrelid = ANY (ARRAY['report.changes', 'exact.changes', 'report.changes_organisation',
                                   'exact.changes_organisation']::regclass[])
       AND a.attnum > 0 AND coalesce(col_description(a.attrelid, a.attnum), '') = ''
$$, 'every column says what it holds');

-- stats adds rows and never takes one back; ingest and report reach none of the tables.
SELECT is_empty($$
    SELECT r, t, p FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['change_search', 'change_series', 'change']) t,
           unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
     WHERE has_table_privilege(r, format('pulssid.%I', t), p) <> (r = 'pulssid_stats' AND p IN ('SELECT', 'INSERT'))
$$, 'tables of changes are written once, by stats');
SELECT is_empty($$
    SELECT r, v FROM unnest(ARRAY['pulssid_ingest', 'pulssid_stats', 'pulssid_report']) r,
           unnest(ARRAY['report.changes', 'report.changes_organisation', 'exact.changes', 'exact.changes_organisation']) v
     WHERE has_table_privilege(r, v, 'SELECT') <> (r = CASE WHEN v LIKE 'exact%' THEN 'pulssid_stats' ELSE 'pulssid_report' END)
$$, 'what is shown is for report, what is exact for stats');

-- Weeks 36 to 38 of 2024 are released, in another order than that of the calendar; the search is that of release 2.
SELECT tap.open_week(), tap.open_week(2853, '2024-W37'), tap.open_week(2854, '2024-W38');
INSERT INTO pulssid.release (release, period, document, sha256, previous)
    VALUES (1, 2853, '', sha256(''), sha256('')), (2, 2852, '', sha256(''), sha256('')), (3, 2854, '', sha256(''), sha256(''));
INSERT INTO pulssid.change_search VALUES (2, 'mood', 0.333, 0.5, 6, 12, 2851, 3, 2, 1, 1);
CREATE FUNCTION tap.series(p_team text, p_status text, p_u text) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.change_series VALUES (%s, 2, ''mood'', %L, 14, 13, %L, %L, %L)', tap.team(p_team), p_status,
                  p_u, p_u, p_u)
$$;
SELECT throws_ok(tap.series('A', 'published', NULL), '23514', NULL, 'what was judged has its run');
SELECT throws_ok(tap.series('A', 'few_teams', '{1}'), '23514', NULL, 'what was not has none');
SELECT throws_ok(tap.series('A', 'unknown', NULL), '23514', NULL, 'a reason is one of three');
SELECT lives_ok(tap.series('A', 'published', '{NULL,1.26,-2.44}'), 'a judged series');
SELECT lives_ok(tap.series('B', 'few_periods', NULL), 'one that was not');
CREATE FUNCTION tap.change(p_team text, p_period integer, p_alarm integer, p_change integer) RETURNS text LANGUAGE sql AS $$
    SELECT format('INSERT INTO pulssid.change VALUES (%s, 2, ''mood'', %s, %s, %L, -2.44, 0, 6.149, -7.5, -12.4, -2.6, '
                  '''fi'', ''en'', ''sv'')', tap.team(p_team), p_period, p_alarm, p_change)
$$;
SELECT throws_ok(tap.change('A', 2853, 0, 2852), '23514', NULL, 'no change without an alarm');
SELECT throws_ok(tap.change('A', 2853, -1, NULL), '23514', NULL, 'no alarm without a change');
SELECT throws_ok(tap.change('A', 2853, 2, 2852), '23514', NULL, 'up or down');
SELECT lives_ok(tap.change('A', 2853, -1, 2852), 'an alarm');
INSERT INTO pulssid.change (team_id, release, dimension, period, alarm, text_fi, text_en, text_sv)
    VALUES (tap.team('B'), 2, 'mood', 2853, 0, 'fi', 'en', 'sv');

SET LOCAL ROLE pulssid_report;
SELECT is((SELECT string_agg(c::text, ' ' ORDER BY c.team) FROM report.changes c),
          '(2,mood,A,2024-W37,published,,-1,down,2024-W36,-2.4,0.0,6.1,-8,-12,-3,14,13,12,description,"A, fi","A, en","A, sv") '
          '(2,mood,B,2024-W37,insufficient,few_periods,0,,,,,,,,,14,13,12,cannot_tell,"B, fi","B, en","B, sv")',
          'report has alarms, and teams without one');
SELECT is((SELECT o::text FROM report.changes_organisation o), '(2,mood,published,0.33,0.5,6,12,3,2,1,1)', 'and the search');
RESET ROLE;
SET LOCAL ROLE pulssid_stats;
SELECT is((SELECT string_agg(c::text, ' ' ORDER BY c.team, c.period) FROM exact.changes c),
          '(2,mood,A,2024-W36,published,,0,,,1.26,1.26,1.26,,,,14,13,12,description,,,) '
          '(2,mood,A,2024-W37,published,,-1,down,2024-W36,-2.44,-2.44,-2.44,-7.5,-12.4,-2.6,14,13,12,description,"A, fi","A, en",'
          '"A, sv") (2,mood,B,2024-W36,insufficient,few_periods,0,,,,,,,,,14,13,12,cannot_tell,,,) '
          '(2,mood,B,2024-W37,insufficient,few_periods,0,,,,,,,,,14,13,12,cannot_tell,"B, fi","B, en","B, sv")',
          'stats sees every period that was released then');
RESET ROLE;

-- A figure of which only a bound is shown is not told by its score.
INSERT INTO pulssid.published_cell (team_id, period, dimension, state, n, mean, bound)
    VALUES (tap.team('A'), 2853, 'mood', 'published', 6, 95, 'at_least');
SET LOCAL ROLE pulssid_report;
SELECT is((SELECT format('%s %s %s %s', u, cp, cm, size) FROM report.changes WHERE team = 'A'), '   -8', 'no score beside a bound');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
